import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import type { FeedItem } from "../feed/protocol.ts";
import { groupEntries, mergeEntries, MOST_ENTRIES } from "./entries.ts";

const noon = new Date(2026, 2, 10, 12).getTime();

function entry(seq: number, change: Partial<FeedItem> = {}): FeedItem {
  return {
    seq,
    id: `item-${seq}`,
    at: noon,
    kind: "updated",
    source: "webhook",
    actor: { id: "ana", name: "Ana" },
    issue: { id: "1" },
    ...change,
  };
}

Deno.test("mergeEntries() is newest first, without doubles, whatever order things come in", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 40 }))), (batches) => {
      const entries = batches.reduce<readonly FeedItem[]>(
        (list, batch) => mergeEntries(list, batch.map((seq) => entry(seq))),
        [],
      );
      deepEqual(entries.map(({ seq }) => seq), [...new Set(batches.flat())].sort((a, b) => b - a));
    }),
  );
});

Deno.test("mergeEntries() lets the oldest go beyond what a page keeps", () => {
  const entries = mergeEntries([], Array.from({ length: 600 }, (_, index) => entry(index + 1)));
  equal(entries.length, MOST_ENTRIES);
  equal(entries.at(0)?.seq, 600);
  equal(entries.at(-1)?.seq, 101);
});

Deno.test("groupEntries() puts together what one person did to one issue in one go", () => {
  const days = groupEntries([entry(3), entry(2, { at: noon - 60_000 }), entry(1)], noon);
  deepEqual(days.map(({ groups }) => groups.map(({ items }) => items.length)), [[3]]);
});

for (
  const [what, change] of [
    ["another issue", { issue: { id: "2" } }],
    ["another person", { actor: { id: "bo", name: "Bo" } }],
    ["a later go", { at: noon - 121_000 }],
    ["a late change", { late: true }],
    ["what a comparison found", { source: "sync" }],
  ] as const
) {
  Deno.test(`groupEntries() keeps ${what} apart`, () => {
    const [day] = groupEntries([entry(2), entry(1, change)], noon);
    equal(day?.groups.length, 2);
  });
}

Deno.test("groupEntries() starts a new day at local midnight", () => {
  const days = groupEntries([entry(2), entry(1, { at: noon - 13 * 3_600_000 })], noon);
  deepEqual(days.map(({ name }) => name), ["Today", "Yesterday"]);
});

Deno.test("groupEntries() keeps a group's id while newer changes join", () => {
  const [before] = groupEntries([entry(1)], noon);
  const [after] = groupEntries([entry(2), entry(1)], noon);
  equal(after?.groups[0]?.id, before?.groups[0]?.id);
});
