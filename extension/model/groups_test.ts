import { deepEqual, equal } from "node:assert/strict";
import { connected, item, SERVER, taking } from "./_samples.ts";
import { fitting, isFiltered, kindsOf, NO_FILTERS, projectsOf } from "./filters.ts";
import { groupsOf } from "./groups.ts";
import { apply } from "./state.ts";
import { mark, setMuted, snooze } from "./triage.ts";

const issue = { id: "7" };
const state = taking(connected(), [
  item(1, { issue }),
  item(2),
  item(3, { issue, kind: "commented" }),
]);

Deno.test("groupsOf() gathers the changes of an issue, the last to change first", () => {
  const told = groupsOf(state).map(({ ref, unread, entries }) => [
    ref,
    unread,
    entries.map((entry) => entry.item.seq).join(),
  ]);
  deepEqual(told, [["1:7", 2, "3,1"], ["1:2", 1, "2"]]);
});

Deno.test("groupsOf() keeps what is done apart from what comes after it", () => {
  const done = apply(state, mark(state, { ids: ["1:change-1"], to: "done", now: 1 }));
  const tabs = groupsOf(done).filter(({ ref }) => ref === "1:7")
    .map(({ tab, entries }) => [tab, entries.length]);
  deepEqual(tabs, [["inbox", 1], ["done", 1]]);
});

Deno.test("groupsOf() puts snoozed and muted issues in places of their own", () => {
  const snoozed = apply(state, snooze(state, { ref: "1:7", until: 9, now: 1 }));
  equal(groupsOf(snoozed)[0]?.tab, "snoozed");
  const place = { server: SERVER.url, kind: "project", id: "10", key: "DEMO" } as const;
  const muted = apply(snoozed, setMuted(snoozed, { place, muted: true, now: 1 }));
  deepEqual(groupsOf(muted).map(({ tab }) => tab), ["muted", "muted"]);
});

Deno.test("fitting() filters by each choice, and finds words in any order", () => {
  const groups = groupsOf(state);
  const refs = (change: Partial<typeof NO_FILTERS>) =>
    fitting(groups, {
      filters: { ...NO_FILTERS, ...change },
      words: (group) => `${group.issue?.key} ${group.issue?.summary}`,
    }).map(({ ref }) => ref);
  deepEqual(refs({}), ["1:7", "1:2"]);
  deepEqual(refs({ kind: "commented" }), ["1:7"]);
  deepEqual(refs({ text: "2 issue" }), ["1:2"]);
  deepEqual(refs({ project: "WEB" }), []);
  deepEqual(refs({ reason: "mention" }), []);
  deepEqual(refs({ server: "2" }), []);
  deepEqual([projectsOf(groups), kindsOf(groups)], [["DEMO"], ["commented", "updated"]]);
  deepEqual([isFiltered(NO_FILTERS), isFiltered({ ...NO_FILTERS, tab: "done" })], [false, false]);
});
