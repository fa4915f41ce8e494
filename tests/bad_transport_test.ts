import { deepEqual, equal, ok } from "node:assert/strict";
import { MAX_BODY } from "../lib/inbox/intake/body_budget.ts";
import { sign } from "../lib/jira/signature.ts";
import {
  assertAccepted,
  assertFed,
  assertNoneDead,
  assertRefused,
  change,
  readQuarantine,
} from "./_intake.ts";
import { bytesInUse } from "./_memory.ts";
import { bytes, chunked, rawPost } from "./_raw_http.ts";
import { type RunningService, runService, SECRET } from "./_service.ts";

const MB = 1024 * 1024;

const TOO_LARGE = { status: 413, code: "too_large", says: [/larger than 26214400 bytes/, /Jira/] };

/** A valid body of exactly so many bytes, which hardly shrink. */
function bodyOf(length: number): Uint8Array<ArrayBuffer> {
  const random = new Uint8Array(Math.ceil(length * 3 / 4));
  const words = new Uint32Array(random.buffer, 0, Math.floor(random.length / 4));
  for (let at = 0, word = 1; at < words.length; at++) {
    word = Math.imul(word, 1_664_525) + 1_013_904_223;
    words[at] = word ^ word >>> 15;
  }
  const text = JSON.stringify(change(5, { fields: { customfield_1: "" } }));
  const [head, tail] = text.split('"customfield_1":""') as [string, string];
  const filling = random.toBase64().slice(0, length - text.length);
  return bytes(`${head}"customfield_1":"${filling}"${tail}`);
}

/** A signature that looks like one. */
const CLAIM = `X-Hub-Signature: sha256=${"0".repeat(64)}`;

Deno.test("a body of 25 MB is accepted, stored and applied", async () => {
  await using service = await runService();
  const raw = bodyOf(MAX_BODY);
  equal(raw.length, MAX_BODY);
  await assertAccepted(await service.post(raw));
  await assertAccepted(await service.post(change(1)));
  await assertFed(service, [1, 5]);
  equal((await service.post(raw)).status, 200);
});

Deno.test("a body declared one byte longer is refused before it is sent", async () => {
  await using service = await runService();
  const headers = [
    `Content-Length: ${MAX_BODY + 1}`,
    `X-Hub-Signature: ${sign(bytes(""), SECRET)}`,
  ];
  const answer = await rawPost({ port: service.port, headers, then: "stall" });
  await assertRefused(answer, TOO_LARGE);
  await assertAccepted(await service.post(change(1)));
  await assertFed(service, [1]);
});

Deno.test("a call that doesn't claim to be Jira's is refused before its body is read", async () => {
  await using service = await runService();
  const answer = await rawPost({
    port: service.port,
    headers: ["Content-Length: 900000"],
    body: [bytes("{")],
    then: "stall",
  });
  const says = [/X-Hub-Signature was not sent/];
  await assertRefused(answer, { status: 401, code: "signature_missing", says });
});

Deno.test("a body in chunks is refused as soon as it is too long", async () => {
  await using service = await runService();
  const parts = Array(25).fill(new Uint8Array(MB));
  const answer = await rawPost({
    port: service.port,
    headers: ["Transfer-Encoding: chunked", CLAIM],
    body: chunked([...parts, new Uint8Array(1)]),
    then: "stall",
  });
  await assertRefused(answer, TOO_LARGE);
  await assertFed(service, []);
});

Deno.test("a body in chunks that is not too long is as good as any other", async () => {
  await using service = await runService();
  const raw = bytes(JSON.stringify(change(1)));
  const answer = await rawPost({
    port: service.port,
    headers: ["Transfer-Encoding: chunked", `X-Hub-Signature: ${sign(raw, SECRET)}`],
    body: chunked([raw.subarray(0, 7), raw.subarray(7)]),
    then: "stall",
  });
  equal(answer.status, 202);
  await assertFed(service, [1]);
});

Deno.test("a body that arrives too slowly is given up, so that Jira sends it again", async () => {
  await using service = await runService({ bodyDeadline: 50 });
  for (const length of ["Content-Length: 9", "Content-Length: 900000"]) {
    const answer = await rawPost({
      port: service.port,
      headers: [length, CLAIM],
      body: [bytes("{")],
      then: "stall",
    });
    await assertRefused(answer, {
      status: 408,
      code: "slow_body",
      says: [/did not arrive within 0\.05 s/, /send it again/],
    });
  }
  await assertAccepted(await service.post(change(1)));
  await assertFed(service, [1]);
});

Deno.test("a body shorter than its Content-Length is no body", async () => {
  await using service = await runService();
  const raw = bytes(JSON.stringify(change(1)));
  const answer = await rawPost({
    port: service.port,
    headers: [`Content-Length: ${raw.length + 1}`, `X-Hub-Signature: ${sign(raw, SECRET)}`],
    body: [raw],
    then: "hang_up",
  });
  await assertRefused(answer, {
    status: 408,
    code: "aborted",
    says: [/ended before it was complete/, /send it again/],
  });
  await assertFed(service, []);
});

Deno.test("a body longer than its Content-Length is cut there, and its signature is wrong", async () => {
  await using service = await runService();
  const raw = bytes(JSON.stringify(change(1)));
  const answer = await rawPost({
    port: service.port,
    headers: [`Content-Length: ${raw.length - 1}`, `X-Hub-Signature: ${sign(raw, SECRET)}`],
    body: [raw],
    then: "stall",
  });
  await assertRefused(answer, { status: 401, code: "signature_mismatch", says: [/other bytes/] });
  deepEqual(await readQuarantine(service), []);
});

const UNFRAMED = {
  "a negative Content-Length": ["Content-Length: -3"],
  "two Content-Lengths": ["Content-Length: 3", "Content-Length: 5"],
  "a Content-Length that is no number": ["Content-Length: many"],
  "Content-Length and chunks": ["Content-Length: 3", "Transfer-Encoding: chunked"],
  "huge headers": [`X-Huge: ${"x".repeat(1_000_000)}`, "Content-Length: 0"],
  "300 headers": [...Array(300).keys()].map((at) => `X-${at}: x`),
};

for (const [name, headers] of Object.entries(UNFRAMED)) {
  Deno.test(`a call with ${name} is refused by the server, and the service goes on`, async () => {
    await using service = await runService();
    const answer = await rawPost({
      port: service.port,
      headers,
      body: [bytes("abc")],
      then: "stall",
    });
    equal(answer.status, 400);
    await assertAccepted(await service.post(change(1)));
    await assertFed(service, [1]);
  });
}

for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
  Deno.test(`${method} on the intake says that webhooks are posted`, async () => {
    await using service = await runService();
    for (const path of ["/webhook/jira", "/webhook/jira/default"]) {
      const answer = await fetch(`${service.url}${path}`, { method });
      equal(answer.headers.get("allow"), "POST");
      const says = [new RegExp(`take a ${method} here`), /POST/];
      await assertRefused(answer, { status: 405, code: "method_not_allowed", says });
    }
  });
}

Deno.test("a site is known by its name, and an unknown one is named in the refusal", async () => {
  await using service = await runService();
  const raw = bytes(JSON.stringify(change(1)));
  const post = (site: string) =>
    fetch(`${service.url}/webhook/jira/${site}`, {
      method: "POST",
      headers: { "x-hub-signature": sign(raw, SECRET) },
      body: raw,
    });
  await assertRefused(await post("nowhere"), {
    status: 404,
    code: "unknown_site",
    says: [/site "nowhere": no such site here/, /address/],
  });
  await assertRefused(await post("%ff"), { status: 404, code: "unknown_site", says: [] });
  await assertAccepted(await post("default"));
  await assertFed(service, [1]);
});

Deno.test("1,000 bad calls at once leave nothing in memory, and valid ones among them pass", async () => {
  await using service = await runService();
  const valid = [1, 2, 3];
  const round = async (n: number) => {
    const calls = [
      largeCalls(service),
      ...Array.from({ length: 1_000 }, (_, at) => badCall(service, { n: at, body: "not JSON" })),
    ];
    await Promise.all([...calls, service.post(change(n)).then(assertAccepted)]);
    return bytesInUse();
  };
  const inUse: number[] = [];
  for (const n of valid) inUse.push(await round(n));
  // The first round fills what is kept for good; the large bodies of one round are 40 MB.
  const more = inUse[2]! - inUse[0]!;
  ok(more < 5 * MB, `${inUse.join(", ")} bytes in use after each round`);
  await assertFed(service, valid);
  await assertNoneDead(service);
});

async function largeCalls(service: RunningService): Promise<void> {
  const body = "x".repeat(4 * MB);
  for (let n = 1; n <= 10; n++) await badCall(service, { n, body });
}

async function badCall(
  service: RunningService,
  { n, body }: { readonly n: number; readonly body: string },
): Promise<void> {
  const headers = n % 3 === 0 ? {} : { "x-hub-signature": `sha256=${"0".repeat(64)}` };
  const answer =
    await (n % 5 === 0
      ? service.post(body)
      : fetch(`${service.url}/webhook/jira`, { method: "POST", headers, body }));
  await answer.body?.cancel();
  ok([400, 401, 429].includes(answer.status), `${answer.status}`);
}
