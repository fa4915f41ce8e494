/** Dead letters and calls in quarantine, replayed over each kind of store. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import {
  choose,
  type Chosen,
  countKept,
  type KeptPage,
  LAST_TIME,
  listKept,
} from "../lib/inbox/kept.ts";
import { HOLD_AT_MOST } from "../lib/inbox/postpone.ts";
import { removePayloads } from "../lib/inbox/retention.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import type { DeadLetter, InboxBatch, Quarantined } from "../lib/inbox/types.ts";
import { openHead } from "../lib/mirror/head.ts";
import { bodyKey, deadKey, heldKey, inboxKey, quarantineKey } from "../lib/store/keys.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { arrival, inboxOf, logOf, refusingPoison, SITE, type Time } from "./_isolate.ts";
import { deadOf, makeDead, poison, quarantine, replayer } from "./_kept.ts";
import { STORES } from "./_stores.ts";

const ALL = { from: 0, to: LAST_TIME };
const DAY = 24 * 60 * 60 * 1000;

/** Everything a part of any size holds. */
const WHOLE = { limit: 500, after: null };

interface World {
  readonly store: Store;
  readonly time: Time;
  readonly inboxes: Inbox[];
}

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 5_000; turn++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("It did not become so within the time of a test");
}

async function everythingDone({ store }: World): Promise<void> {
  await waitUntil(async () => (await inboxOf(store)).length === 0);
}

for (const kind of STORES) {
  const test = (does: string, fn: (world: World) => Promise<void>) =>
    Deno.test({
      name: `${kind.name} store: ${does}`,
      ignore: kind.missing !== null,
      fn: async () => {
        await using opened = await kind.open();
        const { store } = opened;
        await openHead(store, SITE);
        const world: World = { store, time: { now: Date.now() }, inboxes: [] };
        try {
          await fn(world);
        } finally {
          for (const inbox of world.inboxes) await inbox.stop();
        }
      },
    });

  test("a dead letter goes back into the inbox in one commit, and is applied", async (world) => {
    const { store } = world;
    const [letter] = await makeDead(world, [arrival(1)]);
    const one = replayer(world);
    const chosen = await choose(one.letters, { selection: { ids: [letter!.id] }, part: WHOLE });
    const done = await one.letters.replay(chosen.found);
    deepEqual(done, { replayed: 1, duplicates: 0, unreadable: 0, gone: 0 });
    await everythingDone(world);
    deepEqual(one.applied, [letter!.id]);
    deepEqual(await deadOf(store), []);
    equal((await logOf(store)).length, 1);
  });

  test("many are replayed by the time they came, oldest first, part by part", async (world) => {
    const letters = [];
    for (let n = 1; n <= 45; n++) {
      world.time.now += 1_000;
      letters.push(...await makeDead(world, [{ ...arrival(n), id: idAt(world.time.now, n) }]));
    }
    const one = replayer(world);
    const came = (at: number) => world.time.now - (45 - at) * 1_000;
    const selection = { from: came(11), to: came(40) };
    equal(await countKept(one.letters, { selection, after: null }), 30);
    const seen: string[] = [];
    const left: number[] = [];
    for (let after: string | null = null;;) {
      const part: Chosen<DeadLetter> = await choose(one.letters, {
        selection,
        part: { limit: 12, after },
      });
      seen.push(...part.found.map(({ value }) => value.id));
      left.push(part.remaining);
      equal((await one.letters.replay(part.found)).replayed, part.found.length);
      if (part.next === null) break;
      after = part.next;
    }
    deepEqual(seen, letters.slice(10, 40).map(({ id }) => id));
    deepEqual(left, [18, 6, 0]);
    await everythingDone(world);
    deepEqual(new Set(one.applied), new Set(seen));
    equal((await deadOf(world.store)).length, 15);
  });

  test("two isolates that replay the same apply each once", async (world) => {
    const letters = await makeDead(world, Array.from({ length: 30 }, (_, n) => arrival(n)));
    const [a, b] = [replayer(world), replayer(world)];
    const { found } = await choose(a.letters, { selection: ALL, part: WHOLE });
    const [first, second] = await Promise.all([a.letters.replay(found), b.letters.replay(found)]);
    equal(first.replayed + second.replayed, 30);
    equal(first.gone + second.gone, 30);
    await everythingDone(world);
    deepEqual([...a.applied, ...b.applied].sort(), letters.map(({ id }) => id));
    equal((await logOf(world.store)).length, 30);
  });

  test("one that fails again is a dead letter again, with all its attempts", async (world) => {
    await makeDead(world, [poison(1)]);
    const one = replayer({ ...world, wrap: refusingPoison });
    for (const attempts of [7, 8]) {
      const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
      equal((await one.letters.replay(found)).replayed, 1);
      await waitUntil(async () => (await deadOf(world.store))[0]?.attempts === attempts);
      const [letter] = await deadOf(world.store);
      match(letter!.reason!, /Cannot digest poison/);
      deepEqual(letter!.about, { issue: "ABC-1", project: "ABC" });
      deepEqual(await inboxOf(world.store), []);
    }
  });

  test("a replayed delivery that is late by now is shown as late, and changes nothing", async (world) => {
    const [letter] = await makeDead(world, [arrival(1)]);
    const one = replayer(world);
    const newer = arrival(1, {
      timestamp: 1_700_000_900_000,
      changelog: { id: "77", items: [{ field: "labels", fromString: "", toString: "new" }] },
      issue: {
        id: "10001",
        key: "ABC-1",
        fields: {
          summary: "newer",
          updated: "2023-11-14T22:28:20.000+0000",
          project: { id: "1", key: "ABC", name: "Abc" },
          status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
        },
      },
    });
    await one.intake.accept(newer);
    await everythingDone(world);
    const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
    await one.letters.replay(found);
    await everythingDone(world);
    const log = await logOf(world.store);
    deepEqual(log.map(({ delivery }) => delivery), [newer.id, letter!.id]);
    const told = JSON.parse(log[1]!.text);
    equal(told.late, true);
    equal(told.issue.summary, "newer");
  });

  test("one that gave up waiting for its issue waits for it anew", async (world) => {
    const comment = arrival(7, {
      webhookEvent: "comment_created",
      changelog: undefined,
      comment: { id: "5", body: "Hello", updated: "2023-11-14T22:13:20.007+0000" },
      issue: { id: "10007", key: "ABC-7", fields: { summary: "s7" } },
    });
    const [letter] = await makeDead(world, [comment]);
    world.time.now += 2 * HOLD_AT_MOST;
    const one = replayer({ ...world, canRefetch: true });
    const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
    await one.letters.replay(found);
    await waitUntil(async () => (await world.store.list({ prefix: heldKey(SITE) })).length === 1);
    const issue = arrival(7);
    await one.intake.accept(issue);
    await everythingDone(world);
    deepEqual(one.applied, [issue.id, letter!.id]);
  });

  test("of letters somebody has taken some of, the others are replayed", async (world) => {
    await makeDead(world, Array.from({ length: 8 }, (_, n) => arrival(n)));
    const one = replayer(world);
    const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
    await one.letters.discard(found.slice(3, 5));
    deepEqual(await one.letters.replay(found), {
      replayed: 6,
      duplicates: 0,
      unreadable: 0,
      gone: 2,
    });
    await everythingDone(world);
    equal((await logOf(world.store)).length, 6);
  });

  test("a list is newest first, in pages, and tells when it ends", async (world) => {
    const letters = await makeDead(world, Array.from({ length: 7 }, (_, n) => arrival(n)));
    const { letters: shelf } = replayer(world);
    const pages: string[][] = [];
    for (let before: string | null = null;;) {
      const page: KeptPage<DeadLetter> = await listKept(shelf, { limit: 3, before });
      pages.push(page.items.map(({ id }) => id));
      if (page.next === null) break;
      before = page.next;
    }
    const ids = letters.map(({ id }) => id).reverse();
    deepEqual(pages, [ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    const whole = await listKept(shelf, { limit: 7, before: null });
    equal(whole.next, null);
  });

  test("what was discarded is gone, and so says whoever is late", async (world) => {
    await makeDead(world, [arrival(1), arrival(2)]);
    const one = replayer(world);
    const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
    deepEqual(await one.letters.discard(found), { taken: 2, gone: 0 });
    deepEqual(await one.letters.discard(found), { taken: 0, gone: 2 });
    equal((await one.letters.replay(found)).gone, 2);
    deepEqual(await inboxOf(world.store), []);
  });

  test("a call that can be read by now is accepted, once, and its body stays", async (world) => {
    const { store } = world;
    const { raw } = arrival(1);
    const id = await quarantine(world, { raw, identifier: "w-1" });
    const [a, b] = [replayer(world), replayer(world)];
    const { found } = await choose(a.calls, { selection: ALL, part: WHOLE });
    const both = await Promise.all([a.calls.replay(found), b.calls.replay(found)]);
    deepEqual(both.map(({ replayed }) => replayed).sort(), [0, 1]);
    await everythingDone(world);
    deepEqual([...a.applied, ...b.applied], [id]);
    deepEqual(await store.list({ prefix: quarantineKey(SITE) }), []);
    equal((await store.list({ prefix: bodyKey(SITE, id) })).length, 1);
    const copy = await a.intake.accept({ ...arrival(1), raw, identifier: "w-1" });
    deepEqual(copy, { status: "duplicate", id });
  });

  test("a call that leaves no mark is accepted once all the same", async (world) => {
    const { raw } = arrival(1, { timestamp: undefined });
    const id = await quarantine(world, { raw });
    const [a, b] = [replayer(world), replayer(world)];
    const { found } = await choose(a.calls, { selection: ALL, part: WHOLE });
    const both = await Promise.all([a.calls.replay(found), b.calls.replay(found)]);
    deepEqual(both.map(({ replayed, gone }) => [replayed, gone]).sort(), [[0, 1], [1, 0]]);
    await everythingDone(world);
    deepEqual([...a.applied, ...b.applied], [id]);
    equal((await a.calls.replay(found)).gone, 1);
  });

  test("a call that was accepted under another id leaves the quarantine as a copy", async (world) => {
    const call = arrival(1);
    const one = replayer(world);
    await one.intake.accept(call);
    const id = await quarantine(world, { raw: call.raw });
    const { found } = await choose(one.calls, { selection: ALL, part: WHOLE });
    equal((await one.calls.replay(found)).duplicates, 1);
    await everythingDone(world);
    deepEqual(await world.store.list({ prefix: quarantineKey(SITE) }), []);
    deepEqual(await world.store.list({ prefix: bodyKey(SITE, id) }), []);
    equal((await logOf(world.store)).length, 1);
  });

  test("a call that still can't be read stays, and says why and how often", async (world) => {
    const { store } = world;
    const id = await quarantine(world, { raw: new TextEncoder().encode("[1]") });
    const lost = await quarantine(world, { raw: arrival(1).raw });
    await store.commit({ deletes: [bodyKey(SITE, lost, 0)] }, {
      key: bodyKey(SITE, lost, 0),
      mine: () => false,
    });
    const one = replayer(world);
    const { found } = await choose(one.calls, { selection: ALL, part: WHOLE });
    equal((await one.calls.replay(found)).unreadable, 2);
    const call = async (which: string) =>
      (await store.get<Quarantined>(quarantineKey(SITE, which))).value!;
    const first = await call(id);
    deepEqual([first.code, first.attempts], ["not_object", 2]);
    match(first.message, /not an object/);
    match((await call(lost)).message, /chunk 1 of 1 is missing/);
  });

  test("a large call goes back whole, and nothing removes its chunks", async (world) => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000)).toBase64();
    const filler = Array.from({ length: 12 }, (_, at) => `${at}${noise}`);
    const call = arrival(1, { filler });
    const id = await quarantine(world, call);
    const one = replayer(world);
    const { found } = await choose(one.calls, { selection: ALL, part: WHOLE });
    equal((await one.calls.replay(found)).replayed, 1);
    await everythingDone(world);
    deepEqual(one.applied, [id]);
    deepEqual(new Uint8Array(await one.calls.bodyOf(found[0]!.value)), call.raw);
  });

  test("making room in the quarantine leaves alone what is replayed meanwhile", async (world) => {
    const id = await quarantine(world, { raw: arrival(1).raw });
    const one = replayer(world);
    const { found } = await choose(one.calls, { selection: ALL, part: WHOLE });
    await one.calls.replay(found);
    await everythingDone(world);
    // As one that has looked before, and finds too many.
    deepEqual(await one.calls.discard(found), { taken: 0, gone: 1 });
    equal((await world.store.list({ prefix: bodyKey(SITE, id) })).length, 1);
  });

  test("no body goes that a replay moved while the chores looked", async (world) => {
    const { store } = world;
    const [letter] = await makeDead(world, [arrival(1)]);
    const other = replayer({ ...world, dead: true });
    world.time.now += 10 * DAY;
    let moved = false;
    const slow: Store = {
      ...store,
      list: async (range) => {
        const answer = await store.list(range);
        // Between the look at the inbox and that at the dead letters.
        if (!moved && range.prefix?.[0] === inboxKey()[0]) {
          moved = true;
          const { found } = await choose(other.letters, { selection: ALL, part: WHOLE });
          equal((await other.letters.replay(found)).replayed, 1);
        }
        return answer as never;
      },
    };
    const before = world.time.now - DAY;
    const signal = new AbortController().signal;
    await removePayloads({ store: slow, site: SITE, before, signal });
    ok(moved);
    const kept = await store.list({ prefix: bodyKey(SITE, letter!.body.blob) });
    equal(kept.length, 1);
  });

  test("ten thousand are counted and replayed by the time they came", async (world) => {
    const { store, time } = world;
    const [pattern] = await makeDead(world, [arrival(1)]);
    const start = time.now;
    const ids = Array.from({ length: 10_000 }, (_, n) => idAt(start + n, n));
    await store.commit({ deletes: [deadKey(SITE, pattern!.id)] }, {
      key: deadKey(SITE, pattern!.id),
      mine: () => false,
    });
    for (let n = 0; n < ids.length; n += 500) {
      const sets = ids.slice(n, n + 500).map((id) => ({
        key: deadKey(SITE, id),
        value: { ...pattern!, id },
      }));
      await store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
    }
    time.now += 60_000;
    const one = replayer({ ...world, time: { now: start } });
    const selection = { from: start + 1_000, to: start + 8_999 };
    equal(await countKept(one.letters, { selection, after: null }), 8_000);
    let replayed = 0;
    let parts = 0;
    for (let after: string | null = null;; parts++) {
      const part: Chosen<DeadLetter> = await choose(one.letters, {
        selection,
        part: { limit: 500, after },
      });
      replayed += (await one.letters.replay(part.found)).replayed;
      equal(part.remaining, 8_000 - replayed);
      if (part.next === null) break;
      after = part.next;
    }
    equal(replayed, 8_000);
    equal(parts, 15);
    equal(await countKept(one.letters, { selection: ALL, after: null }), 2_000);
    await everythingDone(world);
    // All have one body, so one change: told once, whoever brings it.
    equal((await logOf(store)).length, 1);
  });
}

/** A ULID of a time, told apart by a number. */
function idAt(at: number, n: number): string {
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let rest = at;
  let time = "";
  for (let place = 0; place < 10; place++) {
    time = digits[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  return time + String(n).padStart(16, "0");
}

Deno.test("letters with large bodies share no inbox entry: who claims it reads all of them", async () => {
  await using opened = await STORES[0]!.open();
  const { store } = opened;
  const world = { store, time: { now: Date.now() }, inboxes: [] };
  for (const letter of await makeDead(world, [1, 2, 3, 4].map((n) => arrival(n)))) {
    const key = deadKey(SITE, letter.id);
    const value: DeadLetter = { ...letter, bytes: 2_000_000 };
    await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  }
  const one = replayer(world);
  await one.inbox.stop();
  const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
  equal((await one.letters.replay(found)).replayed, 4);
  const entries = await store.list<InboxBatch>({ prefix: inboxKey() });
  deepEqual(entries.map(({ value }) => value.items.length), [2, 2]);
});

Deno.test("a store that is away in the middle leaves each letter in one place", async () => {
  await using opened = await STORES[0]!.open();
  const { store } = opened;
  await openHead(store, SITE);
  const world = { store, time: { now: Date.now() }, inboxes: [] };
  await makeDead(world, Array.from({ length: 50 }, (_, n) => arrival(n)));
  let commits = 0;
  const failing: Store = {
    ...store,
    commit: (change, proof) => {
      if (++commits > 1) return Promise.reject(new StoreError("unavailable", "Cannot: a test"));
      return store.commit(change, proof);
    },
  };
  const one = replayer({ ...world, store: failing, dead: true });
  const { found } = await choose(one.letters, { selection: ALL, part: WHOLE });
  await one.letters.replay(found).then(() => ok(false), (cause) => ok(cause instanceof StoreError));
  deepEqual([(await inboxOf(store)).length, (await deadOf(store)).length], [20, 30]);
});
