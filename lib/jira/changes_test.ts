import { deepEqual, equal, ok } from "node:assert/strict";
import { MAX_SIDE_BYTES, readChangelog } from "./changes.ts";

const change = (item: unknown) => readChangelog({ id: "1", items: [item] }).changes[0];

Deno.test("readChangelog() reads what people see of a change and the ids behind it", () => {
  const item = {
    field: "status",
    fieldtype: "jira",
    fieldId: "status",
    from: "1",
    fromString: "To Do",
    to: "3",
    toString: "In Progress",
  };
  deepEqual(readChangelog({ id: 10124, items: [item] }), {
    id: "10124",
    changes: [{
      field: "status",
      fieldId: "status",
      from: "To Do",
      to: "In Progress",
      fromId: "1",
      toId: "3",
    }],
  });
});

Deno.test("readChangelog() is not taken in by the toString every object inherits", () => {
  equal(change({ field: "assignee", fromString: "Ada" })?.to, null);
  equal(change({ field: "assignee", toString: null })?.to, null);
  equal(change({ field: "assignee", toString: "Bob" })?.to, "Bob");
});

Deno.test("readChangelog() prefers account ids to what Cloud sends in their place", () => {
  const item = { field: "assignee", from: "old-key", tmpFromAccountId: "acc-ada", to: "bob" };
  deepEqual([change(item)?.fromId, change(item)?.toId], ["acc-ada", "bob"]);
});

Deno.test("readChangelog() names a change by its field's id when the name is missing", () => {
  equal(change({ fieldId: "customfield_1" })?.field, "customfield_1");
});

Deno.test("readChangelog() leaves out what is no change, and reads empty text as none", () => {
  const items: unknown[] = [null, 1, "status", [], {}, { field: "" }, {
    field: "labels",
    toString: "",
  }];
  const { changes } = readChangelog({ items });
  equal(changes.length, 1);
  equal(changes[0]?.to, null);
});

Deno.test("readChangelog() reads any other value as no change at all", () => {
  for (const value of [undefined, null, [], "x", 1, { id: {}, items: {} }, { items: "x" }]) {
    deepEqual(readChangelog(value), { id: null, changes: [] });
  }
});

Deno.test("readChangelog() keeps 100 changes, each side cut to 2 KiB of whole characters", () => {
  const items = Array.from({ length: 150 }, (_, at) => ({
    field: `f${at}`,
    fromString: "😀".repeat(1_000),
    toString: "é".repeat(1_024),
  }));
  const { changes } = readChangelog({ items });
  equal(changes.length, 100);
  const { from, to } = changes[0]!;
  ok(new TextEncoder().encode(from!).length <= MAX_SIDE_BYTES);
  ok(from!.endsWith("😀…") && from!.isWellFormed());
  equal(to, "é".repeat(1_024));
});
