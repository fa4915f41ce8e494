/**
 * What the delete of an issue means.
 *
 * @module
 */

import { type EventInput, sightOf } from "./decide_event.ts";
import { draftEvent } from "./draft.ts";
import { DEBOUNCE, type Known, MARGIN, type Refetch, type Verdict } from "./fact.ts";
import { recall } from "./memory.ts";
import { createRefetches } from "./refetch.ts";
import { doubtLine, isDeleteFound, laterTombstone, proofWait, rowOfDeleted } from "./tombstone.ts";
import type { IssueRow, Tombstone } from "./types.ts";
import { firstRow, weigh } from "./version.ts";

/**
 * Buries the issue, unless a read by id begun after the delete found it alive. A delete that comes
 * late, or that the row's version contradicts, is checked by a read: the issue may be back.
 */
export function decideDelete(known: Known, input: EventInput & { issueId: string }): Verdict {
  const { fact } = input;
  const { event, receivedAt } = fact;
  const own = { at: event.timestamp ?? receivedAt, receivedAt };
  const seen = lastSeen(known.row, { ...input, tombstone: own });
  const { row: noted, fresh } = recall({ row: seen, part: null }, event);
  // A delete that was known while the issue was proved alive is over.
  const isOver = !fresh && seen.tombstone === null;
  const stale = isOver || seen.aliveAt > own.at + MARGIN;
  const row = stale ? noted! : bury(noted!, own);
  const late = stale || isAfter(seen.tombstone, own);
  const isNews = fresh && (stale || !isDeleteFound(seen.tombstone, own));
  return {
    row,
    part: known.part,
    outcome: !isNews ? "same" : late ? "late" : "deleted",
    draft: isNews ? draftEvent(fact, { before: known.row, after: row, late }) : null,
    refetch: checks({ row, own, input }),
    suspect: false,
  };
}

function isAfter(known: Tombstone | null, own: Tombstone): boolean {
  return known !== null && known.state === undefined && known.at > own.at;
}

/** The issue as it was last seen, the delete's own body included. */
function lastSeen(
  row: IssueRow | null,
  { fact, issueId, tombstone }: EventInput & { issueId: string; tombstone: Tombstone },
): IssueRow {
  const sight = sightOf(fact);
  if (row !== null) return sight === null ? row : weigh(row, sight).row;
  return sight === null ? rowOfDeleted(fact.event, { issueId, tombstone }) : firstRow(sight);
}

function bury(row: IssueRow, own: Tombstone): IssueRow {
  const tombstone = laterTombstone(row.tombstone, own);
  return tombstone === row.tombstone ? row : { ...row, tombstone, fallen: null };
}

function checks(
  { row, own, input }: {
    readonly row: IssueRow;
    readonly own: Tombstone;
    readonly input: EventInput & { issueId: string };
  },
): readonly Refetch[] {
  const { context, issueId } = input;
  const refetches = createRefetches(context);
  const delayed = own.receivedAt - own.at > MARGIN;
  if (row.tombstone === null) refetches.add(issueId, DEBOUNCE);
  else if (delayed || Math.max(row.updated, row.aliveAt) > doubtLine(row.tombstone)) {
    refetches.add(issueId, proofWait(row.tombstone, context.now));
  }
  return refetches.list();
}
