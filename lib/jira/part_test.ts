import { deepEqual, equal } from "node:assert/strict";
import { ADA, COMMENT, sampleBody } from "./_samples.ts";
import { decodeEvent } from "./event.ts";
import { readMentions } from "./mentions.ts";
import type { Json } from "./read.ts";

function partOf(name: string, others: Json) {
  return decodeEvent(sampleBody(name, others)).part;
}

const commentWith = (fields: Json) =>
  partOf("comment_created", { comment: { ...COMMENT, ...fields } });

Deno.test("a comment has its own version, its text and who is mentioned in it", () => {
  deepEqual(commentWith({}), {
    kind: "commented",
    id: "500",
    version: Date.UTC(2026, 4, 28, 20, 26, 40, 123),
    deleted: false,
    name: null,
    text: "Look here [~accountid:acc-bob]",
    restricted: false,
    mentions: ["acc-bob"],
  });
});

Deno.test("a worklog's text is its comment", () => {
  const worklog = { id: "66", issueId: "10042", comment: "Dug", updated: COMMENT["updated"] };
  const part = partOf("worklog_updated", { worklog });
  deepEqual([part?.text, part?.version], ["Dug", Date.UTC(2026, 4, 28, 20, 26, 40, 123)]);
});

const note = (internal: unknown) => [{ key: "sd.public.comment", value: { internal } }];
const RESTRICTED: readonly [string, Json][] = [
  ["a role", { visibility: { type: "role", value: "Staff" } }],
  ["something unreadable", { visibility: "Staff" }],
  ["the agents of a service desk", { jsdPublic: false }],
  ["whoever an unreadable flag means", { jsdPublic: "false" }],
  ["the agents of a Data Center service desk", { properties: note(true) }],
  ["whoever an unreadable property means", { properties: note({}) }],
];

for (const [whom, fields] of RESTRICTED) {
  Deno.test(`a comment for ${whom} is restricted: neither text nor mentions leave`, () => {
    const part = commentWith(fields);
    deepEqual([part?.restricted, part?.text, part?.mentions], [true, null, []]);
  });
}

Deno.test("a comment for everybody is not restricted", () => {
  for (const fields of [{ jsdPublic: true }, { visibility: null }, { properties: note(false) }]) {
    equal(commentWith(fields)?.restricted, false, JSON.stringify(fields));
  }
});

Deno.test("a worklog for a role is restricted", () => {
  const worklog = { id: "66", comment: "Dug", visibility: { type: "role", value: "Staff" } };
  deepEqual(partOf("worklog_created", { worklog })?.text, null);
});

Deno.test("a deleted comment is gone with its text", () => {
  const part = partOf("comment_deleted", { comment: COMMENT });
  deepEqual([part?.deleted, part?.text, part?.mentions], [true, null, []]);
});

Deno.test("a trashed project is not gone: it may be restored", () => {
  const project = { id: 1, key: "A", name: "A" };
  equal(partOf("project_soft_deleted", { project })?.deleted, false);
  equal(partOf("project_deleted", { project })?.deleted, true);
});

Deno.test("a property is told apart by its issue, when that is known", () => {
  const self = "https://jira.example/rest/api/2/issue/10042/properties/colour";
  equal(partOf("issue_property_set", { property: { key: "colour", self } })?.id, "10042/colour");
  equal(partOf("issue_property_set", { property: { key: "colour" } })?.id, "colour");
  equal(partOf("issue_property_set", { property: { self } }), null);
});

Deno.test("a part without an id, or of a wrong type, is none", () => {
  for (const comment of [null, [], "x", {}, { id: "" }, { id: {} }, { id: "x".repeat(300) }]) {
    equal(partOf("comment_created", { comment, user: ADA }), null);
  }
});

Deno.test("long text of a comment is cut to 2 KiB, visibly", () => {
  const text = commentWith({ body: "é".repeat(2_000) })?.text;
  equal(text, `${"é".repeat(1_022)}…`);
});

Deno.test("text that isn't a string is none", () => {
  equal(commentWith({ body: { type: "doc" } })?.text, null);
  equal(commentWith({ body: "" })?.text, null);
});

Deno.test("readMentions() finds Cloud and Data Center mentions, each once, in order", () => {
  const text = "[~bob] and [~accountid:5c:a-b] and [~bob], [~first last]; not [bob], ~eve or [~]";
  deepEqual(readMentions(text), ["bob", "5c:a-b", "first last"]);
});

Deno.test("readMentions() reads a mention beyond what is kept of the text", () => {
  deepEqual(commentWith({ body: `${"x".repeat(5_000)}[~bob]` })?.mentions, ["bob"]);
});

Deno.test("readMentions() reads no further than Jira lets a comment be long", () => {
  deepEqual(readMentions(`${"x".repeat(32_000)}[~ada]${"x".repeat(1_000)}[~bob]`), ["ada"]);
});

Deno.test("readMentions() finds 100 people at most, and nothing split or unclosed", () => {
  const many = Array.from({ length: 150 }, (_, at) => `[~u${at}]`).join("");
  equal(readMentions(many).length, 100);
  deepEqual(readMentions(`[~${"x".repeat(300)}] [~bob\n] [~a[~b]`), ["b"]);
});
