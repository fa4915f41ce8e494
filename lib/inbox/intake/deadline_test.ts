import assert from "node:assert/strict";
import { createDeadline } from "./deadline.ts";

Deno.test("a deadline passes on what comes in time", async () => {
  const within = createDeadline(60_000);
  assert.deepEqual(await Promise.all([1, 2, 3].map((n) => within(Promise.resolve(n)))), [1, 2, 3]);
});

Deno.test("a deadline gives up what takes too long, and only that", async () => {
  const within = createDeadline(40);
  const never = new Promise<string>(() => {});
  const began = performance.now();
  assert.deepEqual(await Promise.all([within(never), within(Promise.resolve("here"))]), [
    "slow",
    "here",
  ]);
  assert.ok(performance.now() - began >= 40);
});

Deno.test("a deadline outlived takes no notice of what comes after all", async () => {
  const within = createDeadline(20);
  const late = Promise.withResolvers<string>();
  assert.equal(await within(late.promise), "slow");
  late.resolve("too late");
  assert.equal(await within(Promise.resolve("next")), "next");
});
