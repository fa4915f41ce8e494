/**
 * Walking over a search page by page: each page is applied, then where to go on is written down, so
 * that after a crash no page is skipped and at most one is applied twice.
 *
 * @module
 */

import { JiraError, type SearchPage } from "../jira/rest/types.ts";
import type { Fact } from "../mirror/decide.ts";
import { applyAll, type Applying } from "./apply_all.ts";
import type { JobContext } from "./job.ts";
import { createPageGuard } from "./page_guard.ts";
import {
  afterWalk,
  type Counted,
  readSweepState,
  type SweepPlace,
  type SweepState,
  type Walk,
  writeSweepState,
} from "./sweep_state.ts";
import { NO_DRIFT, type Run } from "./types.ts";

/** Ids of issues named in a message. */
const NAMED = 5;

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
  const state = await readSweepState(deps);
  let walk = ofThisRun(
    state.walk?.kind === plan.kind ? state.walk : await begin(plan, state),
    context.run,
  );
  const guard = createPageGuard(walk.cursor);
  const unread = createUnread();
  try {
    while (true) {
      const page = await nextPage(context, walk);
      guard.pass(page.value);
      await context.hold();
      const standings = await applyPage(deps, page);
      unread.add(page.value, standings);
      const { cursor } = page.value;
      walk = { ...walk, cursor, counted: countOn(walk, { page: page.value, standings }) };
      const next = cursor === null
        ? afterWalk(state, { walk, at: deps.now() })
        : { ...state, walk };
      await writeSweepState(deps, { state: next, check: await context.hold() });
      await context.note(figuresOf(walk.counted));
      if (cursor === null) return unread.problem();
    }
  } catch (cause) {
    if (isOfThisSearch(cause)) await dropWalk(deps, { state, context });
    throw cause;
  }
}

async function begin(plan: WalkPlan, state: SweepState): Promise<Walk> {
  const { kind, context } = plan;
  const counted = { run: context.run.id, seen: 0, missed: 0, stale: 0 };
  return { ...await plan.begin(state), kind, cursor: null, begunAt: context.observedAt, counted };
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
  { state, context }: { readonly state: SweepState; readonly context: JobContext },
): Promise<void> {
  await writeSweepState(deps, { state: { ...state, walk: null }, check: await context.hold() });
}

/** How the mirror stood to each issue of a page. */
type Standing = "missed" | "stale" | "same" | "broken";

async function applyPage(
  deps: WalkDeps,
  { value, observedAt }: { readonly value: SearchPage; readonly observedAt: number },
): Promise<Standing[]> {
  const facts: Fact[] = value.issues.flatMap(({ snapshot }) =>
    snapshot === null ? [] : { by: "search", snapshot, observedAt }
  );
  const results = await applyAll(deps, facts);
  return results.map((result): Standing => {
    if (result.status === "failed") {
      deps.log("Cannot apply an issue as a search showed it", result.cause);
    }
    if (result.status !== "done") return "broken";
    if (result.outcome !== "applied") return "same";
    return result.isNew ? "missed" : "stale";
  });
}

function countOn(
  { kind, counted }: Walk,
  { page, standings }: { readonly page: SearchPage; readonly standings: readonly Standing[] },
): Counted {
  const count = (which: Standing) => standings.filter((standing) => standing === which).length;
  return {
    ...counted,
    seen: counted.seen + page.issues.length,
    // What was there before the service was is not missed.
    missed: counted.missed + (kind === "import" ? 0 : count("missed")),
    stale: counted.stale + count("stale"),
  };
}

function figuresOf({ seen, missed, stale }: Counted) {
  return { seen, drift: { ...NO_DRIFT, missed, stale, repaired: missed + stale } };
}

/** What of the issues found can't be mirrored: skipped, and said so. */
function createUnread() {
  let broken = 0;
  const examples: string[] = [];
  return {
    add: (page: SearchPage, standings: readonly Standing[]) => {
      const unread = page.issues.filter(({ snapshot }) => snapshot === null);
      broken += unread.length + standings.filter((each) => each === "broken").length;
      examples.push(...unread.slice(0, NAMED - examples.length).map(({ id }) => id));
    },
    problem: (): Run["problem"] =>
      broken === 0 ? null : {
        code: "unreadable",
        message: `Cannot mirror ${broken} of the issues found` +
          `${examples.length === 0 ? "" : ` (such as ids ${examples.join(", ")})`}: project, ` +
          "status, summary or last update is missing. Check that the account may see these fields",
      },
  };
}
