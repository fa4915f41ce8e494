import { equal, throws } from "node:assert/strict";
import { median, percentile } from "./statistics.ts";

const HUNDRED = Array.from({ length: 100 }, (_, at) => 100 - at);

Deno.test("percentile() is the nearest rank, whatever the order of the values", () => {
  equal(percentile(HUNDRED, 0.5), 50);
  equal(percentile(HUNDRED, 0.99), 99);
  equal(percentile(HUNDRED, 1), 100);
  equal(percentile(HUNDRED, 0), 1);
  equal(percentile([7], 0.99), 7);
});

Deno.test("percentile() orders by size, not by spelling", () => {
  equal(percentile([9, 10, 100], 1), 100);
});

Deno.test("median() is a value that was measured", () => {
  equal(median([3, 1, 2]), 2);
  equal(median([4, 1, 2, 3]), 2);
});

Deno.test("percentile() of nothing is an error", () => {
  throws(() => percentile([], 0.5), RangeError);
});
