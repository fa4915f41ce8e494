/**
 * The comparison of one site with Jira: decides what is due and runs it, one run at a time among all
 * isolates.
 *
 * @module
 */

import type { JiraReader } from "../jira/rest/types.ts";
import { type HeldLease, holdLease } from "../store/held_lease.ts";
import { syncStateKey } from "../store/keys.ts";
import type { Entry, Store } from "../store/types.ts";
import { listAlarms } from "./alarms.ts";
import { mustRest, noteEnd, restNoMore } from "./failures.ts";
import type { Job } from "./job.ts";
import type { Refetcher } from "./refetch.ts";
import { type Ended, runJob } from "./run_job.ts";
import { listRuns, runningRun, trimRuns } from "./runs.ts";
import type { Completeness, RunKind, SyncReport } from "./types.ts";

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
  readonly refetcher: Refetcher;
  readonly completeness: () => Promise<Completeness>;
  readonly log: (message: string, cause?: unknown) => void;
}

/** What a run is done under. */
interface Under {
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
}

/** What an operator asked for: done at once, and after a failure with the rests of any run. */
interface Asked {
  readonly id: string;
  /** A run of it has failed. */
  readonly tried: boolean;
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
  /** What is known, with a page of the history. */
  report(page: { readonly limit: number; readonly after?: string }): Promise<SyncReport>;
  /** Ends the run under way as `stopped`; the next start goes on with it. */
  stop(): Promise<void>;
}

/** Makes the engine of one isolate; nothing runs before it is told to. */
export function createEngine(deps: EngineDeps): Engine {
  const { store, site, now } = deps;
  const stopping = new AbortController();
  let working: Promise<void> | null = null;

  function work(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    return working ??= runAll().finally(() => working = null);
  }

  async function runAll(): Promise<void> {
    try {
      await using lease = await holdLease(store, {
        job: `sync/${site}`,
        owner: deps.newId(),
        ttl: LEASE,
        now,
      });
      if (lease === null) return;
      const signal = AbortSignal.any([stopping.signal, lease.signal]);
      // What was asked for meanwhile comes next, in whatever order the kinds stand.
      while (await runDue({ lease, signal }) && await isAnyAsked());
    } catch (cause) {
      deps.log("Cannot compare with Jira now: will try again", cause);
    }
  }

  /** Runs each kind that is due, once; `false`: one did not come to its end. */
  async function runDue(under: Under): Promise<boolean> {
    for (const job of deps.jobs) {
      if (under.signal.aborted) return false;
      // What ails Jira now would ail the others, too.
      if (await mayRun(job) && !await runOne(job, under)) return false;
    }
    return true;
  }

  async function isAnyAsked(): Promise<boolean> {
    const asked = await Promise.all(deps.jobs.map(({ kind }) => readAsked(kind)));
    return asked.some(({ value }) => value !== null && !value.tried);
  }

  async function mayRun(job: Job): Promise<boolean> {
    const { value: asked } = await readAsked(job.kind);
    if (asked !== null && !asked.tried) return true;
    return (asked !== null || await job.isDue(now())) && !await mustRest(deps, job.kind);
  }

  async function runOne(job: Job, under: Under): Promise<boolean> {
    const asked = await readAsked(job.kind);
    const giveTurn = () => runBefore(job, under);
    const ended = await runJob(deps, { job, ...under, giveTurn });
    if (ended.run.outcome === "stopped") return false;
    await noteAnswered(asked, ended);
    await noteEnd(deps, ended);
    return ended.run.outcome === "done";
  }

  /** One that fails rests, and is no reason for the run that gave it its turn to fail, too. */
  async function runBefore(job: Job, under: Under): Promise<void> {
    for (const other of deps.jobs.slice(0, deps.jobs.indexOf(job))) {
      if (!under.signal.aborted && await mayRun(other)) await runOne(other, under);
    }
  }

  async function readAsked(kind: RunKind): Promise<Entry<Asked>> {
    return await store.get<Asked>(askedKey(site, kind));
  }

  /** What was asked for while the run was under way is asked of the next one. */
  async function noteAnswered(asked: Entry<Asked>, { run }: Ended): Promise<void> {
    const { key, value } = asked;
    if (value === null) return;
    if (run.outcome === "done") {
      await store.commit({ checks: [asked], deletes: [key] }, { key, mine: () => false });
      return;
    }
    const tried: Asked = { id: value.id, tried: true };
    await store.commit({ checks: [asked], sets: [{ key, value: tried }] }, {
      key,
      mine: (there) => (there as Asked).tried,
    });
  }

  /** Kept in the store, so that a crash does not forget what an operator asked for. */
  async function ask(kind: RunKind): Promise<void> {
    const key = askedKey(site, kind);
    const value: Asked = { id: deps.newId(), tried: false };
    await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
    void work();
  }

  return {
    everyMinute: async () => {
      await Promise.all([work(), deps.refetcher.look()]);
    },
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
      await restNoMore(deps, deps.jobs.map(({ kind }) => kind));
      void work();
    },
    report: async (page) => {
      const [completeness, running, alarms, runs] = await Promise.all([
        deps.completeness(),
        runningRun(deps),
        listAlarms(deps),
        listRuns(deps, page),
      ]);
      return { completeness, running, alarms, ...runs };
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([working, deps.refetcher.stop()]);
    },
  };
}

function askedKey(site: string, kind: RunKind) {
  return syncStateKey(site, `asked for ${kind}`);
}
