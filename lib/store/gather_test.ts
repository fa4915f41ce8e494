import assert from "node:assert/strict";
import { createGatherer } from "./gather.ts";

Deno.test("gather() does not wait after a small batch", async () => {
  const crowd = createGatherer(() => 0);
  const order: string[] = [];
  const waited = crowd.gather(5).then(() => order.push("gathered"));
  await Promise.resolve();
  order.push("turn");
  await waited;
  assert.deepEqual(order, ["gathered", "turn"]);
});

Deno.test("gather() waits until as many are back as were seen", async () => {
  let here = 0;
  const crowd = createGatherer(() => here);
  let gathered = false;
  const waited = crowd.gather(8).then(() => gathered = true);
  for (here = 1; here < 8; here++) {
    crowd.arrived();
    await Promise.resolve();
    assert.equal(gathered, false, `${here} of 8 are back`);
  }
  crowd.arrived();
  await Promise.resolve();
  assert.equal(gathered, true);
  await waited;
});

Deno.test("gather() does not wait for those who never come back", async () => {
  const crowd = createGatherer(() => 0);
  await crowd.gather(50);
});

Deno.test("gather() waits for those of the batch before, too", async () => {
  let here = 0;
  const crowd = createGatherer(() => here);
  await crowd.gather(20);
  let gathered = false;
  const waited = crowd.gather(10).then(() => gathered = true);
  here = 17;
  crowd.arrived();
  await Promise.resolve();
  assert.equal(gathered, false, "there were 20, and one in ten is forgotten");
  here = 18;
  crowd.arrived();
  await waited;
  assert.equal(gathered, true);
});
