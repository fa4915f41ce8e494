/**
 * Deleted issues: what makes a tombstone, what outlives it, what may clear it.
 *
 * @module
 */

import type { IssueCore, JiraEvent } from "../jira/types.ts";
import { MARGIN, SECOND } from "./fact.ts";
import { UNKNOWN_LEVEL } from "./scope.ts";
import type { IssueRow, Tombstone } from "./types.ts";

/** How long after a delete Jira may still tell of what went with the issue, in ms (15 minutes). */
export const CASCADE = 15 * 60_000;

/**
 * The tombstone after a delete was told: of two deletes the later, of two tellings of one the first.
 * What a census found says less than Jira's own word, so that yields.
 */
export function laterTombstone(known: Tombstone | null, told: Tombstone): Tombstone {
  if (known === null) return told;
  const foundAt = foundDeletedAt(known);
  const next = foundAt === null ? told : { ...told, foundAt };
  if (known.state !== undefined || told.at > known.at) return next;
  return told.at === known.at && told.receivedAt < known.receivedAt ? next : known;
}

/** Start of the read by which a census found the issue deleted. */
function foundDeletedAt({ at, state, foundAt }: Tombstone): number | null {
  return state === "deleted" ? at : foundAt ?? null;
}

/**
 * A read by id that began after this instant and returned the issue proves that it is back. What was
 * not deleted comes back often, and the next census corrects a read that lagged: no margin for it.
 */
export function proofLine(tombstone: Tombstone): number {
  const known = Math.max(tombstone.at, tombstone.receivedAt);
  return isReversible(tombstone) ? known : known + MARGIN;
}

function isReversible({ state = "deleted" }: Tombstone): boolean {
  return state !== "deleted";
}

/**
 * A sign of life later than this instant is to be checked by a read: it contradicts the tombstone.
 * What a census found may have lagged, as reads do.
 */
export function doubtLine({ at, state }: Tombstone): number {
  return state === undefined ? at : at - MARGIN;
}

/** Whether a census has told already of the delete that Jira tells of now. */
export function isDeleteFound(known: Tombstone | null, told: Tombstone): boolean {
  const foundAt = known === null ? null : foundDeletedAt(known);
  return foundAt !== null && told.at <= foundAt + MARGIN;
}

/** Ms from `now` (our clock) until a read can prove the issue alive. */
export function proofWait(tombstone: Tombstone, now: number): number {
  return proofLine(tombstone) + SECOND - now;
}

/**
 * Whether an event only tells what went with its deleted issue. Such events trail the delete by up
 * to {@linkcode CASCADE}. What was deleted clearly before the issue was deleted by somebody, and
 * what was deleted later than that belonged to an issue alive again: both are changes of their own.
 */
export function isCascade(row: IssueRow | null, { part, timestamp }: JiraEvent): boolean {
  if (row === null || row.tombstone === null || part === null || !part.deleted) return false;
  if (isReversible(row.tombstone)) return false;
  const after = (timestamp ?? row.tombstone.at) - row.tombstone.at;
  return after >= -SECOND && after <= CASCADE;
}

/** The row of a deleted issue that was never seen alive: what the body tells, as version 0. */
export function rowOfDeleted(
  event: JiraEvent,
  { issueId, tombstone }: { readonly issueId: string; readonly tombstone: Tombstone },
): IssueRow {
  return {
    core: coreOfHint(event, issueId),
    updated: 0,
    hash: "",
    evidence: {
      by: "webhook",
      timestamp: tombstone.at,
      changelogId: null,
      receivedAt: tombstone.receivedAt,
    },
    tombstone,
    aliveAt: 0,
    fallen: null,
    changes: [],
  };
}

function coreOfHint({ hint }: JiraEvent, issueId: string): IssueCore {
  return {
    id: issueId,
    key: hint?.key ?? "",
    project: hint?.project ?? null,
    type: hint?.type ?? null,
    summary: hint?.summary ?? "",
    status: hint?.status ?? null,
    priority: hint?.priority ?? null,
    assignee: hint?.assignee ?? null,
    reporter: null,
    resolution: null,
    level: { id: UNKNOWN_LEVEL, name: UNKNOWN_LEVEL },
    parent: null,
    labels: [],
    components: [],
    fixVersions: [],
    created: null,
    due: null,
    description: null,
  };
}
