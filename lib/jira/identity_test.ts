import { equal, match, notEqual } from "node:assert/strict";
import {
  BOB,
  CHANGELOG,
  COMMENT,
  ISSUE,
  PARTIAL_ISSUE,
  sampleBody,
  TIMESTAMP,
} from "./_samples.ts";
import { decodeEvent } from "./event.ts";
import { changeIdentity } from "./identity.ts";
import type { Json } from "./read.ts";

const identity = (name: string, others: Json = {}) =>
  changeIdentity(decodeEvent(sampleBody(name, others)));
const VERSION = Date.UTC(2026, 4, 28, 20, 26, 40, 123);

Deno.test("changeIdentity() tells two deletes of a property apart, and not two bodies of one", () => {
  const removed = (timestamp: number, extra = {}) =>
    changeIdentity(decodeEvent({
      webhookEvent: "issue_property_deleted",
      timestamp,
      issue: { id: "10", key: "A-1" },
      property: { key: "size" },
      ...extra,
    }));
  notEqual(removed(1), removed(2));
  equal(removed(1), removed(1, { matchedWebhookIds: [7] }));
});

Deno.test("changeIdentity() is the changelog's id for a change that has one", () => {
  equal(identity("jira:issue_updated", { issue: ISSUE, changelog: CHANGELOG }), "c90001");
  equal(identity("jira:issue_created", { issue: ISSUE, changelog: CHANGELOG }), "c90001");
});

Deno.test("changeIdentity() is one for bodies of two registrations that differ", () => {
  const others = { issue: ISSUE, changelog: CHANGELOG };
  equal(
    identity("jira:issue_updated", { ...others, matchedWebhookIds: [1] }),
    identity("jira:issue_updated", { ...others, matchedWebhookIds: [2, 3] }),
  );
  equal(
    identity("sprint_started", { sprint: { id: 4 }, matchedWebhookIds: [1] }),
    identity("sprint_started", { sprint: { id: 4 }, matchedWebhookIds: [2] }),
  );
});

Deno.test("changeIdentity() is one for the two events Data Center sends of a comment", () => {
  const stripped = identity("comment_created", { comment: COMMENT });
  const full = changeIdentity(decodeEvent({
    ...sampleBody("jira:issue_updated", { issue: ISSUE, comment: COMMENT, user: BOB }),
    issue_event_type_name: "issue_commented",
    timestamp: TIMESTAMP + 10,
  }));
  equal(stripped, `p:commented:500@${VERSION}`);
  equal(full, stripped);
});

Deno.test("changeIdentity() tells the edits of a comment apart, and its delete from them", () => {
  const edited = { ...COMMENT, updated: "2026-05-28T20:26:41.000+0000" };
  notEqual(
    identity("comment_created", { comment: COMMENT }),
    identity("comment_updated", { comment: edited }),
  );
  equal(identity("comment_deleted", { comment: COMMENT }), "p:commented:500@deleted");
});

Deno.test("changeIdentity() counts a comment's event as the comment's, changelog or not", () => {
  const others = { comment: COMMENT, issue: PARTIAL_ISSUE };
  equal(
    identity("comment_created", { ...others, changelog: CHANGELOG }),
    identity("comment_created", others),
  );
});

Deno.test("changeIdentity() counts an update with a comment as the update", () => {
  const others = { issue: ISSUE, changelog: CHANGELOG, comment: COMMENT };
  equal(identity("jira:issue_updated", others), "c90001");
});

Deno.test("changeIdentity() is event and time where nothing better is known", () => {
  equal(identity("jira:issue_deleted", { issue: ISSUE }), `d@${TIMESTAMP}`);
  equal(identity("jira:issue_created", { issue: ISSUE }), `jira:issue_created@${TIMESTAMP}`);
  equal(
    identity("sprint_started", { sprint: { id: 4 } }),
    `p:sprint:4@sprint_started@${TIMESTAMP}`,
  );
});

Deno.test("changeIdentity() tells two things of one kind, event and time apart", () => {
  notEqual(
    identity("sprint_updated", { sprint: { id: 4 } }),
    identity("sprint_updated", { sprint: { id: 5 } }),
  );
});

Deno.test("changeIdentity() keeps different changes without a time different", () => {
  const untimed = (name: string) =>
    changeIdentity(decodeEvent({ webhookEvent: "sprint_updated", sprint: { id: 4, name } }));
  match(untimed("One"), /^p:sprint:4@sprint_updated#[\w-]{22}$/);
  equal(untimed("One"), untimed("One"));
  notEqual(untimed("One"), untimed("Two"));
});
