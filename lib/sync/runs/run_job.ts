/**
 * One run of one job, from its begin in the history to its end, whatever happens to it.
 *
 * @module
 */

import { JiraError, type JiraReader } from "../../jira/rest/types.ts";
import type { HeldLease } from "../../store/held_lease.ts";
import { StoreError } from "../../store/types.ts";
import { countCalls } from "./counted.ts";
import type { Job, JobContext } from "./job.ts";
import { beginRun, endRun, noteProgress, type RunDeps, type RunEnd, withFigures } from "./runs.ts";
import type { Run } from "../types.ts";

/** Shortest time between two notes of progress, ms. */
const NOTE_EVERY = 2_000;

/** What running needs. */
export interface RunJobDeps extends RunDeps {
  readonly jira: JiraReader;
  readonly log: (message: string, cause?: unknown) => void;
}

/** A run at its end, and how long Jira asked to be left alone (ms). */
export interface Ended {
  readonly run: Run;
  readonly retryAfter: number;
}

/** Runs `job` under a lease, until it ends or `signal` says stop. */
export async function runJob(
  deps: RunJobDeps,
  { job, lease, signal, giveTurn }: {
    readonly job: Job;
    readonly lease: HeldLease;
    readonly signal: AbortSignal;
    readonly giveTurn: JobContext["giveTurn"];
  },
): Promise<Ended> {
  let run = await beginRun(deps, job.kind);
  let notedAt = deps.now();
  const jira = countCalls(deps.jira, () => run = { ...run, requests: run.requests + 1 });
  const hold = async () => {
    signal.throwIfAborted();
    return await lease.hold();
  };
  const note: JobContext["note"] = async (figures) => {
    run = withFigures(run, figures);
    if (deps.now() - notedAt < NOTE_EVERY) return;
    notedAt = deps.now();
    await noteProgress(deps, { run, figures: {}, check: await hold() });
  };
  const work = async () => {
    // A dead token reads an empty site without any error: it must not even begin.
    const { value: account, observedAt } = await jira.myself({ signal });
    return await job.run({ run, account, observedAt, jira, signal, note, hold, giveTurn });
  };
  const { cause, ...end } = await endOf(work, signal);
  const retryAfter = cause instanceof JiraError ? cause.retryAfter ?? 0 : 0;
  // Whoever has the lease now goes on with this run, and it is theirs to write.
  if (await isLost(lease)) return { run: { ...run, outcome: "stopped" }, retryAfter };
  if (end.outcome === "failed") deps.log(`Cannot finish the ${job.kind}`, cause);
  return { run: await endRun(deps, { run, ...end }), retryAfter };
}

/** Looks anew: a commit may have been refused before any renewal was. */
async function isLost(lease: HeldLease): Promise<boolean> {
  await lease.hold().catch(() => {});
  return lease.signal.aborted;
}

async function endOf(
  work: () => Promise<Run["problem"]>,
  signal: AbortSignal,
): Promise<RunEnd & { readonly cause?: unknown }> {
  try {
    return { outcome: "done", problem: await work() };
  } catch (cause) {
    if (signal.aborted) return { outcome: "stopped", problem: null };
    return { outcome: "failed", problem: problemOf(cause), cause };
  }
}

function problemOf(cause: unknown): NonNullable<Run["problem"]> {
  if (cause instanceof JiraError) return { code: cause.code, message: cause.message };
  if (cause instanceof StoreError) return { code: `store_${cause.code}`, message: cause.message };
  return {
    code: "internal",
    message: "Cannot go on: something went wrong here. The service's log has the details",
  };
}
