/** Dead letters put back into the inbox, over each kind of store. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { choose } from "../lib/inbox/kept/kept.ts";
import { HOLD_AT_MOST } from "../lib/inbox/postpone.ts";
import type { DeadLetter, InboxBatch } from "../lib/inbox/types.ts";
import { deadKey, heldKey, inboxKey } from "../lib/store/keys.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { arrival, inboxOf, logOf, refusingPoison, SITE } from "./_isolate.ts";
import { deadOf, makeDead, poison, replayer } from "./_kept.ts";
import { allOf, everythingDone, inMemory, onEachStore, toldOf, waitUntil } from "./_replay.ts";

onEachStore(
  "a dead letter goes back into the inbox in one commit, and is applied",
  async (world) => {
    const { store } = world;
    const [letter] = await makeDead(world, [arrival(1)]);
    const one = replayer(world);
    const chosen = await choose(one.letters, {
      selection: { ids: [letter!.id] },
      part: { limit: 500, after: null },
    });
    const done = await one.letters.replay(chosen.found);
    deepEqual(done, { replayed: 1, duplicates: 0, unreadable: 0, gone: 0 });
    await everythingDone(world);
    deepEqual(await toldOf(world), [letter!.id]);
    deepEqual(await deadOf(store), []);
    equal((await logOf(store)).length, 1);
  },
);

onEachStore("two isolates that replay the same apply each once", async (world) => {
  const letters = await makeDead(world, Array.from({ length: 30 }, (_, n) => arrival(n)));
  const [a, b] = [replayer(world), replayer(world)];
  const found = await allOf(a.letters);
  const [first, second] = await Promise.all([a.letters.replay(found), b.letters.replay(found)]);
  equal(first.replayed + second.replayed, 30);
  equal(first.gone + second.gone, 30);
  await everythingDone(world);
  deepEqual((await toldOf(world)).sort(), letters.map(({ id }) => id));
  equal((await logOf(world.store)).length, 30);
});

onEachStore("one that fails again is a dead letter again, with all its attempts", async (world) => {
  await makeDead(world, [poison(1)]);
  const one = replayer({ ...world, wrap: refusingPoison });
  for (const attempts of [7, 8]) {
    const found = await allOf(one.letters);
    equal((await one.letters.replay(found)).replayed, 1);
    await waitUntil(async () => (await deadOf(world.store))[0]?.attempts === attempts);
    const [letter] = await deadOf(world.store);
    match(letter!.reason!, /Cannot digest poison/);
    deepEqual(letter!.about, { issue: "ABC-1", project: "ABC" });
    deepEqual(await inboxOf(world.store), []);
  }
});

onEachStore(
  "a replayed delivery that is late by now is shown as late, and changes nothing",
  async (world) => {
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
    const found = await allOf(one.letters);
    await one.letters.replay(found);
    await everythingDone(world);
    const log = await logOf(world.store);
    deepEqual(log.map(({ delivery }) => delivery), [newer.id, letter!.id]);
    const told = JSON.parse(log[1]!.text);
    equal(told.late, true);
    equal(told.issue.summary, "newer");
  },
);

onEachStore("one that gave up waiting for its issue waits for it anew", async (world) => {
  const comment = arrival(7, {
    webhookEvent: "comment_created",
    changelog: undefined,
    comment: { id: "5", body: "Hello", updated: "2023-11-14T22:13:20.007+0000" },
    issue: { id: "10007", key: "ABC-7", fields: { summary: "s7" } },
  });
  const [letter] = await makeDead(world, [comment]);
  world.time.now += 2 * HOLD_AT_MOST;
  const one = replayer({ ...world, canRefetch: true });
  const found = await allOf(one.letters);
  await one.letters.replay(found);
  await waitUntil(async () => (await world.store.list({ prefix: heldKey(SITE) })).length === 1);
  const issue = arrival(7);
  await one.intake.accept(issue);
  await everythingDone(world);
  deepEqual(await toldOf(world), [issue.id, letter!.id]);
});

onEachStore("of letters somebody has taken some of, the others are replayed", async (world) => {
  await makeDead(world, Array.from({ length: 8 }, (_, n) => arrival(n)));
  const one = replayer(world);
  const found = await allOf(one.letters);
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

onEachStore("what was discarded is gone, and so says whoever is late", async (world) => {
  await makeDead(world, [arrival(1), arrival(2)]);
  const one = replayer(world);
  const found = await allOf(one.letters);
  deepEqual(await one.letters.discard(found), { taken: 2, gone: 0 });
  deepEqual(await one.letters.discard(found), { taken: 0, gone: 2 });
  equal((await one.letters.replay(found)).gone, 2);
  deepEqual(await inboxOf(world.store), []);
});

inMemory(
  "letters with large bodies share no inbox entry: who claims it reads all of them",
  async (world) => {
    const { store } = world;
    for (const letter of await makeDead(world, [1, 2, 3, 4].map((n) => arrival(n)))) {
      const key = deadKey(SITE, letter.id);
      const value: DeadLetter = { ...letter, bytes: 2_000_000 };
      await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
    }
    const one = replayer(world);
    await one.inbox.stop();
    const found = await allOf(one.letters);
    equal((await one.letters.replay(found)).replayed, 4);
    const entries = await store.list<InboxBatch>({ prefix: inboxKey() });
    deepEqual(entries.map(({ value }) => value.items.length), [2, 2]);
  },
);

inMemory("a store that is away in the middle leaves each letter in one place", async (world) => {
  const { store } = world;
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
  const found = await allOf(one.letters);
  await one.letters.replay(found).then(() => ok(false), (cause) => ok(cause instanceof StoreError));
  deepEqual([(await inboxOf(store)).length, (await deadOf(store)).length], [20, 30]);
});
