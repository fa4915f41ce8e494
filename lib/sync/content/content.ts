/**
 * The content pass: reads every issue again, a part each night, and compares what it shows. It finds
 * what moved no `updated`, and what webhooks and sweeps both got wrong.
 *
 * @module
 */

import { type FoundIssue, JiraError, READ_AT_ONCE } from "../../jira/rest/types.ts";
import { readIssueRows } from "../../mirror/rows.ts";
import type { IssueRow } from "../../mirror/types.ts";
import type { CensusDeps } from "../census/scene.ts";
import { readCensusState } from "../census/state.ts";
import { type ContentPass, type ContentState, contentStateKey, readContentState } from "./state.ts";
import { countIssue } from "../drift.ts";
import { commitHeld } from "../runs/commit_held.ts";
import type { Job, JobContext } from "../runs/job.ts";
import { lastNight } from "../runs/nightly.ts";
import { createPageGuard } from "../reads/page_guard.ts";
import { readAndApply } from "../reads/read_apply.ts";
import { readSweepState, writeSweepState } from "../sweep/state.ts";
import type { Drift, Run } from "../types.ts";
import { refuseHollow, tellUnread, unreadSince } from "../sweep/unread.ts";

/** Nights a pass may take: one less than a week, so that each issue is read once a week. */
const NIGHTS = 6;

/** Pages of a night at least: a small site is read whole at once. */
const PAGES_AT_LEAST = 20;

/** Makes the job; due once a night, from the night after the first census on. */
export function createContentPass(deps: CensusDeps): Job {
  return {
    kind: "content",
    isDue: async (now) => {
      const { begunAt } = await readCensusState(deps);
      const since = (await readContentState(deps)).turnAt ?? begunAt;
      return since !== null && since < lastNight(deps.site, now);
    },
    run: (context) => takeTurn(deps, context),
  };
}

async function takeTurn(deps: CensusDeps, context: JobContext): Promise<Run["problem"]> {
  let state = await readContentState(deps);
  let pass = state.pass ?? await begin(context);
  const guard = createPageGuard(pass.cursor);
  const pages = Math.max(PAGES_AT_LEAST, Math.ceil(pass.expected / READ_AT_ONCE / NIGHTS));
  let { drift, seen } = context.run;
  const keep = async (next: ContentState) => {
    state = next;
    const change = { sets: [{ key: contentStateKey(deps.site), value: next }] };
    await commitHeld(deps, { change, hold: context.hold });
  };
  try {
    for (let page = 0; page < pages; page++) {
      const { cursor } = pass;
      const { jira, signal } = context;
      const answer = await jira.search({ query: {}, detail: "whole", cursor }, { signal });
      guard.pass(answer.value);
      refuseHollow(answer.value);
      const compared = await comparePage(deps, { context, issues: answer.value.issues, drift });
      await noteUnread(deps, { context, unread: compared.unread });
      drift = compared.drift;
      seen += answer.value.issues.length;
      pass = {
        ...pass,
        cursor: answer.value.cursor,
        seen: pass.seen + answer.value.issues.length,
      };
      const isWhole = pass.cursor === null;
      await keep({
        ...state,
        pass: isWhole ? null : pass,
        wholeSince: isWhole ? pass.begunAt : state.wholeSince,
      });
      await context.note({ seen, drift, expected: pass.expected });
      if (isWhole) break;
      await context.giveTurn();
    }
  } catch (cause) {
    // A cursor lives for days only: what Jira won't go on with is begun again.
    if (isOfThisSearch(cause)) await keep({ ...state, pass: null });
    throw cause;
  }
  await keep({ ...state, turnAt: deps.now() });
  return await tellUnread(deps, (await readSweepState(deps)).unread);
}

/** Sweeps read them again. */
async function noteUnread(
  deps: CensusDeps,
  { context, unread }: { readonly context: JobContext; readonly unread: readonly string[] },
): Promise<void> {
  if (unread.length === 0) return;
  const known = await readSweepState(deps);
  const state = { ...known, unread: unreadSince(known.unread, { read: [], unread }) };
  await writeSweepState(deps, { state, hold: context.hold });
}

async function begin({ jira, signal, observedAt }: JobContext): Promise<ContentPass> {
  return { begunAt: observedAt, cursor: null, seen: 0, expected: await jira.count({}, { signal }) };
}

function isOfThisSearch(cause: unknown): boolean {
  return cause instanceof JiraError &&
    (cause.code === "malformed" || cause.code === "refused" || cause.code === "not_found");
}

interface Page {
  readonly context: JobContext;
  readonly issues: readonly FoundIssue[];
  readonly drift: Drift;
}

/** What came of a page. */
interface Compared {
  readonly drift: Drift;
  /** Ids of issues that can't be mirrored. */
  readonly unread: readonly string[];
}

/** What a page shows otherwise than the mirror is read by id, which is the better proof. */
async function comparePage(deps: CensusDeps, page: Page): Promise<Compared> {
  const { context, issues } = page;
  const rows = await readIssueRows(deps, issues.map(({ id }) => id));
  const other = issues.filter((issue, at) => differs(issue, rows[at]!));
  const wasKnown = new Set(rows.flatMap((row) => row?.tombstone === null ? [row.core.id] : []));
  const unread: string[] = [];
  let { drift } = page;
  for (let at = 0; at < other.length; at += READ_AT_ONCE) {
    const ids = other.slice(at, at + READ_AT_ONCE).map(({ id }) => id);
    for (const [id, { end }] of await readAndApply(deps, { context, ids })) {
      if (end === "unreadable") unread.push(id);
      if (end !== "applied") continue;
      drift = countIssue(drift, { as: wasKnown.has(id) ? "stale" : "missed", repaired: true });
    }
  }
  return { drift, unread };
}

function differs({ snapshot }: FoundIssue, row: IssueRow | null): boolean {
  if (snapshot === null || row === null || row.tombstone !== null) return true;
  return snapshot.updated !== row.updated || snapshot.hash !== row.hash;
}
