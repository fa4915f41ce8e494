import { deepEqual, equal, ok } from "node:assert/strict";
import { serialize } from "node:v8";
import { MAX_ITEM_TEXT } from "./fit_item.ts";
import { segmentsOf } from "./segment.ts";
import type { LogEntry, Scope } from "./types.ts";

/** What Deno KV takes for a value, in bytes. */
const VALUE = 64 * 1024;

const SCOPE: Scope = {
  project: "10000",
  projectKey: "НАСОС",
  issue: "1000001",
  issueKey: "НАСОС-10001",
  level: "10000",
  assignee: "5c5f880629be9642ba529340",
  reporter: "5c5f880629be9642ba529341",
};

/** Entries from `seq` 1 on, with texts of these lengths in characters of two bytes. */
function entriesWith(lengths: readonly number[]): LogEntry[] {
  return lengths.map((length, at) => ({
    seq: at + 1,
    kind: "updated",
    scope: SCOPE,
    prior: SCOPE,
    actor: "5c5f880629be9642ba529342",
    mentions: ["5c5f880629be9642ba529343"],
    delivery: "01KX0000000000000000000000",
    at: 1_780_000_000_000,
    text: "д".repeat(length),
  }));
}

Deno.test("segmentsOf() gives values the store can hold, whatever the length of the texts", () => {
  for (const length of [1, 150, 250, 400, 616, 900, 2_000, 10_000, MAX_ITEM_TEXT]) {
    for (const { value } of segmentsOf("default", entriesWith(Array(120).fill(length)))) {
      const bytes = serialize(value).length;
      ok(bytes <= VALUE, `${value.length} texts of ${length}: ${bytes} bytes`);
    }
  }
});

Deno.test("segmentsOf() keeps all entries in order, each segment under its last seq", () => {
  const entries = entriesWith(Array.from({ length: 250 }, (_, n) => (n % 7) * 400 + 1));
  const segments = segmentsOf("default", entries);
  deepEqual(segments.flatMap(({ value }) => value), entries);
  for (const { key, value } of segments) equal(key.at(-1), value.at(-1)?.seq);
  ok(segments.length < 25, `${segments.length} segments`);
});
