import { deepEqual } from "node:assert/strict";
import { updatedKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import { readMirroredIds } from "../lib/sync/census/mirrored_ids.ts";

const SITE = "default";
const { signal } = new AbortController();
const way = createRightOfWay();

Deno.test("the mirror's ids are read whole, over all pages, and those of one instant too", async () => {
  await using store = await openStoreWith(2_500, (n) => n < 1_500 ? 1_000 : n);
  const projects = await readMirroredIds({ store, site: SITE, way, signal });
  deepEqual([...projects.keys()].sort(), ["10", "11"]);
  const ids = [...projects.values()].flatMap((list) => [...list.rest()]).map(Number);
  deepEqual(ids.sort((a, b) => a - b), Array.from({ length: 2_500 }, (_, n) => n + 1));
});

/** A store whose list of issues by last update has so many entries. */
async function openStoreWith(count: number, updatedOf: (n: number) => number) {
  const store = await openStore({ path: ":memory:" });
  const all = Array.from({ length: count }, (_, n) => ({
    key: updatedKey(SITE, updatedOf(n), String(n + 1)),
    value: { projectId: n % 2 === 0 ? "10" : "11" },
  }));
  for (let at = 0; at < count; at += 500) {
    const sets = all.slice(at, at + 500);
    await store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  }
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
