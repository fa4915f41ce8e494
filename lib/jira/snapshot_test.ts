import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { ALL_FIELDS, ISSUE, PARTIAL_ISSUE } from "./_samples.ts";
import { MAX_ITEMS } from "./read.ts";
import { readHint, readSnapshot } from "./snapshot.ts";

function snapshotWith(fields: Record<string, unknown>) {
  const snapshot = readSnapshot({ ...ISSUE, fields: { ...ALL_FIELDS, ...fields } });
  ok(snapshot !== null);
  return snapshot;
}

const hashWith = (fields: Record<string, unknown>) => snapshotWith(fields).hash;
const plain = hashWith({});

Deno.test("readSnapshot() mirrors the columns of a whole issue", () => {
  const { core, updated } = snapshotWith({});
  equal(updated, Date.UTC(2026, 4, 28, 20, 26, 40));
  deepEqual(core, {
    id: "10042",
    key: "PUMP-2",
    project: { id: "10000", key: "PUMP", name: "Pumps" },
    type: { id: "10001", name: "Bug" },
    summary: "Pumps leak",
    status: { id: "1", name: "To Do", category: "new" },
    priority: { id: "3", name: "Medium" },
    assignee: { id: "acc-ada", name: "Ada" },
    reporter: { id: "bob", name: "Bob" },
    resolution: null,
    level: { id: "10100", name: "Staff only" },
    parent: { id: "10041", key: "PUMP-1" },
    labels: ["cold", "wet"],
    components: [{ id: "7", name: "Seal" }, { id: "5", name: "Hose" }],
    fixVersions: [{ id: "30", name: "1.0" }],
    created: Date.UTC(2026, 4, 1, 6),
    due: "2026-06-30",
    description: "They *leak*.",
  });
});

Deno.test("readSnapshot() takes no issue for whole that lacks what every issue has", () => {
  equal(readSnapshot(PARTIAL_ISSUE), null);
  for (const field of ["updated", "project", "status", "summary"]) {
    for (const value of [undefined, null, "", "Minor", 7, [], {}]) {
      if (field === "summary" && value === "Minor") continue;
      equal(readSnapshot({ ...ISSUE, fields: { ...ALL_FIELDS, [field]: value } }), null, field);
    }
  }
  equal(readSnapshot({ ...ISSUE, id: null }), null);
  equal(readSnapshot({ ...ISSUE, key: undefined }), null);
  for (const value of [null, [], "10042", undefined]) equal(readSnapshot(value), null);
});

Deno.test("readSnapshot() reads other fields of a wrong type as absent", () => {
  const { core } = snapshotWith({
    priority: "Minor",
    assignee: { displayName: "No id" },
    labels: "wet",
    components: [null, "Seal", { name: "Seal" }, { id: 5 }],
    duedate: "30/Jun/26",
    created: 1,
    parent: { id: "1" },
    description: { type: "doc", version: 1, content: [] },
  });
  equal(core.priority, null);
  equal(core.assignee, null);
  deepEqual(core.labels, []);
  deepEqual(core.components, [{ id: "5", name: "5" }]);
  deepEqual([core.due, core.created, core.parent, core.description], [null, null, null, null]);
});

Deno.test("readSnapshot() bounds texts and lists, visibly", () => {
  const many = Array.from({ length: 300 }, (_, id) => ({ id, name: "n".repeat(500) }));
  const { core } = snapshotWith({
    summary: "s".repeat(2_000),
    description: "d".repeat(5_000),
    labels: many.map(({ id }) => `${id}${"l".repeat(500)}`),
    components: many,
    fixVersions: many,
  });
  deepEqual([core.summary.length, core.summary.at(-1)], [1_000, "…"]);
  deepEqual([core.description?.length, core.description?.at(-1)], [2_000, "…"]);
  deepEqual([core.labels.length, core.labels.at(-1)], [12, "…"]);
  ok(core.labels.slice(0, -1).every((label) => label.length === 255));
  for (const list of [core.components, core.fixVersions]) {
    deepEqual([list.length, list.at(-1)], [12, { id: "…", name: "…" }]);
    ok(list.slice(0, -1).every(({ name }) => name.length === 255));
  }
});

Deno.test("readSnapshot() keeps a hundred short labels, and no more", () => {
  const labels = Array.from({ length: 300 }, (_, n) => `label-${n}`);
  equal(snapshotWith({ labels }).core.labels.length, MAX_ITEMS);
});

Deno.test("the hash counts what is cut off a long list", () => {
  const labels = Array.from({ length: 50 }, (_, n) => `${n}`.padStart(255, "0"));
  const [one, other] = [[...labels, "x"], [...labels, "y"]];
  deepEqual(snapshotWith({ labels: one }).core, snapshotWith({ labels: other }).core);
  notEqual(hashWith({ labels: one }), hashWith({ labels: other }));
});

Deno.test("the hash does not depend on names people give things", () => {
  equal(
    hashWith({
      project: { id: "10000", key: "PUMP", name: "Renamed" },
      status: { id: "1", name: "À faire", statusCategory: { key: "new", name: "À faire" } },
      assignee: { accountId: "acc-ada", displayName: "Ada L." },
      components: [{ id: "5", name: "Renamed" }, { id: "7", name: "Seal" }],
    }),
    plain,
  );
});

Deno.test("the hash does not depend on the order of labels, components and versions", () => {
  equal(hashWith({ labels: ["cold", "wet"] }), plain);
  equal(hashWith({ components: [{ id: "5", name: "Hose" }, { id: "7", name: "Seal" }] }), plain);
  const [one, two] = [{ id: "30", name: "1.0" }, { id: "31", name: "1.1" }];
  equal(hashWith({ fixVersions: [one, two] }), hashWith({ fixVersions: [two, one] }));
});

Deno.test("the hash does not depend on the version or on fields that aren't mirrored", () => {
  equal(hashWith({ updated: "2026-05-29T00:00:00.000+0000", customfield_1: 1 }), plain);
});

const EDITS: Record<string, unknown> = {
  project: { id: "10001", key: "PUMP", name: "Pumps" },
  issuetype: { id: "10002", name: "Bug" },
  summary: "Pumps leak!",
  status: { id: "2", name: "To Do", statusCategory: { key: "new" } },
  priority: null,
  assignee: null,
  reporter: { name: "eve" },
  resolution: { id: "1", name: "Done" },
  security: null,
  parent: null,
  labels: ["wet"],
  components: [],
  fixVersions: [],
  created: "2026-05-01T08:00:00.001+0200",
  duedate: null,
  description: "They leak.",
};

for (const [field, value] of Object.entries(EDITS)) {
  Deno.test(`the hash changes when ${field} does`, () => {
    notEqual(hashWith({ [field]: value }), plain);
  });
}

Deno.test("the hash changes with the category of the status, and with the key", () => {
  const status = { id: "1", name: "To Do", statusCategory: { key: "done" } };
  notEqual(hashWith({ status }), plain);
  notEqual(readSnapshot({ ...ISSUE, key: "PUMP-3" })?.hash, plain);
});

Deno.test("the hash covers a text beyond what is mirrored of it", () => {
  const long = "d".repeat(30_000);
  const [one, two] = [
    snapshotWith({ description: `${long}1` }),
    snapshotWith({ description: long }),
  ];
  equal(one.core.description, two.core.description);
  notEqual(one.hash, two.hash);
  const summary = "s".repeat(1_500);
  notEqual(hashWith({ summary: `${summary}1` }), hashWith({ summary }));
});

Deno.test("the hash keeps values apart that would run into each other", () => {
  notEqual(hashWith({ labels: ["a,b"] }), hashWith({ labels: ["a", "b"] }));
  notEqual(hashWith({ labels: ['a","b'] }), hashWith({ labels: ["a", "b"] }));
  notEqual(
    hashWith({ labels: ["5"], components: [] }),
    hashWith({ labels: [], components: [{ id: "5", name: "x" }] }),
  );
});

Deno.test("readHint() tells what a partial body tells", () => {
  deepEqual(readHint(PARTIAL_ISSUE), {
    id: "10042",
    key: "PUMP-2",
    project: { id: "10000", key: "PUMP", name: "Pumps" },
    type: { id: "10001", name: "Bug" },
    summary: "Pumps leak",
    status: { id: "1", name: "To Do", category: "new" },
    priority: { id: "3", name: "Medium" },
    assignee: { id: "acc-ada", name: "Ada" },
  });
  equal(readHint({ key: "PUMP-2" }), null);
});
