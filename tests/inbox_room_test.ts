import assert from "node:assert/strict";
import { CLAIM_LEASE, PAGE } from "../lib/inbox/claim.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { BACKLOG_BYTES, MEMORY_BYTES } from "../lib/inbox/room.ts";
import { OpenBatch } from "../lib/inbox/open_batch.ts";
import { ACCEPT_LEASE } from "../lib/inbox/intake/plan.ts";
import type { InboxBatch } from "../lib/inbox/types.ts";
import type { Applier } from "../lib/mirror/apply.ts";
import { openHead } from "../lib/mirror/head.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { bodyKey, inboxKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { type Found, type Store, StoreError } from "../lib/store/types.ts";
import { arrival, inboxOf, isolate, SITE, type Time } from "./_isolate.ts";

/** A site whose store can be told to fail, and whose clock stands still unless moved. */
async function open() {
  const real = await openStore({ path: ":memory:" });
  await openHead(real, SITE);
  const fault = { commits: false, reads: false };
  const away = () => Promise.reject(new StoreError("unavailable", "Cannot do it: a test"));
  const store: Store = {
    ...real,
    commit: (change, proof) => fault.commits ? away() : real.commit(change, proof),
    getMany: (keys) => fault.reads ? away() : real.getMany(keys),
  };
  const time: Time = { now: Date.now() };
  const inboxes: Inbox[] = [];
  return {
    store,
    fault,
    time,
    inboxes,
    bell: createNativeBell({ store, now: () => time.now }),
    [Symbol.asyncDispose]: async () => {
      for (const inbox of inboxes) await inbox.stop();
      await real.close();
    },
  };
}

type Site = Awaited<ReturnType<typeof open>>;

/** Accepts deliveries one by one, each in an entry of its own, and dies; lets their lease run out. */
async function leaveBehind(at: Site, count: number, given: Record<string, unknown> = {}) {
  const dead = isolate({ ...at, dead: true });
  const calls = Array.from({ length: count }, (_, n) => arrival(n, given));
  for (const call of calls) await dead.intake.accept(call);
  at.time.now += ACCEPT_LEASE + 1;
  return calls;
}

/** Whether there is room for as many bytes as memory holds: nothing else is counted in it. */
function isMemoryFree({ inbox }: ReturnType<typeof isolate>): boolean {
  const isFree = inbox.reserve(1) && inbox.reserve(MEMORY_BYTES - 1);
  inbox.release(isFree ? MEMORY_BYTES : 1);
  return isFree;
}

/** An applier that waits to be let on. */
function gated() {
  const gate = Promise.withResolvers<void>();
  const wrap = (applier: Applier): Applier => ({
    ...applier,
    apply: async (works) => {
      await gate.promise;
      return await applier.apply(works);
    },
  });
  return { gate, wrap };
}

Deno.test("look() gives the room back that it took for entries it could not claim", async () => {
  await using at = await open();
  const [call] = await leaveBehind(at, 1);
  const one = isolate(at);
  at.fault.commits = true;
  await one.inbox.look();
  assert.ok(isMemoryFree(one));
  at.fault.commits = false;
  await one.inbox.look();
  await one.idle.times(1);
  assert.deepEqual(one.applied, [call!.id]);
  assert.ok(isMemoryFree(one));
});

Deno.test("accept() gives the room back of what could not be stored, and of what was known", async () => {
  await using at = await open();
  const one = isolate(at);
  at.fault.commits = true;
  await assert.rejects(one.intake.accept(arrival(1)), StoreError);
  assert.ok(isMemoryFree(one));
  at.fault.commits = false;
  const call = arrival(2);
  const first = await isolate({ ...at, dead: true }).intake.accept(call);
  assert.deepEqual(await one.intake.accept({ ...call, id: "copy" }), {
    status: "duplicate",
    id: first.id,
  });
  assert.ok(isMemoryFree(one));
});

Deno.test("look() counts nothing as an attempt while bodies can't be read", async () => {
  await using at = await open();
  const [call] = await leaveBehind(at, 1);
  const one = isolate(at);
  at.fault.reads = true;
  await one.inbox.look();
  assert.equal((await inboxOf(at.store))[0]!.item.attempts, 0);
  assert.ok(isMemoryFree(one));
  at.fault.reads = false;
  at.time.now += CLAIM_LEASE + 1;
  await one.inbox.look();
  await one.idle.times(1);
  assert.deepEqual(one.applied, [call!.id]);
});

Deno.test("look() puts off alone what has lost its body, and gives its room back", async () => {
  await using at = await open();
  const calls = await leaveBehind(at, 3);
  const [, second] = await at.store.list<InboxBatch>({ prefix: inboxKey() });
  const lost = bodyKey(SITE, second!.value.items[0]!.body.blob, 0);
  await at.store.commit({ deletes: [lost] }, { key: lost, mine: () => false });
  const one = isolate(at);
  await one.inbox.look();
  for (let times = 1; one.applied.length < 2; times++) await one.idle.times(times);
  assert.deepEqual(one.applied, [calls[0]!.id, calls[2]!.id]);
  const [left] = await inboxOf(at.store);
  assert.equal(left!.item.attempts, 1);
  assert.match(left!.item.reason!, /chunk 1 of 1 is missing/);
  assert.ok(isMemoryFree(one));
});

Deno.test("look() leads to all that is due, however many entries it lies in", async () => {
  await using at = await open();
  const calls = await leaveBehind(at, 3 * PAGE);
  const one = isolate(at);
  await one.inbox.look();
  for (let times = 1; one.applied.length < calls.length; times++) await one.idle.times(times);
  assert.deepEqual(new Set(one.applied), new Set(calls.map(({ id }) => id)));
});

Deno.test("look() gets past more bodies that can't be read than it takes at once", async () => {
  await using at = await open();
  const calls = await leaveBehind(at, PAGE + 1);
  const entries = await at.store.list<InboxBatch>({ prefix: inboxKey() });
  for (const { value } of entries.slice(0, PAGE)) {
    const lost = bodyKey(SITE, value.items[0]!.body.blob, 0);
    await at.store.commit({ deletes: [lost] }, { key: lost, mine: () => false });
  }
  const one = isolate(at);
  await one.inbox.look();
  await one.idle.times(1);
  assert.deepEqual(one.applied, [calls[PAGE]!.id]);
});

Deno.test("look() moves entries one by one when together they are too large", async () => {
  await using at = await open();
  const sets = [];
  const reason = "r".repeat(60_000);
  const calls = await leaveBehind(at, 20);
  for (const { key, value } of await at.store.list<InboxBatch>({ prefix: inboxKey() })) {
    sets.push({
      key,
      value: { ...value, items: value.items.map((item) => ({ ...item, reason })) },
    });
  }
  for (const set of sets) {
    await at.store.commit({ sets: [set] }, {
      key: set.key,
      mine: () => true,
    });
  }
  const one = isolate(at);
  await one.inbox.look();
  for (let times = 1; one.applied.length < calls.length; times++) await one.idle.times(times);
  assert.deepEqual(new Set(one.applied), new Set(calls.map(({ id }) => id)));
});

Deno.test("look() leaves alone what is in hand, though its lease has run out", async () => {
  await using at = await open();
  const { gate, wrap } = gated();
  const one = isolate({ ...at, wrap });
  const { id } = await one.intake.accept(arrival(1));
  at.time.now += ACCEPT_LEASE + 1;
  const before = await inboxOf(at.store);
  await one.inbox.look();
  assert.deepEqual(await inboxOf(at.store), before);
  gate.resolve();
  await one.idle.times(1);
  assert.deepEqual(one.applied, [id]);
  assert.ok(isMemoryFree(one));
});

Deno.test("leave() gives back the room of a delivery that is in hand twice, twice", async () => {
  await using at = await open();
  const { gate, wrap } = gated();
  const one = isolate({ ...at, wrap });
  await one.intake.accept(arrival(1));
  // Another isolate takes it over when its lease has run out, and dies.
  const [entry] = await at.store.list<InboxBatch>({ prefix: inboxKey() });
  const moved = { key: inboxKey(at.time.now, String(entry!.key[2])), value: entry!.value };
  await at.store.commit({ sets: [moved], deletes: [entry!.key] }, {
    key: moved.key,
    mine: () => true,
  });
  await one.inbox.look();
  gate.resolve();
  for (let times = 1; one.applied.length < 1; times++) await one.idle.times(times);
  assert.ok(isMemoryFree(one));
  assert.deepEqual(await inboxOf(at.store), []);
});

Deno.test("hasRoom() counts what waits in the store, not what has been worked off", async () => {
  await using at = await open();
  const [call] = await leaveBehind(at, 1);
  const one = isolate(at);
  one.inbox.overflow(BACKLOG_BYTES);
  assert.equal(one.inbox.hasRoom(), false);
  await one.inbox.look();
  assert.equal(one.inbox.hasRoom(), true, "some of it was taken into memory");
  one.inbox.reserve(MEMORY_BYTES);
  for (let n = 0; n < 200; n++) one.inbox.reserve(MEMORY_BYTES);
  assert.equal(one.inbox.hasRoom(), true, "to ask for room in memory stores nothing");
  await one.idle.times(1);
  assert.deepEqual(one.applied, [call!.id]);
});

Deno.test("a reason of any length leaves the delivery small enough to be put off", async () => {
  await using at = await open();
  const one = isolate({
    ...at,
    wrap: (applier) => ({
      ...applier,
      apply: () => Promise.reject(new RangeError("long ".repeat(50_000))),
    }),
  });
  await one.intake.accept(arrival(1));
  await one.idle.times(1);
  const [left] = await inboxOf(at.store);
  assert.equal(left!.item.attempts, 1);
  const entry: Found<InboxBatch> = (await at.store.list<InboxBatch>({ prefix: inboxKey() }))[0]!;
  assert.ok(new OpenBatch(entry).items[0]!.reason!.length <= 500);
});
