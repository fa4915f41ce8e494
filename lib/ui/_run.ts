/**
 * Runs for the tests of pages.
 *
 * @module
 */

import { NO_DRIFT, type Run } from "../sync/types.ts";

/** A sweep that found nothing, but for what is given. */
export function someRun(change: Partial<Run> = {}): Run {
  return {
    id: "01",
    kind: "sweep",
    startedAt: 0,
    endedAt: 1_000,
    outcome: "done",
    requests: 2,
    seen: 3,
    expected: null,
    drift: NO_DRIFT,
    projects: [],
    omitted: 0,
    problem: null,
    ...change,
  };
}
