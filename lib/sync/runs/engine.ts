/**
 * The comparison of one site with Jira: decides what is due and runs it, one run at a time among all
 * isolates.
 *
 * @module
 */

import type { JiraReader } from "../../jira/rest/types.ts";
import { type HeldLease, holdLease } from "../../store/held_lease.ts";
import type { Store } from "../../store/types.ts";
import type { RunKind } from "../types.ts";
import { askForRun, isAnyAsked, noteAnswered, readAsked } from "./asked.ts";
import { mustRest, noteEnd, restNoMore } from "./failures.ts";
import type { Job } from "./job.ts";
import { runJob } from "./run_job.ts";
import { endCutOff, runningRun, trimRuns } from "./runs.ts";

/** How long the lease holds without renewal, ms: a crashed run is gone on with after that. */
const LEASE = 60_000;

/** What an engine needs. */
export interface EngineDeps {
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly jira: JiraReader;
  /** In the order they are run when several are due; earlier ones get a turn in later ones. */
  readonly jobs: readonly Job[];
  readonly log: (message: string, cause?: unknown) => void;
}

/** What a run is done under. */
interface Under {
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
}

/** Compares one site with Jira. */
export interface Engine {
  /** Runs what is due, unless a run is under way here or elsewhere; resolves when it has ended. */
  everyMinute(): Promise<void>;
  /** Removes runs that are too old from the history. */
  everyHour(): Promise<void>;
  /**
   * Has a run begin now, whatever is due. `queued`: it begins once the run under way has ended, or gives
   * it a turn; one that died counts as under way until its lease has run out.
   */
  start(kind: RunKind): Promise<"started" | "queued">;
  /** Has a run begin as soon as none is under way. */
  ask(kind: RunKind): Promise<void>;
  /** Runs what is due now, though it failed lately: what made it fail was put right. */
  retry(): Promise<void>;
  /** Ends the run under way as `stopped`; the next start goes on with it. */
  stop(): Promise<void>;
}

/** Makes the engine of one isolate; nothing runs before it is told to. */
export function createEngine(deps: EngineDeps): Engine {
  const kinds = deps.jobs.map(({ kind }) => kind);
  const stopping = new AbortController();
  let working: Promise<void> | null = null;

  function work(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    return working ??= runAll(deps, stopping.signal).finally(() => working = null);
  }

  async function ask(kind: RunKind): Promise<void> {
    await askForRun(deps, kind);
    void work();
  }

  return {
    everyMinute: work,
    everyHour: async () => {
      try {
        await trimRuns(deps);
      } catch (cause) {
        deps.log("Cannot remove old runs: will try again", cause);
      }
    },
    start: async (kind) => {
      const isBusy = working !== null || await runningRun(deps) !== null;
      await ask(kind);
      return isBusy ? "queued" : "started";
    },
    ask,
    retry: async () => {
      await restNoMore(deps, kinds);
      void work();
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}

async function runAll(deps: EngineDeps, stopping: AbortSignal): Promise<void> {
  const { store, site, now } = deps;
  try {
    await using lease = await holdLease(store, {
      job: `sync/${site}`,
      owner: deps.newId(),
      ttl: LEASE,
      now,
    });
    if (lease === null) return;
    const under = { lease, signal: AbortSignal.any([stopping, lease.signal]) };
    const kinds = deps.jobs.map(({ kind }) => kind);
    // What was asked for meanwhile comes next, in whatever order the kinds stand.
    while (await runDue(deps, under) && await isAnyAsked(deps, kinds));
  } catch (cause) {
    deps.log("Cannot compare with Jira now: will try again", cause);
  }
}

/** Runs each kind that is due, once; `false`: one did not come to its end. */
async function runDue(deps: EngineDeps, under: Under): Promise<boolean> {
  for (const job of deps.jobs) {
    if (under.signal.aborted) return false;
    if (!await mayRun(deps, job)) {
      if (!await job.isDue(deps.now())) await endCutOff(deps, job.kind);
      continue;
    }
    // What ails Jira now would ail the others, too.
    if (!await runOne(deps, { job, ...under })) return false;
  }
  return true;
}

async function mayRun(deps: EngineDeps, job: Job): Promise<boolean> {
  const { value: asked } = await readAsked(deps, job.kind);
  if (asked !== null && !asked.tried) return true;
  return (asked !== null || await job.isDue(deps.now())) && !await mustRest(deps, job.kind);
}

async function runOne(deps: EngineDeps, run: Under & { readonly job: Job }): Promise<boolean> {
  const asked = await readAsked(deps, run.job.kind);
  const ended = await runJob(deps, { ...run, giveTurn: () => runBefore(deps, run) });
  const { outcome } = ended.run;
  if (outcome === "stopped") return false;
  await noteAnswered(deps, { asked, outcome });
  await noteEnd(deps, ended);
  return outcome === "done";
}

/** One that fails rests, and is no reason for the run that gave it its turn to fail, too. */
async function runBefore(
  deps: EngineDeps,
  { job, lease, signal }: Under & { readonly job: Job },
): Promise<void> {
  for (const other of deps.jobs.slice(0, deps.jobs.indexOf(job))) {
    if (!signal.aborted && await mayRun(deps, other)) {
      await runOne(deps, { job: other, lease, signal });
    }
  }
}
