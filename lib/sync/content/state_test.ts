import { deepEqual, equal } from "node:assert/strict";
import { contentShare } from "./state.ts";

const NOW = 1_780_000_000_000;
const DAY = 24 * 60 * 60_000;

Deno.test("contentShare() says all only of a pass that came to its end", () => {
  const pass = { begunAt: NOW - DAY, cursor: "p9", seen: 1_200, expected: 1_000 };
  deepEqual(contentShare({ turnAt: NOW, pass, wholeSince: null }, NOW), {
    share: 0.99,
    since: NOW - DAY,
  });
  deepEqual(contentShare({ turnAt: NOW, pass: null, wholeSince: NOW - DAY }, NOW), {
    share: 1,
    since: NOW - DAY,
  });
});

Deno.test("contentShare() tells of a whole pass until the next should be whole, then of that one", () => {
  const pass = { begunAt: NOW - DAY, cursor: "p9", seen: 300, expected: 1_000 };
  const share = (days: number) =>
    contentShare({ turnAt: NOW, pass, wholeSince: NOW - days * DAY }, NOW)?.share;
  equal(share(8), 1);
  equal(share(9), 0.3);
});

Deno.test("contentShare() knows nothing before the first page", () => {
  equal(contentShare({ turnAt: null, pass: null, wholeSince: null }, NOW), null);
});
