/**
 * What it means that a census proved an issue gone.
 *
 * @module
 */

import { draftGone } from "./draft.ts";
import { timeOf } from "./evidence.ts";
import { type GoneFact, type Known, MARGIN, type Verdict } from "./fact.ts";
import type { IssueRow } from "./types.ts";

/**
 * Buries the issue, unless it was seen alive later than the read that did not find it, or so shortly
 * before that the read may have lagged: then it stays suspect, and the next census settles it.
 */
export function decideGone({ row, part }: Known, fact: GoneFact): Verdict {
  const nothing = { row, part, outcome: "same", draft: null, refetch: [], suspect: false } as const;
  if (row === null || row.tombstone !== null) return nothing;
  const { state, observedAt: at } = fact;
  const since = at - lastSignOfLife(row);
  if (since <= MARGIN) return { ...nothing, suspect: since > 0 };
  const gone = { ...row, tombstone: { at, receivedAt: at, state }, fallen: null };
  return { ...nothing, row: gone, outcome: "deleted", draft: draftGone(gone, { at, state }) };
}

/** The latest instant (Jira's clock, ms) at which something showed the issue alive. */
export function lastSignOfLife({ aliveAt, updated, evidence }: IssueRow): number {
  return Math.max(aliveAt, updated, timeOf(evidence));
}
