/**
 * Gathers what is known of how complete the mirror is, and of the runs that compared it.
 *
 * @module
 */

import { listAlarms } from "../alarms.ts";
import { type CensusPlace, readCensusState } from "../census/state.ts";
import { completenessOf } from "./completeness.ts";
import { contentShare, readContentState } from "../content/state.ts";
import { listRuns, runningRun } from "../runs/runs.ts";
import { readSweepState } from "../sweep/state.ts";
import type { Completeness, SyncReport } from "../types.ts";

/** What reading needs. */
export interface CompletenessDeps extends CensusPlace {
  readonly now: () => number;
  /** Age of the oldest delivery accepted and not applied, ms; `null` when there is none. */
  readonly oldestUnapplied: () => Promise<number | null>;
}

/** Reads it. */
export async function readCompleteness(deps: CompletenessDeps): Promise<Completeness> {
  const [sweep, census, content, alarms, running, oldestUnapplied] = await Promise.all([
    readSweepState(deps),
    readCensusState(deps),
    readContentState(deps),
    listAlarms(deps),
    runningRun(deps),
    deps.oldestUnapplied(),
  ]);
  const now = deps.now();
  return completenessOf({
    now,
    isImported: sweep.watermark !== null,
    importing: running?.kind === "import" ? running : null,
    census: census.last,
    sweptTo: sweep.sweptTo,
    content: contentShare(content, now),
    oldestUnapplied,
    alarms,
  });
}

/** Reads it together with the alarms and a page of the history. */
export async function readReport(
  deps: CompletenessDeps,
  page: { readonly limit: number; readonly after?: string },
): Promise<SyncReport> {
  const [completeness, running, alarms, runs] = await Promise.all([
    readCompleteness(deps),
    runningRun(deps),
    listAlarms(deps),
    listRuns(deps, page),
  ]);
  return { completeness, running, alarms, ...runs };
}
