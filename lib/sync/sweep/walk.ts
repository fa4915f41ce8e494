/**
 * Walking over a search page by page: each page is applied, then where to go on is written down, so
 * that after a crash no page is skipped and at most one is applied twice.
 *
 * @module
 */

import { JiraError, type SearchPage } from "../../jira/rest/types.ts";
import type { Fact } from "../../mirror/decide.ts";
import { applyAll, type Applying } from "../reads/apply_all.ts";
import type { JobContext } from "../runs/job.ts";
import { createPageGuard } from "../reads/page_guard.ts";
import {
  afterWalk,
  type Counted,
  readSweepState,
  type SweepPlace,
  type SweepState,
  type Walk,
  writeSweepState,
} from "./state.ts";
import { NO_DRIFT, type Run } from "../types.ts";
import { readAgain, refuseHollow, tellUnread, unreadSince } from "./unread.ts";

/** What walking needs. */
export interface WalkDeps extends SweepPlace, Applying {
  readonly now: () => number;
  readonly log: (message: string, cause?: unknown) => void;
}

/** Which walk to take. */
export interface WalkPlan {
  readonly kind: Walk["kind"];
  /** Makes a walk where none is to be gone on with. */
  begin(state: SweepState): Promise<Pick<Walk, "since" | "reconcile" | "isWide">>;
  readonly context: JobContext;
}

/** Walks to the end of the search; gives what could not be read or applied. */
export async function walkPages(deps: WalkDeps, plan: WalkPlan): Promise<Run["problem"]> {
  const { context } = plan;
  const known = await readSweepState(deps);
  const cut = known.walks[plan.kind];
  let { state, walk } = cut === undefined
    ? await begin(deps, { plan, known })
    : { state: known, walk: ofThisRun(cut, context.run) };
  const guard = createPageGuard(walk.cursor);
  try {
    while (true) {
      const page = await nextPage(context, walk);
      guard.pass(page.value);
      refuseHollow(page.value);
      await context.hold();
      const standings = await applyPage(deps, page);
      const { cursor } = page.value;
      state = { ...state, unread: unreadSince(state.unread, sightOf(page.value, standings)) };
      walk = { ...walk, cursor, counted: countOn(walk, standings) };
      const next = cursor === null
        ? afterWalk(state, { walk, at: deps.now() })
        : { ...state, walks: { ...state.walks, [walk.kind]: walk } };
      await writeSweepState(deps, { state: next, hold: context.hold });
      await context.note(figuresOf(walk.counted));
      if (cursor === null) return await tellUnread(deps, state.unread);
    }
  } catch (cause) {
    if (isOfThisSearch(cause)) await dropWalk(deps, { plan, state: known });
    throw cause;
  }
}

/** Whatever could not be read before comes first. */
async function begin(
  deps: WalkDeps,
  { plan, known }: { readonly plan: WalkPlan; readonly known: SweepState },
): Promise<{ readonly state: SweepState; readonly walk: Walk }> {
  const { kind, context } = plan;
  const { left, missed, stale } = await readAgain(deps, { context, ids: known.unread });
  const counted = { run: context.run.id, seen: 0, missed, stale };
  return {
    state: { ...known, unread: left },
    walk: {
      ...await plan.begin(known),
      kind,
      cursor: null,
      begunAt: context.observedAt,
      counted,
    },
  };
}

/** A run that failed has told what it counted; the one after it counts from there. */
function ofThisRun(walk: Walk, { id }: Run): Walk {
  if (walk.counted.run === id) return walk;
  return { ...walk, counted: { run: id, seen: 0, missed: 0, stale: 0 } };
}

async function nextPage(
  { jira, signal }: JobContext,
  { since, cursor, reconcile }: Walk,
): Promise<{ readonly value: SearchPage; readonly observedAt: number }> {
  return await jira.search({
    query: since === null ? {} : { updatedSince: since },
    detail: "whole",
    cursor,
    ...reconcile.length === 0 ? {} : { reconcile },
  }, { signal });
}

/** What Jira won't go on with is begun again from the watermark: nothing is lost by that. */
function isOfThisSearch(cause: unknown): boolean {
  return cause instanceof JiraError &&
    (cause.code === "malformed" || cause.code === "refused" || cause.code === "not_found");
}

async function dropWalk(
  deps: WalkDeps,
  { plan: { kind, context }, state }: { readonly plan: WalkPlan; readonly state: SweepState },
): Promise<void> {
  const { [kind]: _, ...walks } = state.walks;
  await writeSweepState(deps, { state: { ...state, walks }, hold: context.hold });
}

/** How the mirror stood to an issue; `unread`: that can't be told, as it can't be mirrored. */
type Standing = "missed" | "stale" | "same" | "unread";

/** Applies a page; tells of each of its issues how the mirror stood to it. */
async function applyPage(
  deps: WalkDeps,
  { value, observedAt }: { readonly value: SearchPage; readonly observedAt: number },
): Promise<Standing[]> {
  const facts: Fact[] = value.issues.flatMap(({ snapshot }) =>
    snapshot === null ? [] : { by: "search", snapshot, observedAt }
  );
  const results = (await applyAll(deps, facts)).values();
  return value.issues.map(({ snapshot }): Standing => {
    if (snapshot === null) return "unread";
    const result = results.next().value!;
    if (result.status === "failed") {
      deps.log("Cannot apply an issue as a search showed it", result.cause);
    }
    if (result.status !== "done") return "unread";
    if (result.outcome !== "applied") return "same";
    return result.isNew ? "missed" : "stale";
  });
}

/** Which issues of a page could be read, and which not. */
function sightOf({ issues }: SearchPage, standings: readonly Standing[]) {
  const idsOf = (isWanted: (standing: Standing) => boolean) =>
    issues.filter((_, at) => isWanted(standings[at]!)).map(({ id }) => id);
  return {
    read: idsOf((standing) => standing !== "unread"),
    unread: idsOf((standing) => standing === "unread"),
  };
}

function countOn({ kind, counted }: Walk, standings: readonly Standing[]): Counted {
  const count = (which: Standing) => standings.filter((standing) => standing === which).length;
  return {
    ...counted,
    seen: counted.seen + standings.length,
    // What was there before the service was is not missed.
    missed: counted.missed + (kind === "import" ? 0 : count("missed")),
    stale: counted.stale + count("stale"),
  };
}

function figuresOf({ seen, missed, stale }: Counted) {
  return { seen, drift: { ...NO_DRIFT, missed, stale, repaired: missed + stale } };
}
