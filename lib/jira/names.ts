/**
 * The names of Jira's events, and what each is about.
 *
 * The 57 events of Jira Cloud (https://developer.atlassian.com/cloud/jira/platform/webhooks/), and
 * what only Data Center and older Servers send: `jira:worklog_updated` and
 * `option_attachments_changed`.
 *
 * @module
 */

import { readName } from "./read.ts";
import type { Kind } from "./types.ts";

/** What the name of an event tells. */
export type EventShape = {
  readonly kind: Kind;
  readonly action: string;
  /** Kind of the part the body carries, when it may carry one; see {@linkcode PART_FIELDS}. */
  readonly part: Kind | null;
  /** Whether `issue`, when there is one, is the whole issue and not an extract of it. */
  readonly whole: boolean;
};

/** Where in a body the part of a kind is. */
export const PART_FIELDS: Partial<Record<Kind, string>> = {
  commented: "comment",
  worklog: "worklog",
  attachment: "attachment",
  link: "issueLink",
  property: "property",
  sprint: "sprint",
  version: "version",
  project: "project",
  board: "board",
  filter: "filter",
  user: "user",
  issuetype: "issuetype",
  option: "property",
};

/** Kind of an event, what its name begins with, and the actions that complete the name. */
const GROUPS: readonly (readonly [Kind, string, string])[] = [
  ["commented", "comment_", "created updated deleted"],
  ["worklog", "worklog_", "created updated deleted"],
  ["attachment", "attachment_", "created deleted"],
  ["link", "issuelink_", "created deleted"],
  ["property", "issue_property_", "set deleted"],
  ["issuetype", "issuetype_", "created updated deleted"],
  ["project", "project_", "created updated deleted soft_deleted restored_deleted"],
  ["project", "project_", "archived restored_archived"],
  ["version", "jira:version_", "created updated deleted released unreleased moved merged"],
  ["sprint", "sprint_", "created updated deleted started closed"],
  ["board", "board_", "created updated deleted configuration_changed"],
  ["filter", "filter_", "created updated deleted"],
  ["user", "user_", "created updated deleted"],
  ["option", "option_", "voting_changed watching_changed unassigned_issues_changed"],
  ["option", "option_", "subtasks_changed issuelinks_changed attachments_changed"],
  ["option", "option_", "timetracking_changed timetracking_provider_changed"],
  ["app", "app_", "access_to_objects_blocked access_to_objects_in_container_blocked"],
  ["app", "jira_", "expression_evaluation_failed"],
];

/** Events that carry the whole issue. Data Center sends comments inside `jira:issue_updated`. */
const WHOLE: readonly (readonly [string, EventShape])[] = [
  ["jira:issue_created", { kind: "created", action: "created", part: null, whole: true }],
  ["jira:issue_updated", { kind: "updated", action: "updated", part: "commented", whole: true }],
  ["jira:issue_deleted", { kind: "deleted", action: "deleted", part: null, whole: true }],
  ["jira:worklog_updated", { kind: "worklog", action: "updated", part: "worklog", whole: true }],
];

const SHAPES: ReadonlyMap<string, EventShape> = new Map([...WHOLE, ...GROUPS.flatMap(expand)]);

/** What an event is about, by its name. An unknown one is `other`, and its last word the action. */
export function shapeOf(name: string): EventShape {
  return SHAPES.get(name) ??
    {
      kind: "other",
      action: readName(name.split(/[:_]/).at(-1)) ?? "other",
      part: null,
      whole: false,
    };
}

function expand(
  [kind, prefix, actions]: readonly [Kind, string, string],
): (readonly [string, EventShape])[] {
  const part = kind in PART_FIELDS ? kind : null;
  return actions.split(" ").map((action) => [
    `${prefix}${action}`,
    { kind, action, part, whole: false },
  ]);
}
