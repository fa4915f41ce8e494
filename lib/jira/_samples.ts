/**
 * Small bodies shaped like Jira's, made up for the tests of this folder.
 *
 * @module
 */

import type { Json } from "./read.ts";

/** Event time of {@linkcode sampleBody}. */
export const TIMESTAMP = 1_780_000_000_123;

/** A Cloud account. */
export const ADA: Json = { accountId: "acc-ada", displayName: "Ada", active: true };

/** A Data Center account. */
export const BOB: Json = { name: "bob", key: "JIRAUSER10001", displayName: "Bob" };

/** The fields a Cloud comment event carries of its issue. */
export const SOME_FIELDS: Json = {
  summary: "Pumps leak",
  issuetype: { id: "10001", name: "Bug" },
  project: { id: "10000", key: "PUMP", name: "Pumps" },
  assignee: ADA,
  priority: { id: "3", name: "Medium" },
  status: { id: "1", name: "To Do", statusCategory: { id: 2, key: "new", name: "To Do" } },
};

/** All mirrored fields, with a version. */
export const ALL_FIELDS: Json = {
  ...SOME_FIELDS,
  reporter: BOB,
  resolution: null,
  security: { id: "10100", name: "Staff only" },
  parent: { id: "10041", key: "PUMP-1", fields: { summary: "Water" } },
  labels: ["wet", "cold"],
  components: [{ id: "7", name: "Seal" }, { id: "5", name: "Hose" }],
  fixVersions: [{ id: "30", name: "1.0" }],
  created: "2026-05-01T08:00:00.000+0200",
  updated: "2026-05-28T20:26:40.000+0000",
  duedate: "2026-06-30",
  description: "They *leak*.",
};

/** A whole issue. */
export const ISSUE: Json = { id: "10042", key: "PUMP-2", fields: ALL_FIELDS };

/** An issue as comment events on Cloud carry it. */
export const PARTIAL_ISSUE: Json = { id: "10042", key: "PUMP-2", fields: SOME_FIELDS };

/** A comment on {@linkcode ISSUE}. */
export const COMMENT: Json = {
  self: "https://jira.example/rest/api/2/issue/10042/comment/500",
  id: "500",
  author: ADA,
  updateAuthor: ADA,
  body: "Look here [~accountid:acc-bob]",
  created: "2026-05-28T20:26:40.123+0000",
  updated: "2026-05-28T20:26:40.123+0000",
};

/** A changelog with one change. */
export const CHANGELOG: Json = {
  id: "90001",
  items: [{
    field: "status",
    fieldId: "status",
    from: "1",
    fromString: "To Do",
    to: "3",
    toString: "In Progress",
  }],
};

/** A body with the base fields, and others. */
export function sampleBody(name: string, others: Json = {}): Json {
  return { timestamp: TIMESTAMP, webhookEvent: name, ...others };
}
