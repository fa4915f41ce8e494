import { deepEqual, equal } from "node:assert/strict";
import { createQuota } from "./quota.ts";

Deno.test("take() gives so many calls in any minute, and tells how long the next one waits", () => {
  let now = 1_000;
  const quota = createQuota({ perMinute: 2, now: () => now });
  equal(quota.take(), 0);
  now += 20_000;
  equal(quota.take(), 0);
  equal(quota.take(), 40_000, "until the first is a minute old");
  now += 39_999;
  equal(quota.take(), 1);
  now += 1;
  deepEqual([quota.take(), quota.take()], [0, 20_000]);
});
