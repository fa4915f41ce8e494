/**
 * Decodes the real webhook bodies in the folder BOARDCAST_FIXTURES names, and holds what was read
 * against the bodies. Ignored when the variable is not set.
 *
 * @module
 */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { decodeBody, decodeEvent } from "../lib/jira/event.ts";
import { changeIdentity } from "../lib/jira/identity.ts";
import type { JiraEvent } from "../lib/jira/types.ts";
import {
  at,
  DOUBLED,
  expectedIssue,
  expectedKind,
  list,
  type RealBody,
  testBodies,
  text,
} from "./_real_bodies.ts";

/** Bodies of issue events that are not whole issues: documentation examples and made-up ones. */
const NOT_WHOLE = [
  "examples__jira__jira-issue",
  "issue-assigned-empty-changelog",
  "trigger.dev__jira_issue_created",
  "trigger.dev__jira_issue_deleted",
  "worklog_updated__edited", // No project.
];

interface Fixture extends RealBody {
  readonly event: JiraEvent;
}

/** Jira's `+0300` made `+03:00`, which every engine reads. */
function instant(value: string | null): number | null {
  return value === null ? null : Date.parse(value.replace(/(\d\d)(\d\d)$/, "$1:$2"));
}

function decoded(body: RealBody): Fixture {
  const read = decodeBody(body.bytes);
  ok(read.ok, body.file);
  return { ...body, event: decodeEvent(read.body) };
}

function check(name: string, assert: (fixture: Fixture) => void): void {
  testBodies(name, (bodies) => {
    for (const body of bodies) {
      try {
        assert(decoded(body));
      } catch (cause) {
        throw new Error(`${body.file}: ${(cause as Error).message}`, { cause });
      }
    }
  });
}

check("name, type, kind and action", (fixture) => {
  const { raw, event } = fixture;
  equal(event.name, at(raw, "webhookEvent"));
  equal(event.type, at(raw, "issue_event_type_name"));
  equal(`${event.kind} ${event.action}`, expectedKind(fixture));
});

check("the time of the event, when it is a number", ({ raw, event }) => {
  const time = at(raw, "timestamp");
  equal(event.timestamp, typeof time === "number" ? time : null);
});

check("the issue's id, from wherever the body tells it", ({ raw, event }) => {
  equal(event.issueId, expectedIssue(raw));
});

check("a snapshot of every whole issue, a hint of every other", ({ file, raw, event }) => {
  const updated = text(raw, "issue.fields.updated");
  const whole = updated !== null && !NOT_WHOLE.some((part) => file.includes(part));
  equal(event.snapshot?.updated ?? null, whole ? instant(updated) : null);
  equal(event.hint !== null, !whole && at(raw, "issue") !== null);
  if (event.hint !== null) equal(event.hint.key, at(raw, "issue.key"));
});

check("the columns of a snapshot", ({ raw, event: { snapshot } }) => {
  if (snapshot === null) return;
  const { core } = snapshot;
  const issue = at(raw, "issue");
  const fields = at(issue, "fields");
  deepEqual([core.id, core.key], [at(issue, "id"), at(issue, "key")]);
  equal(core.project?.key, at(fields, "project.key"));
  equal(core.type?.id, at(fields, "issuetype.id"));
  equal(core.summary, at(fields, "summary"));
  equal(core.status?.id, at(fields, "status.id"));
  equal(core.status?.category, at(fields, "status.statusCategory.key") ?? "undefined");
  for (const [mine, theirs] of [["priority"], ["level", "security"], ["parent"], ["resolution"]]) {
    const own = core[mine as "priority" | "level" | "parent" | "resolution"];
    equal(own?.id ?? null, at(fields, `${theirs ?? mine}.id`), mine);
  }
  for (const role of ["assignee", "reporter"] as const) {
    equal(core[role]?.id ?? null, at(fields, `${role}.accountId`, `${role}.name`), role);
  }
  deepEqual(core.labels, [...list(fields, "labels")].sort());
  for (const many of ["components", "fixVersions"] as const) {
    deepEqual(core[many].map(({ id }) => id), list(fields, many).map((one) => at(one, "id")));
  }
  equal(core.created, instant(text(fields, "created")));
  equal(core.due, at(fields, "duedate"));
  equal(
    core.description?.slice(0, 1_999) ?? "",
    text(fields, "description")?.slice(0, 1_999) ?? "",
  );
});

check("every item of the changelog", ({ raw, event }) => {
  equal(event.changelogId, text(raw, "changelog.id"));
  deepEqual(
    event.changes.map(({ field, from, to }) => [field, from ?? "", to ?? ""]),
    list(raw, "changelog.items").map((item) => [
      at(item, "field"),
      at(item, "fromString") ?? "",
      at(item, "toString") ?? "",
    ]),
  );
});

check("the comment, worklog, link or project it is about", ({ raw, event }) => {
  const thing = at(raw, "comment", "worklog", "attachment", "issueLink", "project");
  equal(event.part?.id ?? null, text(thing, "id"));
  equal(event.part?.version ?? null, instant(text(thing, "updated")));
  equal(
    event.part?.deleted ?? false,
    /^(comment|issuelink)_deleted$/.test(text(raw, "webhookEvent")!),
  );
});

check("the text of comments that still are, none of which is restricted", ({ raw, event }) => {
  equal(event.part?.restricted ?? false, false);
  equal(event.part?.text ?? null, event.action === "deleted" ? null : at(raw, "comment.body"));
});

check("who did it", ({ raw, event }) => {
  const part = at(raw, "comment", "worklog", "attachment");
  const writer = event.action === "deleted" ? null : at(part, "updateAuthor", "author");
  const user = at(raw, "user") ?? writer;
  equal(event.actor?.id ?? null, at(user, "accountId", "name"));
});

check("what is to be read again: what is not whole, comments, and both ends of a link", (one) => {
  const { raw, event } = one;
  const ends = [text(raw, "issueLink.sourceIssueId"), text(raw, "issueLink.destinationIssueId")];
  const unsure = event.kind !== "deleted" &&
    (event.snapshot === null || event.kind === "commented");
  const expected = event.kind === "link" ? ends : unsure ? [expectedIssue(raw)] : [];
  deepEqual(event.touches, expected.filter((id) => id !== null));
});

testBodies("the two events of one comment are one change, those of others are not", (bodies) => {
  const of = (part: string) =>
    changeIdentity(decoded(bodies.find(({ file }) => file.includes(part))!).event);
  for (const [stripped, full] of DOUBLED) equal(of(full), of(stripped));
  notEqual(of("webhook-server-comment-created"), of("webhook-server-comment-updated"));
  notEqual(of("webhook-server-comment-deleted"), of("webhook-server-comment-updated"));
});

testBodies("mentions of the old and the new way", (bodies) => {
  const mentions = bodies.flatMap((body) => decoded(body).event.part?.mentions ?? []);
  deepEqual([...new Set(mentions)].sort(), ["SomeOtherUser", "Test", "user"]);
});
