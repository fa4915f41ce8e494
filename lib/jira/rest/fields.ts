/**
 * Fields asked for: those the mirror keeps, and no other.
 *
 * @module
 */

/** What {@linkcode readSnapshot} of `lib/jira/snapshot.ts` reads of an issue. */
export const MIRRORED_FIELDS: readonly string[] = [
  "summary",
  "description",
  "project",
  "issuetype",
  "status",
  "priority",
  "resolution",
  "assignee",
  "reporter",
  "security",
  "parent",
  "labels",
  "components",
  "fixVersions",
  "created",
  "updated",
  "duedate",
];
