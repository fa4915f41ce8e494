import { deepEqual, equal } from "node:assert/strict";
import {
  ADA,
  BOB,
  CHANGELOG,
  COMMENT,
  ISSUE,
  PARTIAL_ISSUE,
  sampleBody,
  SOME_FIELDS,
  TIMESTAMP,
} from "./_samples.ts";
import { decodeEvent } from "./event.ts";
import type { Json } from "./read.ts";

/** Event, kind, action, and `kind/id/name` of its part. */
type Row = readonly [name: string, body: Json, kind: string, action: string, part: string | null];

const worklog = { id: "66", issueId: "10042", author: ADA, updateAuthor: BOB };
const link = {
  id: 900,
  sourceIssueId: 10042,
  destinationIssueId: 10043,
  issueLinkType: { id: 1, name: "Blocks" },
};
const attachment = { id: "70", filename: "leak.png", author: ADA };
const property = {
  key: "colour",
  self: "https://jira.example/rest/api/2/issue/10042/properties/x",
};
const option = { key: "jira.option.voting", value: "true" };
const project = { id: 10000, key: "PUMP", name: "Pumps" };
const version = { id: "30", projectId: 10000, name: "1.0" };
const sprint = { id: 4, name: "Sprint 4", state: "active" };
const board = { id: 8, name: "Board" };
const filter = { id: 12, name: "Mine" };
const issuetype = { id: 10001, name: "Bug" };
const named = (kind: string, id: string, name: string) => `${kind}/${id}/${name}`;

function group(prefix: string, others: { body: Json; kind: string; part: string | null }) {
  return (
    action: string,
  ): Row => [`${prefix}${action}`, others.body, others.kind, action, others.part];
}

/** The 57 events of Jira Cloud, by hand, so that the table in the code is held against another. */
const CLOUD: readonly Row[] = [
  ["jira:issue_created", { issue: ISSUE }, "created", "created", null],
  ["jira:issue_updated", { issue: ISSUE, changelog: CHANGELOG }, "updated", "updated", null],
  ["jira:issue_deleted", { issue: ISSUE }, "deleted", "deleted", null],
  ...["created", "updated", "deleted"].map(
    group("comment_", {
      body: { comment: COMMENT, issue: PARTIAL_ISSUE },
      kind: "commented",
      part: "commented/500/null",
    }),
  ),
  ...["created", "updated", "deleted"].map(
    group("worklog_", { body: { worklog }, kind: "worklog", part: "worklog/66/null" }),
  ),
  ...["created", "deleted"].map(
    group("attachment_", {
      body: { attachment },
      kind: "attachment",
      part: named("attachment", "70", "leak.png"),
    }),
  ),
  ...["created", "deleted"].map(
    group("issuelink_", { body: { issueLink: link }, kind: "link", part: "link/900/Blocks" }),
  ),
  ...["set", "deleted"].map(
    group("issue_property_", {
      body: { property },
      kind: "property",
      part: named("property", "10042/colour", "colour"),
    }),
  ),
  ...["created", "updated", "deleted"].map(
    group("issuetype_", { body: { issuetype }, kind: "issuetype", part: "issuetype/10001/Bug" }),
  ),
  ...[
    "created",
    "updated",
    "deleted",
    "soft_deleted",
    "restored_deleted",
    "archived",
    "restored_archived",
  ].map(group("project_", { body: { project }, kind: "project", part: "project/10000/Pumps" })),
  ...["released", "unreleased", "created", "moved", "updated", "deleted", "merged"].map(
    group("jira:version_", { body: { version }, kind: "version", part: "version/30/1.0" }),
  ),
  ...["created", "updated", "deleted", "started", "closed"].map(
    group("sprint_", { body: { sprint }, kind: "sprint", part: "sprint/4/Sprint 4" }),
  ),
  ...["created", "updated", "deleted", "configuration_changed"].map(
    group("board_", { body: { board }, kind: "board", part: "board/8/Board" }),
  ),
  ...["created", "updated", "deleted"].map(
    group("filter_", { body: { filter }, kind: "filter", part: "filter/12/Mine" }),
  ),
  ...["created", "updated", "deleted"].map(
    group("user_", { body: { user: ADA }, kind: "user", part: "user/acc-ada/Ada" }),
  ),
  ...[
    "voting_changed",
    "watching_changed",
    "unassigned_issues_changed",
    "subtasks_changed",
    "issuelinks_changed",
    "timetracking_changed",
    "timetracking_provider_changed",
  ].map(
    group("option_", {
      body: { property: option },
      kind: "option",
      part: named("option", "jira.option.voting", "jira.option.voting"),
    }),
  ),
  ...["access_to_objects_blocked", "access_to_objects_in_container_blocked"].map(
    group("app_", { body: {}, kind: "app", part: null }),
  ),
  ["jira_expression_evaluation_failed", {}, "app", "expression_evaluation_failed", null],
];

Deno.test("the table of this test has the 57 events of Jira Cloud", () => {
  equal(new Set(CLOUD.map(([name]) => name)).size, 57);
});

for (const [name, others, kind, action, part] of CLOUD) {
  Deno.test(`decodeEvent() reads ${name} as ${kind}, ${action}`, () => {
    const event = decodeEvent(sampleBody(name, others));
    equal(event.name, name);
    equal(event.kind, kind);
    equal(event.action, action);
    equal(event.timestamp, TIMESTAMP);
    equal(event.part && `${event.part.kind}/${event.part.id}/${event.part.name}`, part);
    equal(event.part?.deleted ?? false, part !== null && ["deleted", "merged"].includes(action));
  });
}

Deno.test("decodeEvent() keeps an event nobody knows yet, as other", () => {
  const event = decodeEvent(sampleBody("jira:moon_landed", { issue: ISSUE, user: ADA }));
  deepEqual([event.kind, event.action, event.name], ["other", "landed", "jira:moon_landed"]);
  equal(event.actor?.id, "acc-ada");
  // How whole its issue is nobody knows, so the issue is read again.
  equal(event.snapshot, null);
  equal(event.hint?.id, "10042");
  deepEqual(event.touches, ["10042"]);
});

Deno.test("decodeEvent() takes the names of Object's own members for unknown events", () => {
  for (const name of ["toString", "__proto__", "constructor"]) {
    equal(decodeEvent(sampleBody(name)).kind, "other", name);
  }
});

Deno.test("decodeEvent() needs no issue, part, user or changelog at all", () => {
  for (const [name] of CLOUD) {
    const event = decodeEvent({ webhookEvent: name });
    deepEqual([event.issueId, event.snapshot, event.hint, event.part, event.actor], [
      null,
      null,
      null,
      null,
      null,
    ], name);
  }
  equal(decodeEvent(sampleBody("comment_created", { issue: { fields: SOME_FIELDS } })).hint, null);
});
