/**
 * What a census may conclude from what it did not find. Pure.
 *
 * @module
 */

import type { RosterProject } from "../../jira/rest/types.ts";
import type { GoneState, IssueRow } from "../../mirror/types.ts";

/** How the roster shows a project; `absent`: it does not. */
export type Standing = RosterProject["status"] | "absent";

/** Share of a project that may go at once without an operator's word. */
const SHARE = 0.05;

/** So many may always go: each of them was asked for by id. */
const FEW = 20;

/** From this share on a search is not even believed enough to ask for each issue. */
const HALF = 0.5;

/** How an issue that a read by id did not find is gone. */
export function goneState(
  row: IssueRow,
  { standing, isDeleted }: {
    readonly standing: Standing;
    /** Jira told that the project itself was deleted. */
    readonly isDeleted: boolean;
  },
): GoneState {
  switch (standing) {
    case "archived":
      return "archived";
    case "deleted":
      return "trashed";
    case "absent":
      return isDeleted ? "deleted" : "hidden";
    case "live":
      // Jira answers alike for deleted and hidden; only issues with a level can be hidden one by one.
      return row.core.level === null ? "deleted" : "hidden";
  }
}

/** Part of a project, in issues. */
export interface Share {
  /** Issues the mirror has of it. */
  readonly size: number;
  readonly gone: number;
}

/** Whether more would go at once than anybody deletes by hand: an operator is to confirm it. */
export function mustBrake({ size, gone }: Share): boolean {
  return gone > Math.max(FEW, size * SHARE);
}

/** Whether so much is missing that the search, the account or Jira is more likely at fault. */
export function isUnbelievable({ size, gone }: Share): boolean {
  return gone > FEW && gone >= size * HALF;
}

/** Whether the roster itself tells what became of a project's issues. */
export function isExplained(standing: Standing): boolean {
  return standing === "archived" || standing === "deleted";
}
