import assert from "node:assert/strict";
import { commentOf, snapshotOf } from "../../tests/mirror_model/events.ts";
import {
  after,
  commented,
  core,
  deleted,
  edited,
  last,
  NOW,
  read,
  told,
} from "../../tests/mirror_model/facts.ts";
import { decide, type Fact } from "./decide.ts";
import { DEBOUNCE } from "./fact.ts";
import { CASCADE } from "./tombstone.ts";

/** The comment as Data Center tells it beside the first body: with the issue as it was before. */
function commentedWhole(updated: number): Fact {
  const part = commentOf({ id: "7", version: NOW, text: "hello" });
  const snapshot = snapshotOf(core({ summary: "a" }), updated);
  const event = { kind: "commented", action: "created", type: "issue_commented" } as const;
  return told({ ...event, part, snapshot, timestamp: NOW, touches: ["1"] });
}

const gone = commentOf({ id: "7", version: NOW, deleted: true });

Deno.test("decide() shows a comment beside its issue, writes no column and asks to read the issue", () => {
  const [before, verdict] = after([edited("a", NOW - 9), commented()]);
  assert.equal(verdict?.outcome, "part");
  assert.equal(verdict?.row, before?.row);
  assert.equal(verdict?.part?.version, NOW);
  assert.deepEqual(verdict?.draft?.item.subject, { id: "7", text: "hello" });
  assert.deepEqual(verdict?.draft?.mentions, ["ann"]);
  assert.equal(verdict?.draft?.item.issue?.summary, "a");
  assert.deepEqual(verdict?.refetch, [{ issueId: "1", notBefore: NOW + DEBOUNCE }]);
});

Deno.test("decide() shows a comment once that Data Center tells twice, in either order", () => {
  for (
    const facts of [[commented(), commentedWhole(NOW - 9)], [commentedWhole(NOW - 9), commented()]]
  ) {
    const [, first, second] = after([edited("a", NOW - 9), ...facts]);
    assert.equal(first?.draft?.kind, "commented");
    assert.equal(first?.draft?.item.late, undefined);
    assert.equal(second?.draft, null);
    assert.equal(second?.outcome, "same");
  }
});

Deno.test("decide() never takes a comment's older picture of the issue for the newer one", () => {
  const { row } = last([edited("b", NOW - 5), commentedWhole(NOW - 9)]);
  assert.equal(row?.core.summary, "b");
});

Deno.test("decide() shows a deleted comment once that Data Center tells twice", () => {
  const shown = (...facts: Fact[]) =>
    after([edited("a", NOW - 9), ...facts]).slice(1).filter(({ draft }) => draft !== null).length;
  const alone = (timestamp: number, id = "7") => {
    const part = commentOf({ id, version: NOW, deleted: true });
    return commented({ action: "deleted", part, timestamp });
  };
  const whole = (timestamp: number) =>
    told({
      kind: "commented",
      action: "deleted",
      snapshot: snapshotOf(core({ summary: "a" }), NOW - 9),
      timestamp,
    });
  for (const apart of [0, 3, -10, 250]) {
    assert.equal(shown(alone(NOW), whole(NOW + apart)), 1, `${apart} ms apart`);
    assert.equal(shown(whole(NOW + apart), alone(NOW)), 1, `${apart} ms apart, swapped`);
  }
  assert.equal(shown(alone(NOW), whole(NOW + 251)), 2, "too far apart to be one");
  assert.equal(shown(alone(NOW), alone(NOW + 1, "8"), whole(NOW + 2), whole(NOW + 3)), 2);
  assert.equal(shown(whole(NOW), whole(NOW + 200), alone(NOW + 201), alone(NOW + 1, "8")), 2);
});

Deno.test("decide() keeps a deleted comment deleted, and shows what arrives after it as late", () => {
  const { part, outcome, draft } = last([
    edited("a", NOW - 9),
    commented({ action: "deleted", part: gone }),
    commented(),
  ]);
  assert.equal(part?.deleted, true);
  assert.equal(outcome, "late");
  assert.equal(draft?.item.late, true);
});

Deno.test("decide() lets the text and the mentions of a restricted comment go nowhere", () => {
  const part = commentOf({ id: "7", version: NOW, restricted: true, text: "x", mentions: ["ann"] });
  const { draft } = last([edited("a", NOW - 9), commented({ part })]);
  assert.deepEqual(draft?.item.subject, { id: "7" });
  assert.deepEqual(draft?.mentions, []);
});

Deno.test("decide() holds a comment of an unknown issue until the issue is known", () => {
  const [held] = after([commented()]);
  assert.equal(held?.outcome, "held");
  assert.equal(held?.draft, null);
  assert.equal(held?.part, null);
  assert.deepEqual(held?.refetch, [{ issueId: "1", notBefore: NOW + DEBOUNCE }]);
  const { draft } = last([read("id", "a", { updated: NOW, at: NOW + DEBOUNCE }), commented()]);
  assert.equal(draft?.scope.project, "P");
});

Deno.test("decide() shows a comment at once where no issue can be read, for unrestricted viewers", () => {
  const project = { id: "5", key: "P", name: "P" };
  const nothing = { type: null, summary: null, status: null, priority: null, assignee: null };
  const hint = { id: "1", key: "P-1", project, ...nothing };
  const { outcome, draft, refetch } = last([commented({ hint })], { canRefetch: false });
  assert.equal(outcome, "part");
  assert.equal(draft?.scope.project, "5");
  assert.equal(draft?.scope.level, "unknown");
  assert.equal(draft?.item.issue?.key, "P-1");
  assert.deepEqual(refetch, []);
});

Deno.test("decide() drops what goes with a deleted issue, and nothing else", () => {
  const dead = [edited("a", NOW - 9), deleted(NOW)];
  const cascade = last([...dead, commented({ action: "deleted", part: gone })]);
  assert.deepEqual([cascade.outcome, cascade.draft, cascade.part], ["same", null, null]);
  assert.deepEqual(cascade.refetch, []);
  const before = commented({ action: "deleted", part: gone, timestamp: NOW - CASCADE });
  assert.equal(last([...dead, before]).draft?.item.late, true);
  const after = commented({ action: "deleted", part: gone, timestamp: NOW + CASCADE + 1 });
  assert.equal(last([...dead, after]).refetch.length, 1);
});

Deno.test("decide() shows a comment made before the delete of its issue as late, reading nothing", () => {
  const { outcome, draft, refetch, row } = last([
    edited("a", NOW - 9),
    deleted(NOW + 1),
    commented(),
  ]);
  assert.equal(outcome, "late");
  assert.equal(draft?.item.issue?.deleted, true);
  assert.deepEqual(refetch, []);
  assert.notEqual(row?.tombstone, null);
});

Deno.test("decide() reads both ends of a link", () => {
  const part = commentOf({ id: "4", kind: "link" });
  const linked = told({
    kind: "link",
    action: "created",
    part,
    timestamp: NOW,
    touches: ["1", "2"],
  });
  const { refetch, draft } = last([edited("a", NOW - 9), linked]);
  assert.deepEqual(refetch.map(({ issueId }) => issueId), ["1", "2"]);
  assert.equal(draft?.scope.issue, "1");
});

Deno.test("decide() shows a project's change once to those who see the project", () => {
  const part = commentOf({ id: "5", kind: "project", name: "Five" });
  const renamed = told({ name: "project_updated", kind: "project", part, timestamp: NOW });
  const [first, second] = after([renamed, renamed]);
  assert.equal(first?.outcome, "part");
  assert.equal(first?.draft?.scope.project, "5");
  assert.equal(first?.draft?.scope.level, null);
  assert.equal(second?.draft, null);
});

Deno.test("decide() lets a project come back that was deleted", () => {
  const state = (version: number, deleted: boolean) =>
    told({ kind: "project", part: commentOf({ id: "5", kind: "project", version, deleted }) });
  assert.equal(last([state(1, true), state(2, false)]).part?.deleted, false);
  const { part, draft } = last([state(2, false), state(1, true)]);
  assert.equal(part?.deleted, false);
  assert.equal(draft?.item.late, true);
});

Deno.test("decide() feeds an event about nothing it knows as it came, by its delivery", () => {
  const fact = told({ name: "jira_expression_evaluation_failed", kind: "app", timestamp: NOW });
  const context = { now: NOW, canRefetch: true };
  const { outcome, draft, refetch } = decide({ row: null, part: null }, { fact, context });
  assert.equal(outcome, "fed");
  assert.equal(draft?.item.id, "delivery");
  assert.equal(draft?.scope.project, null);
  assert.deepEqual(refetch, []);
});
