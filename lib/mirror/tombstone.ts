/**
 * Deleted issues: what makes a tombstone, what outlives it, what may clear it.
 *
 * @module
 */

import type { IssueCore, JiraEvent } from "../jira/types.ts";
import { MARGIN, SECOND } from "./fact.ts";
import { UNKNOWN_LEVEL } from "./scope.ts";
import type { IssueRow } from "./types.ts";

/** When an issue was deleted and when we learned of it, ms. */
export type Tombstone = NonNullable<IssueRow["tombstone"]>;

/** How long after a delete Jira may still tell of what went with the issue, in ms (15 minutes). */
export const CASCADE = 15 * 60_000;

/** Of two deletes the later; of two tellings of one the first. */
export function laterTombstone(known: Tombstone | null, other: Tombstone): Tombstone {
  if (known === null || other.at > known.at) return other;
  return other.at === known.at && other.receivedAt < known.receivedAt ? other : known;
}

/** A read by id that began after this instant and returned the issue proves it was restored. */
export function proofLine({ at, receivedAt }: Tombstone): number {
  return Math.max(at, receivedAt) + MARGIN;
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
