import { deepEqual } from "node:assert/strict";
import { addDrift, countIssue, sumDrift } from "./drift.ts";
import { NO_DRIFT } from "./types.ts";

Deno.test("countIssue() counts an issue once, and its repair beside it", () => {
  const missed = countIssue(NO_DRIFT, { as: "missed", repaired: true });
  const both = countIssue(missed, { as: "hidden", repaired: false });
  deepEqual(both, { ...NO_DRIFT, missed: 1, hidden: 1, repaired: 1 });
});

Deno.test("sumDrift() adds each part of its own", () => {
  const drift = {
    missed: 1,
    stale: 2,
    deleted: 3,
    hidden: 4,
    archived: 5,
    trashed: 6,
    suspect: 7,
    repaired: 8,
  };
  deepEqual(sumDrift([drift, drift]), addDrift(drift, drift));
  deepEqual(Object.values(sumDrift([drift, drift])), [2, 4, 6, 8, 10, 12, 14, 16]);
});
