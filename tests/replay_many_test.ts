/** What is kept, listed in pages and replayed part by part, over each kind of store. */

import { deepEqual, equal } from "node:assert/strict";
import { choose, type Chosen, countKept, type KeptPage, listKept } from "../lib/inbox/kept/kept.ts";
import type { DeadLetter } from "../lib/inbox/types.ts";
import { firstIdAt } from "../lib/store/ids.ts";
import { deadKey } from "../lib/store/keys.ts";
import { arrival, logOf, SITE } from "./_isolate.ts";
import { deadOf, makeDead, replayer } from "./_kept.ts";
import { ALL, everythingDone, onEachStore, toldOf } from "./_replay.ts";

onEachStore("a list is newest first, in pages, and tells when it ends", async (world) => {
  const letters = await makeDead(world, Array.from({ length: 7 }, (_, n) => arrival(n)));
  const { letters: shelf } = replayer(world);
  const pages: string[][] = [];
  for (let before: string | null = null;;) {
    const page: KeptPage<DeadLetter> = await listKept(shelf, { ...ALL, limit: 3, before });
    pages.push(page.items.map(({ id }) => id));
    if (page.next === null) break;
    before = page.next;
  }
  const ids = letters.map(({ id }) => id).reverse();
  deepEqual(pages, [ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
  const whole = await listKept(shelf, { ...ALL, limit: 7, before: null });
  equal(whole.next, null);
});

onEachStore("a list shows what came between two times, both included, in pages", async (world) => {
  const came: number[] = [];
  for (let n = 1; n <= 7; n++) {
    came.push(world.time.now += 1_000);
    await makeDead(world, [{ ...arrival(n), id: idAt(world.time.now, n) }]);
  }
  const { letters: shelf } = replayer(world);
  const times = { from: came[1]!, to: came[4]! };
  const first = await listKept(shelf, { ...times, limit: 3, before: null });
  const rest = await listKept(shelf, { ...times, limit: 3, before: first.next });
  deepEqual(
    [first, rest].map(({ items }) => items.map(({ id }) => Number(id.slice(10)))),
    [[5, 4, 3], [2]],
  );
  equal(rest.next, null);
});

onEachStore(
  "many are replayed by the time they came, oldest first, part by part",
  async (world) => {
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
    for (let after: string | null = null;;) {
      const part: Chosen<DeadLetter> = await choose(one.letters, {
        selection,
        part: { limit: 12, after },
      });
      seen.push(...part.found.map(({ value }) => value.id));
      equal((await one.letters.replay(part.found)).replayed, part.found.length);
      if (part.next === null) break;
      after = part.next;
    }
    deepEqual(seen, letters.slice(10, 40).map(({ id }) => id));
    await everythingDone(world);
    deepEqual(new Set(await toldOf(world)), new Set(seen));
    equal((await deadOf(world.store)).length, 15);
  },
);

onEachStore("ten thousand are counted and replayed by the time they came", async (world) => {
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

/** A ULID of a time, told apart by a number. */
function idAt(at: number, n: number): string {
  return firstIdAt(at).slice(0, 10) + String(n).padStart(16, "0");
}
