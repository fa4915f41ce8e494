import { deepEqual, equal } from "node:assert/strict";
import { sign } from "../lib/jira/signature.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import type { Store } from "../lib/store/types.ts";
import { webhookRoutes } from "../routes/webhook.ts";
import { type Fault, faultyKv } from "./_faulty_kv.ts";
import {
  assertAccepted,
  assertFed,
  assertNoneDead,
  assertRefused,
  change,
  readQuarantine,
} from "./_intake.ts";
import { bytes } from "./_raw_http.ts";
import { runService, SECRET } from "./_service.ts";

const UNAVAILABLE = { status: 503, code: "unavailable", says: [/not answer/, /try again/] };

/** A store whose commits go wrong while `mode.fault` says so, and whose deadlines come soon. */
async function faultyStore(): Promise<{ readonly store: Store; readonly mode: { fault: Fault } }> {
  const mode: { fault: Fault } = { fault: "none" };
  let now = 0;
  const kv = faultyKv(await Deno.openKv(":memory:"), () => mode.fault);
  return { store: createKvStore({ kv, backend: "memory", now: () => now += 500 }), mode };
}

for (const fault of ["locked", "answer_lost"] as const) {
  Deno.test(`a delivery that meets a store whose commits end in ${fault} is never lost`, async () => {
    const { store, mode } = await faultyStore();
    const time = { now: Date.now() };
    await using service = await runService({ store, now: () => time.now });
    await assertAccepted(await service.post(change(1)));
    await service.settled();
    mode.fault = fault;
    const answer = await service.post(change(2));
    const stored = answer.status === 202;
    equal(stored, fault === "answer_lost");
    if (!stored) equal(answer.headers.get("retry-after"), "5");
    await (stored ? assertAccepted(answer) : assertRefused(answer, UNAVAILABLE));
    mode.fault = "none";
    // Jira sends again what was refused, and now and then what was not.
    const again = await service.post(change(2));
    equal(again.status, stored ? 200 : 202);
    await again.body?.cancel();
    await assertAccepted(await service.post(change(3)));
    // What was stored without an answer lies in the inbox until its lease ends.
    time.now += 60_000;
    await service.service.inbox.look();
    await assertFed(service, [1, 2, 3]);
    await assertNoneDead(service);
  });
}

Deno.test("what can't be kept in the quarantine now is asked for again, not thrown away", async () => {
  const { store, mode } = await faultyStore();
  await using service = await runService({ store });
  mode.fault = "locked";
  await assertRefused(await service.post("not JSON"), UNAVAILABLE);
  mode.fault = "none";
  await assertRefused(await service.post("not JSON"), { status: 400, code: "not_json", says: [] });
  deepEqual((await readQuarantine(service)).map(({ raw }) => raw), [bytes("not JSON")]);
});

Deno.test("a copy of a delivery that could not be stored is no duplicate", async () => {
  const { store, mode } = await faultyStore();
  await using service = await runService({ store });
  mode.fault = "locked";
  for (const answer of await Promise.all([service.post(change(1)), service.post(change(1))])) {
    await assertRefused(answer, UNAVAILABLE);
  }
  mode.fault = "none";
  await assertAccepted(await service.post(change(1)));
  await assertFed(service, [1]);
});

Deno.test("the status counts what was accepted, known, refused, unreadable and put off", async () => {
  const { store, mode } = await faultyStore();
  await using service = await runService({ store });
  mode.fault = "locked";
  const putOff = await service.post(change(1));
  mode.fault = "none";
  const answers = [
    putOff,
    await service.post(change(1)),
    await service.post(change(1)),
    await service.post(change(2), { "x-hub-signature": "" }),
    await service.post("{}"),
  ];
  for (const answer of answers) await answer.body?.cancel();
  deepEqual(answers.map(({ status }) => status), [503, 202, 200, 401, 400]);
  await service.settled();
  const { intake, queue } = await (await service.get("/api/status")).json();
  deepEqual(intake, {
    accepted: 1,
    duplicate: 1,
    checked: 0,
    hinted: 0,
    refused: 1,
    unreadable: 1,
    busy: 1,
  });
  deepEqual([queue.backlog, queue.dead, queue.quarantined], [0, 0, 1]);
});

/** The intake alone, which may store nothing. */
function fullIntake(full: "backlog" | "memory") {
  const raw = bytes(JSON.stringify(change(1)));
  const never = () => Promise.reject(new Error("Must not be called"));
  const routes = webhookRoutes({
    secretsOf: () => [SECRET],
    defaultSite: "default",
    bodies: {
      deadline: 1,
      read: () =>
        Promise.resolve(
          full === "memory" ? { ok: false, code: "busy" } : { ok: true, raw, release: () => {} },
        ),
    },
    intake: { accept: never },
    quarantine: never,
    limiter: { blockedFor: () => 0, fail: () => {} },
    addressOf: () => "192.0.2.1",
    log: () => {},
    now: Date.now,
    newId: () => "01KX0000000000000000000000",
    count: () => {},
    settle: never,
    hints: null,
    heard: () => {},
    app: null,
    hasRoom: () => full !== "backlog",
  });
  return routes.request("/webhook/jira", {
    method: "POST",
    headers: { "x-hub-signature": sign(raw, SECRET) },
    body: raw,
  });
}

Deno.test("too many bytes on their way are asked for again in a moment", async () => {
  const answer = await fullIntake("memory");
  equal(answer.headers.get("retry-after"), "5");
  await assertRefused(answer, { status: 503, code: "busy", says: [/too many bytes/, /again/] });
});

Deno.test("a backlog that fills its disk is given a minute before Jira sends again", async () => {
  const answer = await fullIntake("backlog");
  equal(answer.headers.get("retry-after"), "60");
  await assertRefused(answer, {
    status: 503,
    code: "backlog_full",
    says: [/too much is waiting/, /again/],
  });
});
