import { equal } from "node:assert/strict";
import { createFailureLimiter, FAILURE_WINDOW, FAILURES_PER_WINDOW } from "./limiter.ts";

function limited() {
  const time = { now: 1_000_000 };
  const limiter = createFailureLimiter(() => time.now);
  const fail = (address: string, times: number) => {
    for (let at = 0; at < times; at++) limiter.fail(address);
  };
  return { time, limiter, fail };
}

Deno.test("blockedFor() is 0 up to the limit, then the seconds left of the window", () => {
  const { time, limiter, fail } = limited();
  fail("a", FAILURES_PER_WINDOW - 1);
  equal(limiter.blockedFor("a"), 0);
  fail("a", 1);
  equal(limiter.blockedFor("a"), FAILURE_WINDOW / 1000);
  time.now += 1_001;
  equal(limiter.blockedFor("a"), FAILURE_WINDOW / 1000 - 1);
  equal(limiter.blockedFor("b"), 0);
});

Deno.test("a window ends a minute after its first failure, however many came after", () => {
  const { time, limiter, fail } = limited();
  fail("a", FAILURES_PER_WINDOW);
  time.now += FAILURE_WINDOW - 1;
  fail("a", FAILURES_PER_WINDOW);
  equal(limiter.blockedFor("a"), 1);
  time.now += 1;
  equal(limiter.blockedFor("a"), 0);
  fail("a", 1);
  equal(limiter.blockedFor("a"), 0);
  time.now += 1_000;
  fail("a", FAILURES_PER_WINDOW - 1);
  equal(limiter.blockedFor("a"), FAILURE_WINDOW / 1000 - 1, "the next one began with that failure");
});

Deno.test("the oldest windows are forgotten first when too many addresses fail", () => {
  const { limiter, fail } = limited();
  fail("first", FAILURES_PER_WINDOW);
  for (let at = 0; at < 9_999; at++) limiter.fail(`other ${at}`);
  equal(limiter.blockedFor("first"), FAILURE_WINDOW / 1000);
  limiter.fail("one too many");
  equal(limiter.blockedFor("first"), 0);
});
