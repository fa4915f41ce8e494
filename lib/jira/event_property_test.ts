import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  ADA,
  BOB,
  CHANGELOG,
  COMMENT,
  ISSUE,
  PARTIAL_ISSUE,
  sampleBody,
  SOME_FIELDS,
} from "./_samples.ts";
import { decodeBody, decodeEvent } from "./event.ts";
import { changeIdentity } from "./identity.ts";
import { type Json, MAX_ITEMS, MAX_NAME } from "./read.ts";
import { type JiraEvent, KINDS } from "./types.ts";

const LINK = { id: 9, sourceIssueId: 1, destinationIssueId: 2, issueLinkType: { name: "Blocks" } };

/** Bodies of every shape Jira sends. */
const BODIES: readonly Json[] = [
  sampleBody("jira:issue_created", { issue: ISSUE, user: ADA, changelog: CHANGELOG }),
  sampleBody("jira:issue_updated", { issue: ISSUE, user: BOB, changelog: CHANGELOG }),
  sampleBody("jira:issue_updated", {
    issue: ISSUE,
    comment: { ...COMMENT, visibility: null, jsdPublic: true, properties: [] },
    issue_event_type_name: "issue_commented",
  }),
  sampleBody("jira:issue_deleted", { issue: { id: "1", key: "A-1" }, user: ADA }),
  sampleBody("comment_created", { comment: COMMENT, issue: PARTIAL_ISSUE }),
  sampleBody("worklog_updated", { worklog: { id: "6", issueId: "1", author: ADA, comment: "x" } }),
  sampleBody("attachment_created", { attachment: { id: "7", filename: "a.png", author: ADA } }),
  sampleBody("issuelink_created", { issueLink: LINK }),
  sampleBody("issue_property_set", { property: { key: "k", self: "/issue/1/properties/k" } }),
  sampleBody("jira:version_deleted", { version: { id: "3", name: "1" }, mergedTo: { id: "4" } }),
  sampleBody("sprint_updated", { sprint: { id: 4, name: "S" }, oldValue: { id: 4, name: "R" } }),
  sampleBody("project_updated", { project: { id: 1, key: "A", name: "A" } }),
  sampleBody("user_updated", { user: ADA }),
  sampleBody("nobody_knows", { issue: { id: "1", fields: SOME_FIELDS }, user: ADA }),
];

/** Any JSON, and more often the values that tend to hurt. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e308,
    "",
    "x".repeat(100_000),
    "😀".repeat(3_000),
    "\ud83d",
    [],
    {},
    Array(300).fill("y"),
    Array(300).fill({ id: 1, name: "n", field: "f", fromString: "é".repeat(2_000) }),
    { toString: null, id: {}, name: [], fields: 7 },
  ),
);

/** Bytes the largest event may take as JSON: 100 changes of twice 2 KiB, and change. */
const MAX_EVENT = 1_000_000;

function assertBounded(event: JiraEvent) {
  ok(KINDS.includes(event.kind));
  ok(event.name.length <= MAX_NAME && event.action.length <= MAX_NAME);
  for (const list of [event.changes, event.touches, event.part?.mentions ?? []]) {
    ok(list.length <= MAX_ITEMS);
  }
  const seen = JSON.stringify(event, (key, value) => {
    ok(value !== undefined, `${key} is undefined`);
    if (typeof value === "number") ok(Number.isSafeInteger(value), key);
    if (typeof value === "string") ok(value.isWellFormed() && value.length <= 2_048, key);
    if (Array.isArray(value)) ok(value.length <= MAX_ITEMS, key);
    return value;
  });
  ok(seen.length <= MAX_EVENT);
  ok(changeIdentity(event).length <= 2 * MAX_NAME + 60);
}

/** Paths to every value inside a body. */
function paths(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...paths(inner).map((path) => [key, ...path]),
  ]);
}

function replaced(body: Json, change: { path: readonly string[]; value: unknown }): Json {
  const copy = structuredClone(body);
  let at = copy;
  for (const key of change.path.slice(0, -1)) at = at[key] as Json;
  at[change.path.at(-1)!] = change.value;
  return copy;
}

const wrongSomewhere = fc.constantFrom(...BODIES).chain((body) =>
  fc.record({ path: fc.constantFrom(...paths(body)), value: anyJson })
    .map((change) => replaced(body, change))
);

Deno.test("decodeEvent() bounds what it gives for any object", () => {
  fc.assert(fc.property(
    fc.dictionary(fc.string(), anyJson),
    (body) => assertBounded(decodeEvent(body)),
  ));
});

Deno.test("decodeEvent() bounds what it gives with any JSON in place of any known field", () => {
  const fields = ["webhookEvent", "timestamp", "issue", "user", "comment", "changelog", "worklog"];
  fc.assert(fc.property(
    fc.dictionary(fc.constantFrom(...fields), anyJson),
    fc.constantFrom(...BODIES),
    (odd, body) => assertBounded(decodeEvent({ ...body, ...odd })),
  ));
});

Deno.test("decodeEvent() bounds what it gives when any value of a real shape is replaced", () => {
  fc.assert(
    fc.property(wrongSomewhere, (body) => assertBounded(decodeEvent(body))),
    { numRuns: 1_500 },
  );
});

Deno.test("decodeEvent() reads the body it was given and leaves it alone", () => {
  fc.assert(fc.property(wrongSomewhere, (body) => {
    const before = structuredClone(body);
    equal(JSON.stringify(decodeEvent(body)), JSON.stringify(decodeEvent(before)));
    equal(JSON.stringify(body), JSON.stringify(before));
  }));
});

Deno.test("decodeBody() refuses or decodes any bytes, and never throws", () => {
  const json = fc.jsonValue().map((value) => new TextEncoder().encode(JSON.stringify(value)));
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), json), (raw) => {
    const decoded = decodeBody(raw);
    if (decoded.ok) assertBounded(decodeEvent(decoded.body));
    else ok(decoded.message.startsWith("Cannot read the body: "));
  }));
});
