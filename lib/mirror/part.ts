/**
 * Rows of things with a life of their own beside the issue's columns: comments, worklogs, links,
 * attachments, sprints, versions, projects …
 *
 * @module
 */

import type { JiraEvent, Kind, Part } from "../jira/types.ts";
import { issueOf } from "./subjects.ts";
import type { PartRow } from "./types.ts";

/** Whether parts of this kind belong to an issue. Jira never uses the id of a deleted one again. */
export function belongsToIssue(kind: Kind): boolean {
  return kind === "commented" || kind === "worklog" || kind === "attachment" || kind === "link";
}

/** A part's row after an event, and whether the event is older than what the row knew. */
export interface PartRuling {
  /** The same reference when nothing changes. */
  readonly row: PartRow;
  readonly late: boolean;
}

/** Rules on the row of the part that `event` is about. */
export function weighPart(
  known: PartRow | null,
  { event, part, receivedAt }: {
    readonly event: JiraEvent;
    readonly part: Part;
    readonly receivedAt: number;
  },
): PartRuling {
  const version = part.version ?? event.timestamp ?? receivedAt;
  const { kind, id, deleted } = part;
  if (known === null) {
    return {
      row: { kind, id, issueId: issueOf(event), version, deleted, changes: [] },
      late: false,
    };
  }
  const state = { version, deleted };
  return belongsToIssue(kind) ? weighFinal(known, state) : weighLasting(known, state);
}

type PartState = Pick<PartRow, "version" | "deleted">;

/** A delete is the end, and never late: its body has the version of the last edit. */
function weighFinal(known: PartRow, { version, deleted }: PartState): PartRuling {
  const late = !deleted && (known.deleted || version < known.version);
  const next = {
    version: Math.max(known.version, version),
    deleted: known.deleted || deleted,
  };
  return { row: withState(known, next), late };
}

/** What can come back (a restored project, a property set again): the newest word holds. */
function weighLasting(known: PartRow, state: PartState): PartRuling {
  const late = state.version < known.version ||
    (state.version === known.version && known.deleted && !state.deleted);
  return { row: late ? known : withState(known, state), late };
}

function withState(row: PartRow, { version, deleted }: PartState): PartRow {
  const same = row.version === version && row.deleted === deleted;
  return same ? row : { ...row, version, deleted };
}
