import { equal, ok } from "node:assert/strict";
import { FAILURE_WINDOW, FAILURES_PER_WINDOW } from "../lib/access/limiter.ts";
import { CLOSE } from "../lib/feed/protocol.ts";
import { TestLink } from "./_feed_link.ts";
import { assertAccepted, assertFed, assertRefused, change } from "./_intake.ts";
import { follow } from "./_follower.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";

const UNSIGNED = { status: 401, code: "signature_missing", says: [/was not sent/] };
const LIMITED = {
  status: 429,
  code: "too_many_failures",
  says: [/too many calls from this address failed/, /X-Hub-Signature was not sent/],
};

/** A clock that moves when told. */
function manualClock() {
  const time = { now: Date.now() };
  return { time, now: () => time.now };
}

function unsigned(service: RunningService, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${service.url}/webhook/jira`, { method: "POST", headers, body: "{}" });
}

async function fail(
  service: RunningService,
  options: { readonly times: number; readonly headers?: Readonly<Record<string, string>> },
): Promise<void> {
  for (let at = 0; at < options.times; at++) {
    await assertRefused(await unsigned(service, options.headers), UNSIGNED);
  }
}

Deno.test("the 101st failure of an address within a minute is told to wait; signed calls are not", async () => {
  const { time, now } = manualClock();
  await using service = await runService({ now });
  await fail(service, { times: FAILURES_PER_WINDOW });
  await assertAccepted(await service.post(change(1)));
  const limited = await unsigned(service);
  equal(limited.headers.get("retry-after"), "60");
  await assertRefused(limited, LIMITED);
  await assertAccepted(await service.post(change(2)));
  time.now += FAILURE_WINDOW - 1;
  const last = await unsigned(service);
  equal(last.headers.get("retry-after"), "1");
  await assertRefused(last, LIMITED);
  time.now += 1;
  await fail(service, { times: 1 });
  await assertFed(service, [1, 2]);
});

Deno.test("sockets whose token is wrong count as failures, and are told to wait as well", async () => {
  await using service = await runService();
  const guess = () => {
    const link = new TestLink(service.service.feed);
    link.send({ t: "hello", token: "a guess", client: "c" });
    return link;
  };
  for (let at = 0; at < FAILURES_PER_WINDOW; at++) guess().cut();
  equal(await guess().closed, CLOSE.rate_limited);
});

Deno.test("a wrong token, no token and an unknown site count as failures; a good token is never limited", async () => {
  const { now } = manualClock();
  await using service = await runService({ now });
  const call = (headers: Readonly<Record<string, string>>) =>
    fetch(`${service.url}/api/issues`, { headers });
  for (let at = 0; at < FAILURES_PER_WINDOW / 2; at++) {
    const says = [/belongs to another service/];
    const wrong = await call({ authorization: "Bearer wrong" });
    await assertRefused(wrong, { status: 401, code: "bad_token", says });
  }
  await assertRefused(await call({}), { status: 401, code: "no_token", says: [/Bearer <token>/] });
  const nowhere = await fetch(`${service.url}/webhook/jira/nowhere`, { method: "POST" });
  await assertRefused(nowhere, { status: 404, code: "unknown_site", says: [/"nowhere"/] });
  await fail(service, { times: FAILURES_PER_WINDOW / 2 - 2 });
  const limited = await call({ authorization: "Bearer wrong" });
  ok(Number(limited.headers.get("retry-after")) > 0);
  await assertRefused(limited, {
    status: 429,
    code: "too_many_failures",
    says: [/had no valid token/, /Please wait/],
  });
  const good = await service.get("/api/issues");
  equal(good.status, 200);
  await good.body?.cancel();
  const { epoch } = await (await service.get("/api/snapshot")).json();
  const from = { cursor: { epoch, seq: 0 }, scope: null };
  using follower = follow({ url: service.url, token: TOKEN, client: "good" }, from);
  await assertAccepted(await service.post(change(1)));
  await follower.reached(1);
});

Deno.test("each failure is told to the log, as long as the address is not limited", async () => {
  const { now } = manualClock();
  await using service = await runService({ now });
  await fail(service, { times: FAILURES_PER_WINDOW });
  await (await unsigned(service)).body?.cancel();
  equal(service.logged.length, FAILURES_PER_WINDOW);
  ok(
    service.logged.every((line) =>
      /Refused a webhook from 127.0.0.1 \(signature_missing\)/.test(line)
    ),
  );
});

Deno.test("behind a trusted proxy each caller has failures of their own", async () => {
  const { now } = manualClock();
  await using service = await runService({ now, env: { TRUSTED_PROXIES: "127.0.0.1, 10.0.0.7" } });
  const from = (address: string) => ({ "x-forwarded-for": address });
  await fail(service, { times: FAILURES_PER_WINDOW, headers: from("192.0.2.1") });
  await assertRefused(await unsigned(service, from("192.0.2.1")), LIMITED);
  // What the caller wrote itself stands before what the proxies added, and doesn't count.
  await assertRefused(await unsigned(service, from("192.0.2.9, 192.0.2.1, 10.0.0.7")), LIMITED);
  // Some proxies add the port, which is another for each connection.
  await assertRefused(await unsigned(service, from("192.0.2.1:61234")), LIMITED);
  await assertRefused(await unsigned(service, from("192.0.2.2")), UNSIGNED);
  await assertRefused(await unsigned(service), UNSIGNED);
});

Deno.test("without trusted proxies what a caller says about its address counts for nothing", async () => {
  const { now } = manualClock();
  await using service = await runService({ now });
  for (let at = 0; at < FAILURES_PER_WINDOW; at++) {
    await fail(service, { times: 1, headers: { "x-forwarded-for": `192.0.2.${at}` } });
  }
  await assertRefused(await unsigned(service, { "x-forwarded-for": "192.0.2.200" }), LIMITED);
});
