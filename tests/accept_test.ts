import assert from "node:assert/strict";
import { createBodySource } from "../lib/inbox/body_source.ts";
import { type AcceptDeps, createIntake } from "../lib/inbox/intake/accept.ts";
import type { Arrival, InboxBatch } from "../lib/inbox/types.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { createIds } from "../lib/store/ids.ts";
import { bodyKey, inboxKey, markKey, stagedKey } from "../lib/store/keys.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { removeAbandoned } from "../lib/inbox/intake/stage.ts";
import { type Fault, faultyKv, script } from "./_faulty_kv.ts";

const newId = createIds(Date.now);

const DAY = 24 * 60 * 60 * 1000;

/** An intake over a real store in memory whose commits meet `faults` in turn. */
async function open(...faults: Fault[]) {
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({ kv: faultyKv(kv, script(...faults)), backend: "memory" });
  const time = { now: Date.now() };
  const now = () => time.now;
  const handed: string[] = [];
  const deps: AcceptDeps = {
    store,
    bell: createNativeBell({ store, now }),
    now,
    dedupeFor: 30 * DAY,
    reserve: () => true,
    newId,
    way: createRightOfWay(),
    handOff: (batch) => handed.push(...batch.items.map((item) => item.id)),
    release: () => {},
    overflow: () => {},
  };
  return {
    store,
    kv,
    deps,
    time,
    handed,
    intake: createIntake(deps),
    inbox: async () =>
      (await store.list<InboxBatch>({ prefix: inboxKey() })).flatMap(({ value }) => value.items),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

function arrival(given: Partial<Arrival> & { readonly text?: string } = {}): Arrival {
  const text = given.text ?? JSON.stringify({
    timestamp: 1,
    webhookEvent: "jira:issue_updated",
    n: Math.random(),
  });
  return {
    site: "default",
    id: newId(),
    raw: new TextEncoder().encode(text),
    body: JSON.parse(text),
    receivedAt: Date.now(),
    identifier: null,
    flow: null,
    retry: null,
    secret: 0,
    ...given,
  };
}

Deno.test("accept() stores the raw bytes, the marks and the inbox entry before it answers", async () => {
  await using site = await open();
  const call = arrival({ identifier: "w-1" });
  const answer = await site.intake.accept(call);
  assert.deepEqual(answer, { status: "accepted", id: call.id });
  const [entry] = await site.inbox();
  assert.equal(entry!.id, call.id);
  const back = await createBodySource(site.store, "default")(entry!);
  assert.ok(back.ok);
  assert.deepEqual(new Uint8Array(back.raw), call.raw);
  assert.deepEqual(site.handed, [call.id]);
});

Deno.test("accept() knows a retry by its identifier, days later", async () => {
  await using site = await open();
  const first = await site.intake.accept(arrival({ identifier: "w-1" }));
  site.time.now += 3 * DAY;
  const again = await site.intake.accept(arrival({ identifier: "w-1" }));
  assert.deepEqual(again, { status: "duplicate", id: first.id });
  assert.equal((await site.inbox()).length, 1);
});

Deno.test("accept() has the marks of a delivery expire when it was told, and nothing else", async () => {
  await using site = await open();
  const expiries: (readonly [root: string, expireIn: number | undefined])[] = [];
  const store: Store = {
    ...site.store,
    commit: (change, proof) => {
      for (const { key, expireIn } of change.sets ?? []) expiries.push([`${key[0]}`, expireIn]);
      return site.store.commit(change, proof);
    },
  };
  await createIntake({ ...site.deps, store }).accept(arrival({ identifier: "w-1" }));
  const [root] = markKey("default", { by: "id", value: "w-1" });
  const marks = expiries.filter(([each]) => each === root);
  assert.deepEqual(marks, [[root, 30 * DAY], [root, 30 * DAY]]);
  const others = expiries.filter(([each]) => each !== root);
  assert.ok(others.length > 0 && others.every(([, expireIn]) => expireIn === undefined));
});

Deno.test("accept() knows one event sent under two identifiers by its body", async () => {
  await using site = await open();
  const text = JSON.stringify({ timestamp: 5, webhookEvent: "comment_created" });
  const first = await site.intake.accept(arrival({ identifier: "w-1", text }));
  const other = await site.intake.accept(arrival({ identifier: "w-2", text }));
  assert.deepEqual(other, { status: "duplicate", id: first.id });
});

Deno.test("accept() takes equal bodies twice when they carry no timestamp", async () => {
  await using site = await open();
  const text = JSON.stringify({ webhookEvent: "automation" });
  const answers = [
    await site.intake.accept(arrival({ identifier: "w-1", text })),
    await site.intake.accept(arrival({ identifier: "w-2", text })),
  ];
  assert.deepEqual(answers.map((answer) => answer.status), ["accepted", "accepted"]);
});

Deno.test("accept() takes one of many copies that arrive at the same moment", async () => {
  await using site = await open();
  const text = JSON.stringify({ timestamp: 5, webhookEvent: "comment_created" });
  const answers = await Promise.all(
    Array.from(
      { length: 50 },
      (_, at) => site.intake.accept(arrival({ identifier: `w-${at % 7}`, text })),
    ),
  );
  assert.equal(answers.filter((answer) => answer.status === "accepted").length, 1);
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
  assert.equal((await site.inbox()).length, 1);
});

Deno.test("accept() stores the rest of a batch in which another isolate was first with one", async () => {
  await using site = await open();
  const twin = createIntake({ ...site.deps, handOff: () => {} });
  await twin.accept(arrival({ identifier: "w-3" }));
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => site.intake.accept(arrival({ identifier: `w-${at}` }))),
  );
  assert.deepEqual(
    answers.map((answer) => answer.status === "duplicate"),
    [0, 1, 2, 3, 4, 5, 6, 7].map((at) => at === 3),
  );
  assert.equal((await site.inbox()).length, 8);
});

for (const fault of ["locked", "answer_lost", "own_success_refused", "refused"] as const) {
  Deno.test(`accept() stores each of a batch once when a commit is ${fault}`, async () => {
    await using site = await open(fault);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => site.intake.accept(arrival({ identifier: `w-${at}` }))),
    );
    assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set(["accepted"]));
    assert.equal((await site.inbox()).length, 20);
  });
}

Deno.test("accept() fails for all copies in flight when the first can't be stored", async () => {
  const refuseAll = Array.from({ length: 100 }, () => "refused" as const);
  await using site = await open(...refuseAll);
  const text = JSON.stringify({ timestamp: 5, webhookEvent: "comment_created" });
  const all = await Promise.allSettled([
    site.intake.accept(arrival({ identifier: "w-1", text })),
    site.intake.accept(arrival({ identifier: "w-1", text })),
    site.intake.accept(arrival({ identifier: "w-2", text })),
  ]);
  for (const each of all) {
    assert.equal(each.status, "rejected");
    assert.ok(each.reason instanceof StoreError);
  }
  assert.equal((await site.inbox()).length, 0);
});

Deno.test("accept() stages a body larger than one commit and shows it only when whole", async () => {
  await using site = await open();
  const noise = crypto.getRandomValues(new Uint8Array(60_000));
  const filler = Array.from(
    { length: 40 },
    (_, at) => btoa(String.fromCharCode(...noise.map((n) => n ^ (at * 7)))),
  );
  const text = JSON.stringify({ timestamp: 1, webhookEvent: "jira:issue_updated", filler });
  const call = arrival({ text });
  const answer = await site.intake.accept(call);
  assert.equal(answer.status, "accepted");
  const [entry] = await site.inbox();
  assert.ok(entry!.body.chunks > 12, "it was too large for one commit");
  const back = await createBodySource(site.store, "default")(entry!);
  assert.ok(back.ok);
  assert.deepEqual(new Uint8Array(back.raw), call.raw);
  assert.equal((await site.store.list({ prefix: stagedKey() })).length, 0);
});

Deno.test("accept() writes nothing of a large body it has already", async () => {
  await using site = await open();
  const text = JSON.stringify({ webhookEvent: "x", timestamp: 1, padding: "p".repeat(700_000) });
  const first = await site.intake.accept(arrival({ text }));
  const chunks = (await site.store.list({ prefix: bodyKey("default") })).length;
  const again = await site.intake.accept(arrival({ text }));
  assert.deepEqual(again, { status: "duplicate", id: first.id });
  assert.equal((await site.store.list({ prefix: bodyKey("default") })).length, chunks);
  assert.deepEqual(await site.store.list({ prefix: stagedKey() }), []);
});

Deno.test("removeAbandoned() removes a staging nobody finished, and only after an hour", async () => {
  await using site = await open();
  const { stageBlob } = await import("../lib/inbox/intake/stage.ts");
  const { packBlob } = await import("../lib/store/blob.ts");
  const blob = packBlob(crypto.getRandomValues(new Uint8Array(65_536)));
  await stageBlob(site.deps, { site: "default", id: "01X", blob });
  assert.equal(await removeAbandoned(site.deps), 0);
  site.time.now += 61 * 60 * 1000;
  assert.equal(await removeAbandoned(site.deps), 1);
  assert.equal((await site.store.list({ prefix: bodyKey("default", "01X") })).length, 0);
});
