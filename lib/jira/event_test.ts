import { deepEqual, equal } from "node:assert/strict";
import { ADA, BOB, CHANGELOG, COMMENT, ISSUE, PARTIAL_ISSUE, sampleBody } from "./_samples.ts";
import { decodeEvent } from "./event.ts";
import type { Json } from "./read.ts";

const worklog = { id: "66", issueId: "10042", author: ADA, updateAuthor: BOB };
const link = { id: 900, sourceIssueId: 10042, destinationIssueId: 10043 };
const attachment = { id: "70", filename: "leak.png", author: ADA };

Deno.test("decodeEvent() gives a snapshot for issue events and asks for no reading", () => {
  for (const name of ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"]) {
    const event = decodeEvent(sampleBody(name, { issue: ISSUE, user: ADA }));
    equal(event.snapshot?.core.key, "PUMP-2", name);
    equal(event.issueId, "10042");
    equal(event.hint, null);
    deepEqual(event.touches, []);
  }
});

Deno.test("decodeEvent() gives a hint and asks for a reading when the issue is partial", () => {
  for (const name of ["jira:issue_created", "jira:issue_updated", "comment_created"]) {
    const event = decodeEvent(sampleBody(name, { issue: PARTIAL_ISSUE }));
    equal(event.snapshot, null, name);
    equal(event.hint?.project?.key, "PUMP");
    deepEqual(event.touches, ["10042"]);
  }
});

Deno.test("decodeEvent() takes no snapshot from a comment event on Cloud, even with a version", () => {
  const event = decodeEvent(sampleBody("comment_created", { comment: COMMENT, issue: ISSUE }));
  equal(event.snapshot, null);
  equal(event.hint?.key, "PUMP-2");
});

Deno.test("decodeEvent() reads a delete that carries only id and key", () => {
  const issue = { id: "10042", key: "PUMP-2" };
  const event = decodeEvent(sampleBody("jira:issue_deleted", { issue, user: ADA }));
  equal(event.kind, "deleted");
  equal(event.issueId, "10042");
  equal(event.snapshot, null);
  equal(event.hint?.key, "PUMP-2");
  deepEqual(event.touches, []);
});

Deno.test("decodeEvent() recognises a move by its new key, whatever the type says", () => {
  const items = [{ field: "Key", from: null, fromString: "A-1", to: null, toString: "PUMP-2" }];
  const changelog = { id: "1", items };
  const others = { issue: ISSUE, changelog, issue_event_type_name: "issue_generic" };
  const event = decodeEvent(sampleBody("jira:issue_updated", others));
  deepEqual([event.kind, event.action], ["updated", "moved"]);
  equal(event.snapshot?.core.key, "PUMP-2");
  deepEqual([event.changes[0]?.from, event.changes[0]?.to], ["A-1", "PUMP-2"]);
});

Deno.test("decodeEvent() recognises a move by its type, when the changelog keeps the key to itself", () => {
  const changelog = { id: "1", items: [{ field: "project", fromString: "A", toString: "Pumps" }] };
  const others = { issue: ISSUE, changelog, issue_event_type_name: "issue_moved" };
  equal(decodeEvent(sampleBody("jira:issue_updated", others)).action, "moved");
});

const DC_COMMENTS = [
  ["issue_commented", "created"],
  ["issue_comment_edited", "updated"],
  ["issue_comment_deleted", "deleted"],
] as const;

for (const [type, action] of DC_COMMENTS) {
  Deno.test(`decodeEvent() reads ${type} of Data Center as a comment with its whole issue`, () => {
    const others = { issue: ISSUE, comment: COMMENT, issue_event_type_name: type, user: BOB };
    const event = decodeEvent(sampleBody("jira:issue_updated", others));
    deepEqual([event.kind, event.action, event.type], ["commented", action, type]);
    equal(event.part?.id, "500");
    equal(event.part?.deleted, action === "deleted");
    equal(event.snapshot?.core.id, "10042");
    // The picture is older than the comment.
    deepEqual(event.touches, ["10042"]);
  });
}

Deno.test("decodeEvent() recognises a comment of an old Server, which sends no type", () => {
  const edited = { ...COMMENT, updated: "2026-05-29T00:00:00.000+0000" };
  const read = (comment: Json) => {
    const event = decodeEvent(sampleBody("jira:issue_updated", { issue: ISSUE, comment }));
    return `${event.kind} ${event.action}`;
  };
  equal(read(COMMENT), "commented created");
  equal(read(edited), "commented updated");
});

Deno.test("decodeEvent() reads an update with a comment as an update that has a part", () => {
  const others = { issue: ISSUE, changelog: CHANGELOG, comment: COMMENT };
  const event = decodeEvent(
    sampleBody("jira:issue_updated", { ...others, issue_event_type_name: "issue_commented" }),
  );
  deepEqual([event.kind, event.action], ["updated", "updated"]);
  equal(event.part?.kind, "commented");
  equal(event.changes.length, 1);
});

Deno.test("decodeEvent() learns the issue of a stripped comment from the comment's address", () => {
  const event = decodeEvent(sampleBody("comment_created", { comment: COMMENT }));
  equal(event.issueId, "10042");
  equal(event.hint, null);
  deepEqual(event.touches, ["10042"]);
});

Deno.test("decodeEvent() learns no issue from an address that names it by key", () => {
  const comment = { ...COMMENT, self: "https://jira.example/rest/api/2/issue/PUMP-2/comment/500" };
  equal(decodeEvent(sampleBody("comment_created", { comment })).issueId, null);
});

Deno.test("decodeEvent() learns the issue of a worklog from its issueId", () => {
  const event = decodeEvent(sampleBody("worklog_created", { worklog }));
  equal(event.issueId, "10042");
  deepEqual(event.touches, ["10042"]);
});

Deno.test("decodeEvent() touches both ends of a link, and an issue linked to itself once", () => {
  deepEqual(decodeEvent(sampleBody("issuelink_created", { issueLink: link })).touches, [
    "10042",
    "10043",
  ]);
  const loop = { ...link, destinationIssueId: 10042 };
  deepEqual(decodeEvent(sampleBody("issuelink_deleted", { issueLink: loop })).touches, ["10042"]);
});

Deno.test("decodeEvent() reads the legacy worklog event with its whole issue", () => {
  const event = decodeEvent(
    sampleBody("jira:worklog_updated", { issue: ISSUE, changelog: CHANGELOG }),
  );
  deepEqual([event.kind, event.action], ["worklog", "updated"]);
  equal(event.snapshot?.core.id, "10042");
  equal(event.changes.length, 1);
});

Deno.test("decodeEvent() reads the delete of a version that went into another as a merge", () => {
  const version = { id: "30", projectId: 10000, name: "1.0" };
  const merge = decodeEvent(sampleBody("jira:version_deleted", { version, mergedTo: version }));
  deepEqual([merge.kind, merge.action, merge.part?.deleted], ["version", "merged", true]);
  equal(decodeEvent(sampleBody("jira:version_deleted", { version })).action, "deleted");
});

Deno.test("decodeEvent() names who did it: user, else whoever wrote the part", () => {
  const actor = (name: string, others: Json) => decodeEvent(sampleBody(name, others)).actor?.id;
  equal(actor("comment_updated", { comment: COMMENT, user: BOB }), "bob");
  equal(actor("comment_created", { comment: COMMENT }), "acc-ada");
  equal(actor("comment_updated", { comment: { ...COMMENT, updateAuthor: BOB } }), "bob");
  equal(actor("comment_updated", { comment: { ...COMMENT, updateAuthor: null } }), "acc-ada");
  equal(actor("worklog_updated", { worklog }), "bob");
  equal(actor("attachment_created", { attachment }), "acc-ada");
});

Deno.test("decodeEvent() names nobody where the body doesn't tell who did it", () => {
  const actor = (name: string, others: Json) => decodeEvent(sampleBody(name, others)).actor;
  equal(actor("comment_deleted", { comment: COMMENT }), null);
  equal(actor("user_deleted", { user: ADA }), null);
  equal(actor("sprint_started", { sprint: { id: 4, name: "Sprint 4" } }), null);
});

Deno.test("decodeEvent() reads only numbers as event times", () => {
  const at = (timestamp: unknown) => decodeEvent({ ...sampleBody("x"), timestamp }).timestamp;
  equal(at(1_780_000_000_123), 1_780_000_000_123);
  equal(at(1_780_000_000_123.7), 1_780_000_000_123);
  for (const odd of ["2018-12-18 11:57:24,746", "1780000000123", null, {}, 1e300, undefined]) {
    equal(at(odd), null, String(odd));
  }
});

Deno.test("decodeEvent() keeps the type as sent, and does without", () => {
  const type = (value: unknown) =>
    decodeEvent(sampleBody("jira:issue_updated", { issue_event_type_name: value })).type;
  equal(type("our_own_event"), "our_own_event");
  equal(type(undefined), null);
  equal(type(7), null);
});

Deno.test("decodeEvent() reads an issue whose fields are missing or of another type as a hint", () => {
  for (const fields of [undefined, null, [], "fields", 1]) {
    const event = decodeEvent(sampleBody("jira:issue_updated", { issue: { ...ISSUE, fields } }));
    equal(event.snapshot, null);
    equal(event.hint?.id, "10042");
    equal(event.hint?.summary, null);
  }
});
