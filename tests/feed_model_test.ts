import { equal, ok } from "node:assert/strict";
import type { Mutant } from "./_feed_person.ts";
import { type Outcome, World } from "./_feed_world.ts";

const RUNS = 60;
const STEPS = 150;

/** Another starting point finds other worlds: `FEED_MODEL_SEED=12345 deno test …`. */
const FIRST_SEED = Number(Deno.env.get("FEED_MODEL_SEED") ?? 1);

async function runWorld(seed: number, mutant?: Mutant): Promise<Outcome> {
  const world = await World.create({ seed, ...(mutant === undefined ? {} : { mutant }) });
  return await world.run(STEPS);
}

Deno.test("no change is missed or shown twice, whatever happens to service, network and clients", async () => {
  let written = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const outcome = await runWorld(seed);
    equal(outcome.missed, 0, `Seed ${seed} misses ${outcome.missed}`);
    equal(outcome.repeated, 0, `Seed ${seed} repeats ${outcome.repeated}`);
    written += outcome.written;
  }
  ok(written > RUNS * STEPS, `Only ${written} changes were written`);
});

Deno.test("the model notices a client that stores its cursor before the items", async () => {
  let missed = 0;
  for (let seed = 1; seed <= 10; seed++) {
    missed += (await runWorld(seed, "cursor_before_items")).missed;
  }
  ok(missed > 0);
});

Deno.test("the model notices a client that goes on from what it has acknowledged", async () => {
  let repeated = 0;
  for (let seed = 1; seed <= 10; seed++) {
    repeated += (await runWorld(seed, "acknowledged_as_cursor")).repeated;
  }
  ok(repeated > 0);
});
