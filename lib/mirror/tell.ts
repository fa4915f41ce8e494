/**
 * What the feed shows of a new picture that no event explains.
 *
 * @module
 */

import { diffCores } from "./diff.ts";
import { draftSync } from "./draft.ts";
import type { Draft } from "./fact.ts";
import { remember } from "./memory.ts";
import { createdNote, notesOf } from "./told.ts";
import type { IssueRow } from "./types.ts";

/** A row that remembers what was told, and the entry that tells it; `null` when nothing is new. */
export interface Telling {
  readonly row: IssueRow;
  readonly draft: Draft | null;
}

/** How young an issue is, in ms, whose first sight is news rather than part of an import (a day). */
const NEWS = 24 * 60 * 60_000;

/** Tells of an issue first seen at `seenAt` (ms), if it is news. */
export function tellFirst(row: IssueRow, seenAt: number): Telling {
  const { created } = row.core;
  if (created === null || seenAt - created > NEWS) return { row, draft: null };
  const after = remember(row, [createdNote({ from: 0, to: row.updated })]);
  const told = { kind: "created", action: "created", changes: [] } as const;
  return { row: after, draft: draftSync({ before: null, after }, told) };
}

/** Tells how the row differs from the one before, and whether the issue came back. */
export function tellDifference(before: IssueRow, now: IssueRow): Telling {
  const revived = before.tombstone !== null && now.tombstone === null;
  const changes = now.core === before.core ? [] : diffCores(before.core, now.core);
  if (now.tombstone !== null || (changes.length === 0 && !revived)) {
    return { row: now, draft: null };
  }
  // What took an issue back to an older version was no change that a webhook could tell of.
  const span = { from: before.updated, to: now.updated };
  const after = span.to < span.from ? now : remember(now, notesOf(changes, span));
  const told = revived
    ? { kind: "created", action: "restored", changes } as const
    : { kind: "updated", action: "updated", changes } as const;
  return { row: after, draft: draftSync({ before, after }, told) };
}
