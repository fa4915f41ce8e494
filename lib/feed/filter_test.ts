import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { type Draft, entryOf } from "../../tests/_feed_log.ts";
import { judge, renderFor, type Verdict, type Viewer } from "./filter.ts";
import type { Subscription } from "./protocol.ts";

const everything: Viewer["grant"] = { projects: "all", levels: "all" };
const onlyAbc: Viewer["grant"] = { projects: ["10000"], levels: [] };

function judged(draft: Draft, viewer: Partial<Viewer>): Verdict {
  return judge(entryOf(1, draft), { grant: everything, subs: {}, ...viewer });
}

function under(subs: Subscription, draft: Draft): Verdict {
  return judged(draft, { subs });
}

Deno.test("judge() shows everything to a viewer without limits or clauses", () => {
  equal(judged({}, {}), "show");
  equal(judged({ scope: { project: null, level: "unknown" } }, {}), "show");
  equal(under({ any: [] }, {}), "show");
});

Deno.test("judge() hides projects a grant does not name, by id or by key", () => {
  equal(judged({}, { grant: onlyAbc }), "show");
  equal(judged({}, { grant: { projects: ["ABC"], levels: [] } }), "show");
  equal(judged({}, { grant: { projects: ["XYZ"], levels: "all" } }), "hide");
  equal(judged({}, { grant: { projects: [], levels: "all" } }), "hide");
});

Deno.test("judge() hides what could not be placed from all but unrestricted viewers", () => {
  const unplaced = { scope: { project: null, projectKey: "ABC" } };
  equal(judged(unplaced, { grant: { projects: ["ABC"], levels: "all" } }), "hide");
  const unknown = { scope: { level: "unknown" } };
  equal(judged(unknown, { grant: { projects: "all", levels: ["unknown", "1"] } }), "hide");
  equal(judged(unknown, { grant: { projects: [], levels: "all" } }), "hide");
});

Deno.test("judge() asks for an explicit grant of the security level", () => {
  const secret = { scope: { level: "7" } };
  equal(judged(secret, { grant: onlyAbc }), "hide");
  equal(judged(secret, { grant: { projects: ["10000"], levels: ["7"] } }), "show");
});

Deno.test("judge() tells that an issue left when it moved out of the grant", () => {
  const moved = { scope: { project: "2", projectKey: "X" }, prior: { project: "10000" } };
  equal(judged(moved, { grant: onlyAbc }), "left");
  const hidden = { scope: { level: "7" }, prior: { level: null } };
  equal(judged(hidden, { grant: onlyAbc }), "left");
});

Deno.test("judge() hides a move between two scopes the viewer never saw", () => {
  const moved = { scope: { project: "2" }, prior: { project: "3" } };
  equal(judged(moved, { grant: onlyAbc }), "hide");
});

Deno.test("judge() does not tell of leaving what the subscription did not hold", () => {
  const moved = { scope: { project: "2", projectKey: "X" }, prior: { project: "10000" } };
  const viewer = { grant: onlyAbc, subs: { any: [{ issues: ["OTHER-1"] }] } };
  equal(judged(moved, viewer), "hide");
});

Deno.test("judge() tells that an issue left a subscription it is still allowed in", () => {
  const moved = {
    scope: { project: "2", projectKey: "X" },
    prior: { project: "10000", projectKey: "ABC" },
  };
  equal(under({ any: [{ projects: ["ABC"] }] }, moved), "left");
  equal(under({ any: [{ projects: ["ABC"] }, { projects: ["X"] }] }, moved), "show");
  const unassigned = { scope: { assignee: "you" }, prior: { assignee: "me" } };
  equal(under({ me: ["me"], any: [{ roles: ["assignee"] }] }, unassigned), "left");
});

Deno.test("judge() does not take a kind, a mention or one's own doing for leaving", () => {
  const renamed = { prior: { assignee: "you" } };
  equal(under({ any: [{ projects: ["ABC"], kinds: ["commented"] }] }, renamed), "hide");
  const any = [{ projects: ["ABC"], exclude_self: true }];
  equal(under({ me: ["me"], any }, { ...renamed, actor: "me" }), "hide");
  equal(under({ me: ["me"], any: [{ roles: ["mention"] }] }, renamed), "hide");
});

Deno.test("judge() tells of leaving even when the viewer did it or the kind is not wanted", () => {
  const moved = { scope: { assignee: null }, prior: { assignee: "me" }, actor: "me" };
  const any = [{ roles: ["assignee" as const], kinds: ["commented"], exclude_self: true }];
  equal(under({ me: ["me"], any }, moved), "left");
});

Deno.test("judge() needs all parts of one clause", () => {
  const any = [{ projects: ["ABC"], issues: ["ABC-1"], kinds: ["updated"] }];
  equal(under({ any }, {}), "show");
  equal(under({ any }, { kind: "commented" }), "hide");
  equal(under({ any }, { scope: { issueKey: "ABC-2", issue: "20002" } }), "hide");
  equal(under({ any }, { scope: { project: "1", projectKey: "Z" } }), "hide");
});

Deno.test("judge() knows assignee, reporter and mention, and one's own doing", () => {
  const role = (name: "assignee" | "reporter" | "mention") => ({
    me: ["me"],
    any: [{ roles: [name] }],
  });
  equal(under(role("assignee"), { scope: { assignee: "me" } }), "show");
  equal(under(role("reporter"), { scope: { assignee: "me" } }), "hide");
  equal(under(role("reporter"), { scope: { reporter: "me" } }), "show");
  equal(under(role("mention"), { mentions: ["me"] }), "show");
  equal(under(role("mention"), { mentions: ["you"] }), "hide");
  const noSelf = { me: ["me"], any: [{ exclude_self: true }] };
  equal(under(noSelf, { actor: "me" }), "hide");
  equal(under(noSelf, { actor: "you" }), "show");
  equal(under(noSelf, { actor: null }), "show");
});

Deno.test("judge() lets a clause with roles but no viewer through nothing", () => {
  equal(under({ any: [{ roles: ["assignee"] }] }, { scope: { assignee: "me" } }), "hide");
});

Deno.test("renderFor() says why, in the item's own JSON", () => {
  const entry = entryOf(5, { scope: { assignee: "me" }, mentions: ["me"] });
  const subs = { me: ["me"], any: [{ projects: ["ABC"] }] };
  const text = renderFor(entry, { grant: everything, subs });
  deepEqual(JSON.parse(text!), {
    ...JSON.parse(entry.text),
    why: ["assignee", "mention", "sub"],
  });
});

Deno.test("renderFor() gives the stored text itself when there is nothing to add", () => {
  const entry = entryOf(5);
  equal(renderFor(entry, { grant: everything, subs: {} }), entry.text);
  equal(renderFor(entry, { grant: everything, subs: { me: ["me"] } }), entry.text);
});

Deno.test("renderFor() gives of an issue that left its id and nothing more", () => {
  const entry = entryOf(5, {
    scope: { project: "2", projectKey: "SECRET", issueKey: "SECRET-1" },
    prior: { project: "10000" },
    delivery: null,
    item: { changes: [{ field: "project", from: "ABC", to: "SECRET" }] },
  });
  const text = renderFor(entry, { grant: onlyAbc, subs: {} });
  deepEqual(JSON.parse(text!), {
    seq: 5,
    id: "left-5-20001",
    at: entry.at,
    kind: "left",
    issue: { id: "20001" },
    source: "sync",
  });
});

const scope = fc.record({
  project: fc.constantFrom("1", "2", null),
  level: fc.constantFrom(null, "7", "unknown"),
  assignee: fc.constantFrom("me", "you", null),
});

Deno.test("renderFor() never says a word of a scope that is not permitted", () => {
  fc.assert(
    fc.property(scope, fc.option(scope), (now, prior) => {
      const entry = entryOf(9, {
        scope: { ...now, projectKey: "HIDDEN" },
        ...(prior === null ? {} : { prior }),
        item: { event: "HIDDEN" },
      });
      const viewer = { grant: { projects: ["1"], levels: ["7"] }, subs: { me: ["me"] } };
      const text = renderFor(entry, viewer) ?? "";
      const permitted = now.project === "1" && now.level !== "unknown";
      ok(permitted || !text.includes("HIDDEN"), text);
      equal(text !== "" && permitted, permitted);
    }),
  );
});
