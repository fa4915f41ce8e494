/**
 * Questions to Jira's search, in JQL.
 *
 * Instants are written in epoch milliseconds: a date literal is read in the time zone of the
 * account's profile and to the minute, which loses changes.
 *
 * @module
 */

import { type IssueQuery, JiraError } from "./types.ts";

/** A condition that every issue meets: Cloud refuses JQL without any condition. */
const EVERY_ISSUE = "created >= 0";

/** The condition of a query, without an order. */
export function conditionOf({ project, updatedSince }: IssueQuery): string {
  const parts = [
    ...project === undefined ? [] : [`project = ${idOf(project)}`],
    ...updatedSince === undefined ? [] : [`updated >= ${Math.trunc(updatedSince)}`],
  ];
  return parts.length === 0 ? EVERY_ISSUE : parts.join(" AND ");
}

/** The condition, and an order in which no page can change places with another. */
export function searchJql(query: IssueQuery): string {
  const order = query.updatedSince === undefined ? "id ASC" : "updated ASC, id ASC";
  return `${conditionOf(query)} ORDER BY ${order}`;
}

/** Whether a text can be an id of Jira's: a number. Anything else would be a piece of JQL. */
export function isId(text: string): boolean {
  return /^(0|[1-9]\d{0,17})$/.test(text);
}

function idOf(project: string): string {
  if (isId(project)) return project;
  throw new JiraError("refused", `Cannot search project "${project}": its id is no number`);
}
