/**
 * What it means that a census proved an issue gone.
 *
 * @module
 */

import { draftGone } from "./draft.ts";
import { timeOf } from "./evidence.ts";
import { type Context, type GoneFact, type Known, MARGIN, type Verdict } from "./fact.ts";
import type { IssueRow } from "./types.ts";

/**
 * How long a read that did not find an issue proves it gone, in ms. Search pages, which leave no
 * trace when they show nothing new, may have shown it again by then: they lag by minutes.
 */
export const USABLE_FOR: number = 10 * 60_000;

interface GoneInput {
  readonly fact: GoneFact;
  readonly context: Context;
}

/**
 * Buries the issue, unless it was seen alive later than the read that did not find it, or so shortly
 * before that the read may have lagged, or the read is old: then it stays suspect, and the next
 * census settles it.
 */
export function decideGone({ row, part }: Known, { fact, context }: GoneInput): Verdict {
  const nothing = { row, part, outcome: "same", draft: null, refetch: [], suspect: false } as const;
  if (row === null) return nothing;
  if (row.tombstone !== null) return nothing;
  const { state, observedAt: at } = fact;
  const since = at - lastSignOfLife(row);
  if (since <= MARGIN) return { ...nothing, suspect: since > 0 };
  if (context.now - at > USABLE_FOR) return { ...nothing, suspect: true };
  const gone = { ...row, tombstone: { at, receivedAt: at, state }, fallen: null };
  return { ...nothing, row: gone, outcome: "deleted", draft: draftGone(gone, { at, state }) };
}

/** The latest instant (Jira's clock, ms) at which something showed the issue alive. */
export function lastSignOfLife({ aliveAt, updated, evidence }: IssueRow): number {
  return Math.max(aliveAt, updated, timeOf(evidence));
}
