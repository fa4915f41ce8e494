import { deepEqual, equal, match } from "node:assert/strict";
import { fingerprint } from "./fingerprint.ts";
import type { Subscription } from "./protocol.ts";
import { subscriptionOfQuery, subscriptionSchema, unusableClauses } from "./subscription.ts";

function read(query: string) {
  return subscriptionOfQuery(new URLSearchParams(query));
}

Deno.test("subscriptionOfQuery() makes one clause of all filters", () => {
  const query = "project=ABC&project=XYZ&issue=ABC-1&kind=updated&role=assignee&me=1&me=2";
  deepEqual(read(query), {
    ok: true,
    subs: {
      me: ["1", "2"],
      any: [{
        projects: ["ABC", "XYZ"],
        issues: ["ABC-1"],
        kinds: ["updated"],
        roles: ["assignee"],
      }],
    },
  });
});

Deno.test("subscriptionOfQuery() puts keys in capitals, and leaves kinds as they are", () => {
  deepEqual(read("project=shop&project=10000&issue=shop-1&kind=created"), {
    ok: true,
    subs: { any: [{ projects: ["SHOP", "10000"], issues: ["SHOP-1"], kinds: ["created"] }] },
  });
  equal(read("kind=Created").ok, false);
});

Deno.test("subscriptionOfQuery() names a kind that does not exist, and those that do", () => {
  const refused = read("kind=created&kind=comment");
  match(
    refused.ok ? "" : refused.message,
    /^Cannot use "kind": "comment" is no kind; the kinds are created, .*commented, .*other$/,
  );
});

Deno.test("subscriptionOfQuery() asks for everything when there is no filter", () => {
  deepEqual(read("cursor=e:1&wait=5"), { ok: true, subs: {} });
  deepEqual(read("me=1"), { ok: true, subs: { me: ["1"] } });
});

Deno.test("subscriptionOfQuery() says what is wrong", () => {
  equal(read("role=boss&me=1").ok, false);
  equal(read("project=").ok, false);
  deepEqual(read("role=assignee"), {
    ok: false,
    message: 'Cannot use the filters: any[0].roles needs "me": the account ids of the viewer',
  });
});

Deno.test("unusableClauses() names what has no meaning without a viewer", () => {
  const any = [{ kinds: ["updated"] }, { exclude_self: true, roles: ["mention" as const] }];
  equal(unusableClauses({ any }).length, 2);
  equal(unusableClauses({ any, me: [] }).length, 2);
  deepEqual(unusableClauses({ any, me: ["1"] }), []);
});

Deno.test("unusableClauses() names kinds that do not exist, once a clause, and repeats little of them", () => {
  const any = [{ kinds: ["created"] }, { kinds: ["x".repeat(255), "comment", "left"] }];
  const [named = "", ...others] = unusableClauses({ any, me: ["1"] });
  match(named, /^any\[1\]\.kinds: "x{64}" is no kind; the kinds are created, /);
  deepEqual(others, []);
});

Deno.test("unusableClauses() names a clause without any part it knows", () => {
  const read = subscriptionSchema.parse({ any: [{ projects: ["A"] }, { project: ["A"] }] });
  deepEqual(unusableClauses(read), [
    "any[1] lets everything through: it has none of projects, issues, kinds, roles, exclude_self",
  ]);
});

Deno.test("fingerprint() is the same for the same meaning and differs for any other", () => {
  const all = { projects: "all", levels: "all" } as const;
  const of = (subs: Subscription) => fingerprint({ grant: all, subs });
  equal(of({}), of({ any: [], me: [] }));
  equal(of({ any: [{ kinds: ["a", "b"] }] }), of({ any: [{ kinds: ["b", "a", "a"] }] }));
  equal(of({ any: [{ kinds: ["a"] }, {}] }), of({ any: [{}, { kinds: ["a"] }] }));
  const different = [
    {},
    { me: ["a"] },
    { any: [{ kinds: ["a"] }] },
    { any: [{ issues: ["a"] }] },
    { any: [{ projects: ["a"] }] },
    { any: [{ exclude_self: true }] },
    { any: [{ kinds: ["a"] }, { kinds: ["b"] }] },
    { any: [{ kinds: ["a", "b"] }] },
  ].map(of);
  const less = fingerprint({ grant: { projects: ["1"], levels: "all" }, subs: {} });
  const other = fingerprint({ grant: { projects: "all", levels: [] }, subs: {} });
  equal(new Set([...different, less, other]).size, different.length + 2);
  // Kept by clients over restarts of the service: it may not change by accident.
  equal(of({}), "TAo72SAvF3D_GJT_");
});
