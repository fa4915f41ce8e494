import assert from "node:assert/strict";
import { snapshotOf } from "../../tests/mirror_model/events.ts";
import {
  after,
  commented,
  core,
  edited,
  last,
  NOW,
  read,
  told,
} from "../../tests/mirror_model/facts.ts";
import { type Fact, subjects } from "./decide.ts";
import { DEBOUNCE, MARGIN, SECOND } from "./fact.ts";
import type { IssueRow } from "./types.ts";

Deno.test("decide() makes the row of an issue it hears of for the first time", () => {
  const { row, outcome, draft, refetch } = last([edited("a", NOW)]);
  assert.equal(outcome, "applied");
  assert.equal(row?.core.summary, "a");
  assert.equal(draft?.item.issue?.summary, "a");
  assert.deepEqual(refetch, []);
});

Deno.test("decide() keeps the newer issue when deliveries arrive swapped, and marks the older late", () => {
  const [, late] = after([edited("new", NOW + 1), edited("old", NOW)]);
  assert.equal(late?.outcome, "late");
  assert.equal(late?.row?.core.summary, "new");
  assert.equal(late?.draft?.item.late, true);
  assert.equal(late?.draft?.item.issue?.summary, "new");
  assert.equal(late?.draft?.item.at, NOW);
});

Deno.test("decide() shows one change once and leaves the rows the same references", () => {
  const [first, second] = after([edited("a", NOW), edited("a", NOW)]);
  assert.equal(second?.outcome, "same");
  assert.equal(second?.draft, null);
  assert.equal(second?.row, first?.row);
});

Deno.test("decide() remembers the last 32 changes of an issue", () => {
  const many = Array.from({ length: 33 }, (_, each) => edited(`s${each}`, NOW + each));
  const { row } = last(many);
  assert.equal(row?.changes.length, 32);
  assert.equal(last([...many, many[1]!]).draft, null);
  assert.notEqual(last([...many, many[0]!]).draft, null);
});

Deno.test("decide() lets the larger changelog id win where versions and event times are equal", () => {
  const [small, large] = ["99", "100"].map((changelogId) =>
    told({
      snapshot: snapshotOf(core({ summary: changelogId }), NOW),
      timestamp: NOW,
      changelogId,
    })
  ) as [Fact, Fact];
  for (const facts of [[small, large], [large, small]]) {
    const { row, refetch } = last(facts);
    assert.equal(row?.core.summary, "100");
    assert.deepEqual(refetch, [{ issueId: "1", notBefore: NOW + DEBOUNCE }]);
  }
});

Deno.test("decide() never lets an older read touch the columns, but notes that the issue was alive", () => {
  const facts = [edited("new", NOW), read("id", "old", { updated: NOW - 9, at: NOW - 1 })];
  const { row, outcome, draft } = last(facts);
  assert.equal(outcome, "late");
  assert.equal(row?.core.summary, "new");
  assert.equal(row?.aliveAt, NOW - 1);
  assert.equal(draft, null);
});

Deno.test("decide() tells what only a read showed, and not again when its webhook comes", () => {
  const changes = [{
    field: "summary",
    fieldId: null,
    from: "old",
    to: "new",
    fromId: null,
    toId: null,
  }];
  const late = told({
    snapshot: snapshotOf(core({ summary: "new" }), NOW + 5),
    timestamp: NOW + 5,
    changelogId: "8",
    changes,
  });
  const facts = [
    edited("old", NOW),
    read("search", "new", { updated: NOW + 5, at: NOW + 9 }),
    late,
  ];
  const [, sync, webhook] = after(facts);
  assert.deepEqual(sync?.draft?.item.changes, [{ field: "summary", from: "old", to: "new" }]);
  assert.equal(sync?.draft?.item.source, "sync");
  assert.equal(webhook?.draft, null);
  assert.equal(webhook?.outcome, "same");
});

Deno.test("decide() shows a webhook that says more than a read has told", () => {
  const line = { fieldId: null, from: null, fromId: null, toId: null };
  const changes = [{ ...line, field: "summary", to: "new" }, { ...line, field: "Rank", to: "1" }];
  const snapshot = snapshotOf(core({ summary: "new" }), NOW + 5);
  const { draft } = last([
    edited("old", NOW),
    read("id", "new", { updated: NOW + 5, at: NOW + 9 }),
    told({ snapshot, timestamp: NOW + 5, changelogId: "8", changes }),
  ]);
  assert.equal(draft?.item.changes?.length, 2);
});

Deno.test("decide() takes an old issue found by a read into the mirror without calling it news", () => {
  const old: Fact = {
    by: "search",
    snapshot: snapshotOf(core({ created: NOW - 10 * 24 * 60 * MARGIN }), NOW),
    observedAt: NOW,
  };
  const { row, draft } = last([old]);
  assert.equal(row?.updated, NOW);
  assert.equal(draft, null);
  assert.equal(last([read("search", "a", { updated: NOW, at: NOW })]).draft?.kind, "created");
});

Deno.test("decide() lets updated fall when two reads a minute apart agree on an older version", () => {
  const first = NOW + MARGIN + 1;
  const facts = [
    edited("new", NOW),
    read("id", "old", { updated: NOW - 9, at: first }),
    read("id", "old", { updated: NOW - 9, at: first + MARGIN }),
  ];
  const [, once, twice] = after(facts);
  assert.equal(once?.row?.core.summary, "new");
  assert.deepEqual(once?.refetch, [{ issueId: "1", notBefore: first + MARGIN + SECOND }]);
  assert.equal(twice?.row?.core.summary, "old");
  assert.equal(twice?.draft?.item.source, "sync");
  assert.deepEqual(twice?.row, last([facts[0]!, facts[2]!, facts[1]!]).row);
});

Deno.test("decide() keeps out what a restored site took back", () => {
  const at = NOW + 2 * MARGIN;
  const { row, outcome, draft, refetch } = last([
    read("id", "restored", { updated: NOW - 9, at }),
    edited("taken back", NOW),
  ]);
  assert.equal(row?.core.summary, "restored");
  assert.equal(outcome, "late");
  assert.equal(draft?.item.late, true);
  assert.equal(refetch.length, 1);
});

Deno.test("decide() asks for no reads where nothing can be read", () => {
  const { refetch, outcome } = last([edited("a", NOW), commented()], { canRefetch: false });
  assert.equal(outcome, "part");
  assert.deepEqual(refetch, []);
});

Deno.test("decide() keeps the scope before a move", () => {
  const project = { id: "2", key: "Q", name: "Q" };
  const moved = told({
    snapshot: snapshotOf(core({ key: "Q-1", project }), NOW + 1),
    timestamp: 1,
  });
  const { draft } = last([edited("a", NOW), moved]);
  assert.equal(draft?.prior?.project, "P");
  assert.equal(draft?.scope.project, "2");
  assert.equal(draft?.scope.issueKey, "Q-1");
});

Deno.test("decide() tells a picture that comes with a change shown before", () => {
  const bare = told({ issueId: "1", timestamp: NOW + 5, changelogId: "5", touches: ["1"] });
  const whole = told({
    snapshot: snapshotOf(core({ summary: "b" }), NOW + 5),
    timestamp: NOW + 5,
    changelogId: "5",
  });
  const { outcome, draft } = last([edited("a", NOW), bare, whole]);
  assert.equal(outcome, "applied");
  assert.deepEqual(draft?.item.changes, [{ field: "summary", from: "a", to: "b" }]);
});

Deno.test("subjects() names the issue and the part a fact is about, and a link's source", () => {
  assert.deepEqual(subjects(commented()), {
    issueId: "1",
    part: { kind: "commented", id: "7" },
  });
  assert.equal(subjects(told({ kind: "link", touches: ["3", "4"] })).issueId, "3");
  assert.equal(subjects(edited("a", NOW)).part, null);
});

Deno.test("decide() lets a row's evidence grow fresher in any order", () => {
  const facts = [
    edited("a", NOW),
    read("id", "a", { updated: NOW, at: NOW + 5 }),
    read("search", "a", { updated: NOW, at: NOW + 9 }),
  ];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]]) {
    const { evidence } = last(order.map((each) => facts[each]!)).row as IssueRow;
    assert.deepEqual(evidence, { by: "id", observedAt: NOW + 5 });
  }
});
