import { deepEqual, equal } from "node:assert/strict";
import { Latest } from "./latest.ts";

Deno.test("run() does one thing at a time, and once more for all that came meanwhile", async () => {
  const steps: string[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const latest = new Latest(async () => {
    const run = runs++;
    steps.push(`begin ${run}`);
    await gates[run]!.promise;
    steps.push(`end ${run}`);
  });
  const all = [latest.run(), latest.run(), latest.run()];
  gates[0]!.resolve();
  gates[1]!.resolve();
  await Promise.all(all);
  deepEqual(steps, ["begin 0", "end 0", "begin 1", "end 1"]);
});

Deno.test("run() after a failure runs again", async () => {
  let runs = 0;
  const latest = new Latest(() =>
    runs++ === 0 ? Promise.reject(new Error("no")) : Promise.resolve()
  );
  const first = await latest.run().then(() => "done", () => "failed");
  deepEqual([first, await latest.run(), runs], ["failed", undefined, 2]);
});

for (let ticks = 0; ticks < 8; ticks++) {
  Deno.test(`run() is never lost, not even ${ticks} turns after the work is done`, async () => {
    let state = "before";
    let seen = "";
    const gate = Promise.withResolvers<void>();
    const latest = new Latest(() => {
      seen = state;
      return gate.promise;
    });
    const first = latest.run();
    gate.resolve();
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    state = "after";
    await latest.run();
    await first;
    equal(seen, "after");
  });
}
