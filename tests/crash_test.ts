import { deepEqual, equal, ok } from "node:assert/strict";
import { runCrashes } from "./crash/run.ts";

/** Another seed makes other moments of death; set it to repeat a run that failed. */
const SEED = Number(Deno.env.get("CRASH_SEED") ?? 1);

Deno.test("the service keeps every promise through 20 kills under load", async () => {
  const folder = await Deno.makeTempDir({ prefix: "boardcast_crash_" });
  try {
    const report = await runCrashes({ rounds: 20, seed: SEED, folder });
    deepEqual(report.problems, [], `CRASH_SEED=${SEED}`);
    equal(report.rounds.length, 20);
    ok(report.accepted > 1_000, `only ${report.accepted} deliveries were accepted`);
    ok(report.broken > 50, `only ${report.broken} calls were under way at a kill`);
    ok(report.lost < report.accepted / 100, `${report.lost} deliveries were given up`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
