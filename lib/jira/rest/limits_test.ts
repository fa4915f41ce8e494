import { deepEqual, equal, ok } from "node:assert/strict";
import { holdOf, LONGEST_PAUSE, pauseOf } from "./limits.ts";

const NOW = Date.UTC(2026, 0, 1, 12, 20);
const http = (ms: number) => new Date(ms).toUTCString();

function hold(status: number, headers: Readonly<Record<string, string>>) {
  return holdOf({ status, headers: new Headers(headers) }, NOW);
}

Deno.test("holdOf() reads Retry-After as seconds and as a date", () => {
  deepEqual(hold(429, { "retry-after": "7" }), { scope: "endpoint", ms: 7_000 });
  deepEqual(hold(429, { "retry-after": http(NOW + 9_000) }), { scope: "endpoint", ms: 9_000 });
  deepEqual(hold(503, { "retry-after": "5" }), { scope: "endpoint", ms: 5_000 });
});

Deno.test("holdOf() reads dates by Jira's clock, however wrong ours is", () => {
  const theirs = NOW - 3_600_000;
  const headers = { date: http(theirs), "retry-after": http(theirs + 4_000) };
  deepEqual(hold(429, headers), { scope: "endpoint", ms: 4_000 });
});

Deno.test("holdOf() holds one endpoint for a burst, and all of Jira for a quota", () => {
  const reset = new Date(NOW + 60_000).toISOString();
  const burst = { "ratelimit-reason": "jira-burst-based", "x-ratelimit-reset": reset };
  deepEqual(hold(429, burst), { scope: "endpoint", ms: 60_000 });
  for (const reason of ["jira-quota-global-based", "jira-quota-tenant-based"]) {
    const quota = { "ratelimit-reason": reason, "x-ratelimit-reset": reset };
    deepEqual(hold(429, quota), { scope: "site", ms: 60_000 });
  }
});

Deno.test("holdOf() of a quota that says no more waits for the next hour, when quotas begin anew", () => {
  const reason = { "ratelimit-reason": "jira-quota-global-based" };
  deepEqual(hold(429, reason), { scope: "site", ms: 40 * 60_000 });
});

Deno.test("holdOf() leaves a 429 or 503 without any word to the back-off", () => {
  equal(hold(429, {}), null);
  equal(hold(503, {}), null);
  equal(hold(429, { "retry-after": "soon" }), null);
});

Deno.test("holdOf() slows an endpoint near its limit, and stops it at the end of it", () => {
  deepEqual(hold(200, { "x-ratelimit-nearlimit": "true" }), { scope: "endpoint", ms: 1_000 });
  const end = {
    "x-ratelimit-nearlimit": "true",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": new Date(NOW + 2_500).toISOString(),
  };
  deepEqual(hold(200, end), { scope: "endpoint", ms: 2_500 });
  equal(hold(200, { "x-ratelimit-nearlimit": "false", "x-ratelimit-remaining": "80" }), null);
});

Deno.test("holdOf() believes no hold below nothing or above an hour", () => {
  deepEqual(hold(429, { "retry-after": http(NOW - 5_000) }), { scope: "endpoint", ms: 0 });
  deepEqual(hold(429, { "retry-after": "99999999" }), { scope: "endpoint", ms: 3_600_000 });
});

Deno.test("pauseOf() doubles from 2 s to 16 s, within 30 %", () => {
  for (const [attempt, seconds] of [2, 4, 8, 16].entries()) {
    equal(pauseOf(attempt, { told: 0, random: () => 0.5 }), seconds * 1000);
    equal(pauseOf(attempt, { told: 0, random: () => 0 }), seconds * 700);
    ok(pauseOf(attempt, { told: 0, random: () => 0.999 }) < seconds * 1300);
  }
  equal(pauseOf(9, { told: 0, random: () => 0.5 }), LONGEST_PAUSE);
});

Deno.test("pauseOf() is never shorter than Jira said, and up to 30 % longer", () => {
  equal(pauseOf(0, { told: 20_000, random: () => 0 }), 20_000);
  ok(Math.abs(pauseOf(0, { told: 20_000, random: () => 1 }) - 26_000) < 1e-6);
});
