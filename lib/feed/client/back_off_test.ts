import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { FEED_BACK_OFF, fullJitter } from "./back_off.ts";

Deno.test("fullJitter() doubles its ceiling from base to cap", () => {
  const random = () => 1 - Number.EPSILON;
  const waits = [0, 1, 2, 5, 6, 7, 1_000].map((n) => fullJitter(n, { ...FEED_BACK_OFF, random }));
  deepEqual(waits, [999, 1_999, 3_999, 31_999, 59_999, 59_999, 59_999]);
});

Deno.test("fullJitter() may answer with no wait at all", () => {
  equal(fullJitter(9, { ...FEED_BACK_OFF, random: () => 0 }), 0);
});

Deno.test("fullJitter() is whole and never above the cap", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, luck) => {
      const wait = fullJitter(attempt, { base: 1_000, cap: 25_000, random: () => luck });
      ok(Number.isInteger(wait) && wait >= 0 && wait < 25_000);
    }),
  );
});
