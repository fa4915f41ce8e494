/**
 * Which changes were shown already. A change has an identity; rows remember the last ones, so that
 * it is shown once however many bodies tell of it.
 *
 * @module
 */

import { changeIdentity } from "../jira/identity.ts";
import type { JiraEvent } from "../jira/types.ts";
import { settleTold } from "./told.ts";
import type { IssueRow, PartRow } from "./types.ts";

/** Changes an issue's row remembers. */
const ISSUE_CHANGES = 32;

/** Changes a part's row remembers. */
const PART_CHANGES = 8;

/** Marks that one of the two bodies of a deleted comment leaves for the other. */
const GONE = { part: "gone:part@", issue: "gone:issue@" };

/** How far apart Data Center dates the two bodies, ms: captures of created comments show 10. */
const TWINS_WITHIN = 250;

/** Rows that remember. */
export interface Memory {
  readonly row: IssueRow | null;
  readonly part: PartRow | null;
}

/** The rows after remembering an event, and whether it told anything new. */
export interface Recalled extends Memory {
  readonly fresh: boolean;
}

/** Adds to an issue's memory. */
export function remember(row: IssueRow, identities: readonly string[]): IssueRow {
  if (identities.length === 0) return row;
  return { ...row, changes: [...row.changes, ...identities].slice(-ISSUE_CHANGES) };
}

/** Remembers `event` where its change belongs: in its part's row, else in its issue's. */
export function recall({ row, part }: Memory, event: JiraEvent): Recalled {
  const identity = changeIdentity(event);
  if (part?.changes.includes(identity) || row?.changes.includes(identity)) {
    return { row, part, fresh: false };
  }
  const { row: own, isTwin } = settleTwin(row, event);
  if (part !== null && event.part?.kind === event.kind) {
    const changes = [...part.changes, identity].slice(-PART_CHANGES);
    return { row: own, part: { ...part, changes }, fresh: !isTwin };
  }
  if (own === null) return { row: own, part, fresh: true };
  const rest = settleTold(own.changes, event);
  const settled = rest === null ? own : { ...own, changes: rest };
  return { row: remember(settled, [identity]), part, fresh: !isTwin && rest === null };
}

/**
 * Data Center tells of a deleted comment twice: once as the comment without its issue, once as the
 * issue without the comment. Only the time shows that the two are one; each leaves a mark for the
 * other, which takes the nearest one away, so that comments deleted in one instant stay several.
 */
function settleTwin(
  row: IssueRow | null,
  { kind, action, timestamp, part }: JiraEvent,
): { readonly row: IssueRow | null; readonly isTwin: boolean } {
  if (row === null || kind !== "commented" || action !== "deleted" || timestamp === null) {
    return { row, isTwin: false };
  }
  const [mark, twin] = part === null ? [GONE.issue, GONE.part] : [GONE.part, GONE.issue];
  const at = nearest(row.changes, { prefix: twin, timestamp });
  if (at < 0) return { row: remember(row, [`${mark}${timestamp}`]), isTwin: false };
  return { row: { ...row, changes: row.changes.toSpliced(at, 1) }, isTwin: true };
}

/** Place of the mark nearest in time, or -1. */
function nearest(
  changes: readonly string[],
  { prefix, timestamp }: { readonly prefix: string; readonly timestamp: number },
): number {
  let at = -1;
  let best = TWINS_WITHIN;
  for (const [place, change] of changes.entries()) {
    if (!change.startsWith(prefix)) continue;
    const apart = Math.abs(Number(change.slice(prefix.length)) - timestamp);
    if (apart > best || (apart === best && at >= 0)) continue;
    [at, best] = [place, apart];
  }
  return at;
}
