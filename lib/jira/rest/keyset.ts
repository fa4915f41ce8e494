/**
 * Paging on Data Center, where offsets slip while issues change. Pure.
 *
 * Pages are ordered by `created`, which never changes, and each begins at the second in which the
 * last one ended. `id > n` would not do: in JQL that means "of the same project, with a higher number
 * in the key", and an error once issue n is gone. Seconds, because that is what the index keeps.
 *
 * @module
 */

import { conditionOf } from "./jql.ts";
import { type FoundIssue, type IssueQuery, JiraError } from "./types.ts";

/** Where a page begins. */
export interface Place {
  /** A whole second, ms. */
  readonly since: number;
  /** Issues to pass over: only while one second fills whole pages. */
  readonly skip: number;
  /** Ids of issues that the page shows once more. */
  readonly given: readonly string[];
}

/** An issue, and when it was created, ms. */
export interface KeyedIssue {
  readonly found: FoundIssue;
  readonly created: number | null;
}

/** Issues read twice where only an offset leads on: so many may go meanwhile without harm. */
const OVERLAP = 50;

const START: Place = { since: 0, skip: 0, given: [] };

/** JQL for the issues from a place on. */
export function keysetJql(query: IssueQuery, { since }: Place): string {
  const from = since === 0 ? "" : ` AND created >= ${since}`;
  return `${conditionOf(query)}${from} ORDER BY created ASC, id ASC`;
}

/** Where the page after this one begins, which was not empty. */
export function placeAfter(place: Place, issues: readonly KeyedIssue[]): Place {
  const last = secondOf(issues.at(-1)?.created ?? null);
  if (last === null || last <= place.since) {
    const again = issues.slice(issues.length - Math.min(OVERLAP, Math.floor(issues.length / 2)));
    const skip = place.skip + issues.length - again.length;
    return { since: place.since, skip, given: idsOf(again) };
  }
  const again = issues.filter(({ created }) => secondOf(created) === last);
  return { since: last, skip: 0, given: idsOf(again) };
}

/** A place as the cursor of a search. */
export function cursorOf({ since, skip, given }: Place): string {
  return `${since}:${skip}:${given.join(",")}`;
}

/**
 * The place a cursor names; the start for `null`.
 *
 * @throws {JiraError} `refused` for what is no cursor of Data Center.
 */
export function placeOf(cursor: string | null): Place {
  if (cursor === null) return START;
  const [, since, skip, given = ""] = /^(\d+):(\d+):([\d,]*)$/.exec(cursor) ?? [];
  if (since === undefined) {
    throw new JiraError(
      "refused",
      "Cannot search issues: the place to go on from is none of Data Center's. " +
        "Start the search again",
    );
  }
  const ids = given === "" ? [] : given.split(",");
  return { since: Number(since), skip: Number(skip), given: ids };
}

function idsOf(issues: readonly KeyedIssue[]): string[] {
  return issues.map(({ found }) => found.id);
}

function secondOf(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000) * 1000;
}
