import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { KINDS } from "../jira/types.ts";
import type { FeedItem } from "../feed/protocol.ts";
import {
  type Filters,
  fits,
  NO_FILTERS,
  readFilters,
  toEventsQuery,
  toSubscription,
  writeFilters,
} from "./filters.ts";

const item: FeedItem = {
  seq: 1,
  id: "1",
  at: 0,
  kind: "updated",
  source: "webhook",
  actor: { id: "a", name: "Ana" },
  issue: {
    id: "1",
    key: "DEMO-12",
    summary: "Payment fails",
    project: { id: "1", key: "DEMO", name: "Demo" },
  },
  changes: [{ field: "status", from: "To Do", to: "Done" }],
};

Deno.test("toSubscription() asks for everything when nothing is chosen, text or not", () => {
  deepEqual(toSubscription(NO_FILTERS), {});
  deepEqual(toSubscription({ ...NO_FILTERS, text: "payment" }), {});
});

Deno.test("toSubscription() puts all choices into one clause", () => {
  const filters: Filters = {
    text: "",
    project: "demo, web  DEMO",
    kind: "created",
    relation: "involved",
    me: " abc ",
  };
  deepEqual(toSubscription(filters), {
    me: ["abc"],
    any: [{
      projects: ["DEMO", "WEB"],
      kinds: ["created"],
      roles: ["assignee", "reporter", "mention"],
    }],
  });
});

Deno.test("toSubscription() leaves a relation out that nobody's id makes sense of", () => {
  deepEqual(toSubscription({ ...NO_FILTERS, relation: "assignee" }), {});
});

Deno.test("toEventsQuery() carries the same choices", () => {
  const subs = toSubscription({
    ...NO_FILTERS,
    project: "A B",
    relation: "assignee",
    me: "x",
  });
  equal(String(toEventsQuery(subs)), "project=A&project=B&role=assignee&me=x");
  equal(String(toEventsQuery({})), "");
});

Deno.test("readFilters() gives back what writeFilters() wrote", () => {
  const relation = fc.constantFrom("any", "involved", "assignee", "reporter", "mention");
  fc.assert(
    fc.property(
      fc.record({
        text: fc.string(),
        project: fc.string(),
        kind: fc.constantFrom("", ...KINDS),
        relation,
        me: fc.string(),
      }),
      (filters) =>
        deepEqual({ ...readFilters(new URLSearchParams(writeFilters(filters as Filters))) }, {
          ...filters,
        }),
    ),
  );
  equal(writeFilters(NO_FILTERS), "");
});

Deno.test("readFilters() takes a relation or a kind it doesn't know for none", () => {
  equal(readFilters(new URLSearchParams("relation=boss")).relation, "any");
  equal(readFilters(new URLSearchParams("kind=comment")).kind, "");
});

for (
  const [change, fitting] of [
    [{}, true],
    [{ project: "demo" }, true],
    [{ project: "WEB" }, false],
    [{ kind: "updated" }, true],
    [{ kind: "created" }, false],
    [{ text: "PAYMENT done" }, true],
    [{ text: "demo-12" }, true],
    [{ text: "ana" }, true],
    [{ text: "refund" }, false],
  ] as const
) {
  Deno.test(`fits() says ${fitting} for ${JSON.stringify(change)}`, () => {
    equal(fits(item, { ...NO_FILTERS, ...change }), fitting);
  });
}
