import assert from "node:assert/strict";
import { holdLease } from "./held_lease.ts";
import { leaseKey } from "./keys.ts";
import { takeLease } from "./lease.ts";
import { openStore } from "./open.ts";
import type { Store } from "./types.ts";
import { inTime } from "../../tests/_waiting.ts";

const JOB = "sweep";

async function openMemory() {
  const store = await openStore({ path: ":memory:" });
  const clock = { now: 0 };
  const ask = (owner: string, ttl = 60_000) =>
    holdLease(store, { job: JOB, owner, ttl, now: () => clock.now });
  return { store, clock, ask, [Symbol.asyncDispose]: () => store.close() };
}

Deno.test("holdLease() has one holder, until it gives the lease back", async () => {
  await using at = await openMemory();
  const first = await at.ask("a");
  assert.equal(await at.ask("b"), null);
  await first![Symbol.asyncDispose]();
  await using second = await at.ask("b");
  assert.notEqual(second, null);
});

Deno.test("hold() renews: what runs out is counted from there", async () => {
  await using at = await openMemory();
  await using lease = await at.ask("a");
  at.clock.now = 59_000;
  await lease!.hold();
  at.clock.now = 118_000;
  assert.equal(await at.ask("b"), null);
});

Deno.test("hold() of a lease that somebody else took says so, and so does its signal", async () => {
  await using at = await openMemory();
  await using lease = await at.ask("a");
  at.clock.now = 60_001;
  await using other = await at.ask("b");
  assert.notEqual(other, null);
  await assert.rejects(lease!.hold(), { name: "AbortError" });
  assert.equal(lease!.signal.aborted, true);
  await lease![Symbol.asyncDispose]();
  assert.equal(await at.ask("c"), null, "giving back what is lost takes nothing from its holder");
});

Deno.test("the check of hold() fences a commit: it fails once somebody else has the lease", async () => {
  await using at = await openMemory();
  await using lease = await at.ask("a");
  const check = await lease!.hold();
  const key = ["anything"];
  const commit = () =>
    at.store.commit({ checks: [check], sets: [{ key, value: 1 }] }, { key, mine: () => false });
  assert.equal((await commit()).ok, true);
  at.clock.now = 60_001;
  await takeLease(at.store, { job: JOB, owner: "b", ttl: 1, now: at.clock.now });
  assert.equal((await commit()).ok, false);
});

Deno.test("renewals at once don't take each other for somebody else", async () => {
  await using at = await openMemory();
  await using lease = await at.ask("a");
  await Promise.all([lease!.hold(), lease!.hold(), lease!.hold()]);
  assert.equal(lease!.signal.aborted, false);
});

Deno.test("hold() while the timer renews waits for that renewal: its check stays good", async () => {
  await using at = await openMemory();
  const renewing = Promise.withResolvers<void>();
  const slowly = Promise.withResolvers<void>();
  let reads = 0;
  const slow: Store = {
    ...at.store,
    get: async (key) => {
      // The first read is that of who takes the lease, the second that of the timer.
      if (++reads === 2) {
        renewing.resolve();
        await slowly.promise;
      }
      return await at.store.get(key);
    },
  };
  const request = { job: JOB, owner: "a", ttl: 60, now: () => at.clock.now };
  await using lease = await holdLease(slow, request);
  at.clock.now = 30;
  await inTime(renewing.promise, { what: "a renewal by the timer" });
  const holding = lease!.hold();
  assert.equal(reads, 2, "no other renewal beside it");
  slowly.resolve();
  const check = await holding;
  const key = ["anything"];
  const change = { checks: [check], sets: [{ key, value: 1 }] };
  assert.equal((await at.store.commit(change, { key, mine: () => false })).ok, true);
  await lease!.hold();
  assert.equal(reads, 3, "one asked for later is another one");
});

Deno.test("a renewal whose answer was lost gives the check of what it wrote", async () => {
  await using at = await openMemory();
  const deaf: Store = {
    ...at.store,
    commit: async (change, proof) => {
      const result = await at.store.commit(change, proof);
      return result.ok ? { ok: true, versionstamp: null } : result;
    },
  };
  const request = { job: JOB, owner: "a", ttl: 60_000, now: () => at.clock.now };
  await using lease = await holdLease(deaf, request);
  const check = await lease!.hold();
  assert.equal(check.versionstamp, (await at.store.get(leaseKey(JOB))).versionstamp);
});

Deno.test("holdLease() renews by itself while a piece of work takes long", async () => {
  await using at = await openMemory();
  const renewed = Promise.withResolvers<void>();
  const stopping = new AbortController();
  await using lease = await at.ask("a", 60);
  at.clock.now = 30;
  at.store.watch([leaseKey(JOB)], {
    onChange: async () => {
      const { value } = await at.store.get<{ until: number }>(leaseKey(JOB));
      if (value?.until === 90) renewed.resolve();
    },
    signal: stopping.signal,
  });
  await inTime(renewed.promise, { what: "a renewal" });
  stopping.abort();
  assert.equal(lease!.signal.aborted, false);
});

Deno.test("hold() takes nothing back from who took the lease while it was being renewed", async () => {
  await using at = await openMemory();
  const { store, clock } = at;
  let isRenewing = false;
  const slow: Store = {
    ...store,
    get: async (key) => {
      const found = await store.get<never>(key);
      if (isRenewing) {
        isRenewing = false;
        assert.ok(await takeLease(store, { job: JOB, owner: "b", ttl: 60_000, now: clock.now }));
      }
      return found;
    },
  };
  await using lease = await holdLease(slow, {
    job: JOB,
    owner: "a",
    ttl: 60_000,
    now: () => clock.now,
  });
  clock.now = 60_001;
  isRenewing = true;
  await assert.rejects(lease!.hold(), { name: "AbortError" });
  assert.equal((await store.get<{ readonly owner: string }>(leaseKey(JOB))).value?.owner, "b");
});
