/**
 * Issues that Jira shows and that can't be mirrored, as something every issue has is missing: they are
 * remembered, and read by id at the begin of each sweep, until they can be. Else a change that came
 * in such a state would be passed over for good.
 *
 * @module
 */

import { JiraError, type SearchPage } from "../../jira/rest/types.ts";
import { readIssueRows } from "../../mirror/rows.ts";
import { type AlarmDeps, clearAlarm, raiseAlarm } from "../alarms.ts";
import type { JobContext } from "../runs/job.ts";
import { readAndApply, type ReadApplyDeps } from "../reads/read_apply.ts";
import type { Run } from "../types.ts";

/** Issues remembered at most: one call to Jira Cloud reads them all, with room to spare. */
const MOST = 50;

/** So many of a page may lack something each for a reason of its own. */
const FEW = 20;

/** Ids named in a message. */
const NAMED = 5;

const LACKING = "project, status, summary or last update is missing. Check that no proxy changes " +
  "Jira's answers, and that the account may see these fields";

const CODE = "unreadable";

/** What reading them again needs. */
export interface UnreadDeps extends AlarmDeps, ReadApplyDeps {}

/**
 * Looks whether a page is one at all.
 *
 * @throws {JiraError} `malformed` when most of it can't be read: then it is no fault of the issues.
 */
export function refuseHollow({ issues }: SearchPage): void {
  const unread = issues.filter(({ snapshot }) => snapshot === null).length;
  if (unread <= FEW || unread * 2 < issues.length) return;
  throw new JiraError(
    "malformed",
    `Cannot mirror what was found: of ${unread} of ${issues.length} issues ${LACKING}`,
  );
}

/** What came of reading them again. */
export interface ReadAgain {
  /** Those that still can't be mirrored. */
  readonly left: readonly string[];
  /** Of the others: not in the mirror before, and older there. */
  readonly missed: number;
  readonly stale: number;
}

/** Reads by id what could not be mirrored before. */
export async function readAgain(
  deps: UnreadDeps,
  { context, ids }: { readonly context: JobContext; readonly ids: readonly string[] },
): Promise<ReadAgain> {
  if (ids.length === 0) return { left: [], missed: 0, stale: 0 };
  const rows = await readIssueRows(deps, ids);
  const alive = new Set(rows.flatMap((row) => row?.tombstone === null ? [row.core.id] : []));
  const readings = [...await readAndApply(deps, { context, ids })];
  const applied = readings.filter(([, { end }]) => end === "applied");
  const stale = applied.filter(([id]) => alive.has(id)).length;
  const left = readings.filter(([, { end }]) => end === "unreadable" || end === "unanswered");
  return { left: left.map(([id]) => id), missed: applied.length - stale, stale };
}

/** Those known, with what was found since: `read` are none any more. */
export function unreadSince(
  known: readonly string[],
  { read, unread }: { readonly read: readonly string[]; readonly unread: readonly string[] },
): readonly string[] {
  if (known.length === 0 && unread.length === 0) return known;
  const all = new Set([...known, ...unread]);
  for (const id of read) all.delete(id);
  return [...all].slice(0, MOST);
}

/** Raises an alarm while there are any, else takes it back; gives what a run has to say of it. */
export async function tellUnread(
  deps: AlarmDeps,
  ids: readonly string[],
): Promise<Run["problem"]> {
  const about = { code: CODE, project: null };
  if (ids.length === 0) {
    await clearAlarm(deps, about);
    return null;
  }
  const count = ids.length < MOST ? String(ids.length) : `${MOST} or more`;
  const issues = ids.length === 1 ? "issue" : "issues";
  const named = ids.slice(0, NAMED).join(", ");
  const message = `Cannot mirror ${count} ${issues} that Jira shows (ids such as ${named}): ` +
    `${LACKING}. Each sweep reads them again`;
  await raiseAlarm(deps, { ...about, message });
  return { code: CODE, message };
}
