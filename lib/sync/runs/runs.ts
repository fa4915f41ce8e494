/**
 * The history of runs: each comparison with Jira from its begin to its end, kept in the store. A run
 * that a crash or a stop of the service cut off is gone on with, under the same id.
 *
 * Whoever runs a job holds the site's lease, so a run has one writer at a time.
 *
 * @module
 */

import type { LeaseCheck } from "../../store/held_lease.ts";
import { firstIdAt } from "../../store/ids.ts";
import { syncLastKey, syncOpenKey, syncRunKey } from "../../store/keys.ts";
import { proofOf } from "../../store/proof.ts";
import type { Change, Key, Store } from "../../store/types.ts";
import { NO_DRIFT, type ProjectDrift, type Run, type RunKind } from "../types.ts";

/** How long runs are kept, ms. */
export const RUNS_KEPT_FOR = 90 * 24 * 60 * 60_000;

/** How long runs that found nothing are kept, ms: every few minutes there is another. */
export const QUIET_RUNS_KEPT_FOR = 2 * 24 * 60 * 60_000;

/** Runs kept at most; beyond, the oldest go. */
const RUNS_KEPT = 5_000;

/** Characters of JSON the projects of a run may take: a value of the store holds 64 KiB. */
const PROJECTS_LENGTH = 24_000;

/** Characters kept of why a run failed. */
const LONGEST_PROBLEM = 1_000;

/** Runs read, or removed, at once. */
const PAGE = 200;

/** What the history needs. */
export interface RunDeps {
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What a run counts while it goes on; all from its begin. */
export type Figures = Pick<Run, "requests" | "seen" | "expected" | "drift" | "projects">;

/** How a run ended. */
export interface RunEnd {
  readonly outcome: "done" | "failed" | "stopped";
  readonly problem: Run["problem"];
}

/** A page of runs, newest first. */
export interface RunPage {
  readonly items: readonly Run[];
  /** Where the next page begins; `null` on the last one. */
  readonly next: string | null;
}

/** Begins a run, or goes on with the one of its kind that has not come to its end. */
export async function beginRun(deps: RunDeps, kind: RunKind): Promise<Run> {
  const open = await openRun(deps, kind);
  const run: Run = open === null
    ? {
      id: deps.newId(),
      kind,
      startedAt: deps.now(),
      endedAt: null,
      outcome: "running",
      requests: 0,
      seen: 0,
      expected: null,
      drift: NO_DRIFT,
      projects: [],
      omitted: 0,
      problem: null,
    }
    : { ...open, endedAt: null, outcome: "running", problem: null };
  await write(deps, {
    run,
    also: { sets: [{ key: syncOpenKey(deps.site, kind), value: run.id }] },
  });
  return run;
}

/**
 * Writes down how far a run has come; gives the run as it stands then.
 *
 * @throws {DOMException} `AbortError` when the lease that `check` is of was lost: whoever has it goes on
 * with the run.
 */
export async function noteProgress(
  deps: RunDeps,
  { run, figures, check }: {
    readonly run: Run;
    readonly figures: Partial<Figures>;
    readonly check?: LeaseCheck;
  },
): Promise<Run> {
  const next = withFigures(run, figures);
  const isNoted = await write(deps, {
    run: next,
    also: check === undefined ? {} : { checks: [check] },
  });
  if (isNoted) return next;
  throw new DOMException("The lease was lost: another isolate goes on", "AbortError");
}

/** The run with other figures; of its projects those that fit. */
export function withFigures(run: Run, figures: Partial<Figures>): Run {
  const { projects } = figures;
  return { ...run, ...figures, ...projects === undefined ? {} : fitting(projects) };
}

/** Ends a run. One that was `stopped` is gone on with by the next {@linkcode beginRun}. */
export async function endRun(
  deps: RunDeps,
  { run, outcome, problem }: RunEnd & { readonly run: Run },
): Promise<Run> {
  const why = problem === null
    ? null
    : { code: problem.code, message: problem.message.slice(0, LONGEST_PROBLEM) };
  const ended = { ...run, endedAt: deps.now(), outcome, problem: why };
  const { site } = deps;
  await write(deps, {
    run: ended,
    also: outcome === "stopped" ? {} : {
      sets: [{ key: syncLastKey(site, run.kind), value: run.id }],
      deletes: [syncOpenKey(site, run.kind)],
    },
  });
  return ended;
}

/**
 * Ends the run of a kind that is told as under way and that nothing will go on with: it was cut off
 * once its work was done. To be called under the lease, while no run of the kind is under way.
 */
export async function endCutOff(deps: RunDeps, kind: RunKind): Promise<void> {
  const run = await openRun(deps, kind);
  if (run?.outcome === "running") await endRun(deps, { run, outcome: "done", problem: null });
}

/** The run of each kind that has ended last, as far as it is kept. */
export async function lastRuns(
  { store, site }: Pick<RunDeps, "store" | "site">,
): Promise<readonly Run[]> {
  const last = await store.list<string>({ prefix: syncLastKey(site) });
  const runs = await store.getMany<Run>(last.map(({ value }) => syncRunKey(site, value)));
  return runs.flatMap(({ value }) => value ?? []);
}

/** Reads a page of the history; `after` is the `next` of the page before. */
export async function listRuns(
  { store, site }: Pick<RunDeps, "store" | "site">,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<RunPage> {
  const prefix = syncRunKey(site);
  const range = after === undefined ? { prefix } : { prefix, end: syncRunKey(site, after) };
  const found = await store.list<Run>({ ...range, limit: limit + 1, reverse: true });
  const items = found.slice(0, limit).map(({ value }) => value);
  return { items, next: found.length > limit ? items.at(-1)!.id : null };
}

/** The run under way; `null` when there is none. One that has just crashed counts as such, too. */
export async function runningRun(
  { store, site }: Pick<RunDeps, "store" | "site">,
): Promise<Run | null> {
  const open = await store.list<string>({ prefix: syncOpenKey(site) });
  const runs = await store.getMany<Run>(open.map(({ value }) => syncRunKey(site, value)));
  return runs.find(({ value }) => value?.outcome === "running")?.value ?? null;
}

/** Removes runs that are too old, or too many; gives how many. */
export async function trimRuns(deps: Pick<RunDeps, "store" | "site" | "now">): Promise<number> {
  const { store, site, now } = deps;
  const [old, quiet] = [firstIdAt(now() - RUNS_KEPT_FOR), firstIdAt(now() - QUIET_RUNS_KEPT_FOR)];
  const open = new Set(
    (await store.list<string>({ prefix: syncOpenKey(site) })).map((e) => e.value),
  );
  let [kept, removed] = [0, 0];
  let after: string | undefined;
  while (true) {
    const { items, next } = await listRuns(deps, {
      limit: PAGE,
      ...after === undefined ? {} : { after },
    });
    const gone = items.filter((run) => {
      if (open.has(run.id)) return false;
      return run.id < old || (run.id < quiet && isQuiet(run)) || ++kept > RUNS_KEPT;
    });
    await remove(store, gone.map(({ id }) => syncRunKey(site, id)));
    removed += gone.length;
    if (next === null) return removed;
    after = next;
  }
}

/** Whether a run had nothing to tell: nobody will look for it. */
function isQuiet({ kind, outcome, drift }: Run): boolean {
  return kind === "sweep" && outcome === "done" && drift.missed + drift.stale === 0;
}

async function remove(store: Store, deletes: readonly Key[]): Promise<void> {
  if (deletes.length === 0) return;
  await store.commit({ deletes }, { key: deletes[0]!, mine: () => false });
}

async function openRun({ store, site }: RunDeps, kind: RunKind): Promise<Run | null> {
  const { value: id } = await store.get<string>(syncOpenKey(site, kind));
  return id === null ? null : (await store.get<Run>(syncRunKey(site, id))).value;
}

async function write(
  { store, site }: RunDeps,
  { run, also }: { readonly run: Run; readonly also: Pick<Change, "checks" | "sets" | "deletes"> },
): Promise<boolean> {
  const set = { key: syncRunKey(site, run.id), value: run };
  const { ok } = await store.commit({ ...also, sets: [set, ...also.sets ?? []] }, proofOf(set));
  return ok;
}

/** The projects with most to tell first, as many as one value of the store can hold. */
function fitting(projects: Run["projects"]): Pick<Run, "projects" | "omitted"> {
  const ranked = [...projects].sort((a, b) => gravity(b) - gravity(a));
  let room = PROJECTS_LENGTH;
  const end = ranked.findIndex((project) => (room -= JSON.stringify(project).length) < 0);
  const fit = end < 0 ? ranked : ranked.slice(0, end);
  return { projects: fit, omitted: ranked.length - fit.length };
}

function gravity(
  { state, missed, stale, deleted, hidden, archived, trashed, suspect }: ProjectDrift,
) {
  const differing = missed + stale + deleted + hidden + archived + trashed + suspect;
  return (state === "done" ? 0 : 1e9) + differing;
}
