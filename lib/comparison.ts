/**
 * The comparison of one site with Jira, put together: reads by id, import and sweep, and the engine
 * that runs them.
 *
 * @module
 */

import { readBacklog } from "./inbox/backlog.ts";
import { isAnyHeld, releaseHeld } from "./inbox/release.ts";
import type { JiraReader } from "./jira/rest/types.ts";
import type { Applier } from "./mirror/apply.ts";
import { MARGIN } from "./mirror/fact.ts";
import type { Bell } from "./queue/bell.ts";
import type { Store } from "./store/types.ts";
import { createEngine, type Engine } from "./sync/engine.ts";
import { askForReads } from "./sync/hint.ts";
import { createImport } from "./sync/import.ts";
import { listAlarms } from "./sync/alarms.ts";
import { createRefetcher } from "./sync/refetch.ts";
import { createSweep, SWEEP_EVERY } from "./sync/sweep.ts";
import { readSweepState } from "./sync/sweep_state.ts";
import type { Completeness } from "./sync/types.ts";

/** What a comparison is made of. */
export interface ComparisonDeps {
  readonly store: Store;
  readonly site: string;
  readonly bell: Bell;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: (message: string, cause?: unknown) => void;
  readonly jira: JiraReader;
  readonly applier: Applier;
  /** Has the inbox look for what is due. */
  readonly look: () => Promise<void>;
}

/** The comparison of a site with Jira. */
export interface Comparison extends Engine {
  completeness(): Promise<Completeness>;
  /** Reads were asked for; the first may begin at `at` (ms). */
  wake(at: number): void;
  /** Asks for reads of issues that somebody named; `false`: too many are waiting. */
  hint(issueIds: readonly string[]): Promise<boolean>;
}

/** Puts it together; nothing runs before the engine is told to. */
export function createComparison(deps: ComparisonDeps): Comparison {
  const { store, site, now } = deps;
  const refetcher = createRefetcher({
    ...deps,
    waiting: {
      any: () => isAnyHeld(deps),
      release: (issueId, absentAt) => {
        // A read lags behind webhooks: it proves nothing against what was told just before it.
        const absentFor = absentAt === null ? null : absentAt - MARGIN;
        return releaseHeld(deps, { issueId, absentFor });
      },
    },
  });
  const jobs = [createImport(deps), createSweep(deps)];
  return {
    ...createEngine({ ...deps, jobs, refetcher, completeness: () => readCompleteness(deps) }),
    completeness: () => readCompleteness(deps),
    wake: refetcher.wake,
    hint: (issueIds) => askForReads({ store, site, now, wake: refetcher.wake }, issueIds),
  };
}

async function readCompleteness({ store, site, now }: ComparisonDeps): Promise<Completeness> {
  const [{ sweptTo, watermark }, { oldest }, alarms] = await Promise.all([
    readSweepState({ store, site }),
    readBacklog(store, now()),
    listAlarms({ store, site }),
  ]);
  const isLate = sweptTo !== null && now() - sweptTo > 5 * SWEEP_EVERY;
  const state = alarms.length > 0
    ? "alarm"
    : watermark === null
    ? "learning"
    : isLate
    ? "behind"
    : "good";
  return {
    state,
    message: sweptTo === null
      ? "everything is being read from Jira for the first time"
      : `changes swept to ${new Date(sweptTo).toISOString()}`,
    ids: null,
    sweptTo,
    content: null,
    oldestUnapplied: oldest,
  };
}
