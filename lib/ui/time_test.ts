import { equal, match, notEqual } from "node:assert/strict";
import { ago, dayName, duration, instant } from "./time.ts";

const now = new Date(2026, 2, 10, 12, 0, 0).getTime();

for (
  const [passed, words] of [
    [-5_000, "now"],
    [0, "now"],
    [4_999, "now"],
    [12_400, "12s ago"],
    [59_999, "59s ago"],
    [60_000, "1m ago"],
    [3_599_999, "59m ago"],
    [2 * 3_600_000, "2h ago"],
    [49 * 3_600_000, "2d ago"],
  ] as const
) {
  Deno.test(`ago() says "${words}" after ${passed} ms`, () => equal(ago(now - passed, now), words));
}

for (
  const [ms, words] of [
    [0, "0 ms"],
    [999, "999 ms"],
    [1_234, "1.2 s"],
    [12_600, "13 s"],
    [720_000, "12 min"],
    [7_200_000, "2 h"],
  ] as const
) {
  Deno.test(`duration() says "${words}"`, () => equal(duration(ms), words));
}

Deno.test("dayName() counts local days, not spans of 24 hours", () => {
  equal(dayName(new Date(2026, 2, 10, 0, 1).getTime(), now), "Today");
  equal(dayName(new Date(2026, 2, 9, 23, 59).getTime(), now), "Yesterday");
  equal(dayName(new Date(2026, 2, 8, 12).getTime(), now), "Sunday, March 8");
  equal(dayName(now + 60_000, now), "Today");
});

Deno.test("instant() names seconds today, and the day of any other day", () => {
  match(instant(now - 3_600_000, now), /\b11:00:00\b/);
  match(instant(now - 86_400_000, now), /\b9\b.*2026.*12:00(?!:00)/);
  notEqual(instant(now, now), instant(now, now + 86_400_000));
});
