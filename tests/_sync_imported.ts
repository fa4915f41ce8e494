/**
 * A mirror that has everything, and is due for a sweep.
 *
 * @module
 */

import { readSweepState } from "../lib/sync/sweep/state.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep/sweep.ts";
import { MINUTE, openStage, SITE, type Stage } from "./_sync_stage.ts";

/** A stage whose mirror has everything, and is due for a sweep. */
export async function openImported(issues = 5) {
  const stage = await openStage();
  for (let n = 1; n <= issues; n++) stage.jira.edit(String(n), "s0");
  stage.clock.now += MINUTE;
  const isolate = stage.isolate();
  await isolate.engine.everyMinute();
  stage.clock.now += SWEEP_EVERY;
  stage.jira.calls.length = 0;
  return { stage, ...isolate, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

/** The state of the sweep and the outcome of the last run. */
export async function last({ runs, store }: Stage) {
  const run = (await runs()).at(-1)!;
  return { run, state: await readSweepState({ store, site: SITE }) };
}

/** Fails the `n`-th search from now after so long (ms), and the others not. */
export function failSearch(
  stage: Stage,
  { n, cause, after = 0 }: {
    readonly n: number;
    readonly cause: Error;
    readonly after?: number;
  },
): void {
  let searches = 0;
  stage.jira.before = (call) => {
    if (call.op !== "search" || ++searches !== n) return;
    stage.clock.now += after;
    throw cause;
  };
}
