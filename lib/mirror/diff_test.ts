import assert from "node:assert/strict";
import { coreOf, eventOf, snapshotOf } from "../../tests/mirror_model/events.ts";
import { diffCores } from "./diff.ts";
import { notesOf, settleTold } from "./told.ts";

const before = coreOf({ id: "1" });
const named = (id: string, name = id) => ({ id, name });

Deno.test("diffCores() names what changed, as a changelog does", () => {
  const after = { ...before, summary: "s1", assignee: named("5", "Ann"), due: "2026-01-02" };
  assert.deepEqual(diffCores(before, after).map(({ field, from, to }) => [field, from, to]), [
    ["summary", "s0", "s1"],
    ["assignee", null, "Ann"],
    ["duedate", null, "2026-01-02"],
  ]);
});

Deno.test("diffCores() takes a new name of the same thing for no change", () => {
  const status = { ...before.status!, name: "renamed" };
  assert.deepEqual(diffCores(before, { ...before, status }), []);
});

Deno.test("diffCores() gives one change for each element that comes or goes", () => {
  const was = { ...before, components: [named("1"), named("2")] };
  const is = { ...before, components: [named("2"), named("3")] };
  assert.deepEqual(diffCores(was, is).map(({ from, to }) => [from, to]), [["1", null], [
    null,
    "3",
  ]]);
});

Deno.test("diffCores() cuts long texts to what a side of a change may hold", () => {
  const [change] = diffCores(before, { ...before, description: "ä".repeat(2_000) });
  assert.ok(new TextEncoder().encode(change!.to!).length <= 2_048);
});

Deno.test("settleTold() knows a field by its id or by Data Center's name of it", () => {
  const after = { ...before, fixVersions: [named("7", "v7")], parent: { id: "3", key: "P-3" } };
  const notes = notesOf(diffCores(before, after), { from: 1, to: 9 });
  const line = { fromId: null, from: null, fieldId: null };
  const event = eventOf({
    snapshot: snapshotOf(after, 9),
    changes: [
      { ...line, field: "Fix Version", to: "v7", toId: "7" },
      { ...line, field: "IssueParentAssociation", to: "P-3", toId: "3" },
    ],
  });
  assert.deepEqual(settleTold(notes, event), []);
  assert.equal(settleTold(notes.slice(1), event), null);
});

Deno.test("notesOf() leaves none when a read told more than notes can say", () => {
  const components = Array.from({ length: 9 }, (_, id) => named(String(id)));
  assert.deepEqual(notesOf(diffCores(before, { ...before, components }), { from: 1, to: 2 }), []);
});
