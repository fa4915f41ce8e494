import assert from "node:assert/strict";
import { deleted, edited, last, NOW, read, told } from "../../tests/mirror_model/facts.ts";
import type { Fact } from "./decide.ts";
import { MARGIN, SECOND } from "./fact.ts";

Deno.test("decide() buries a deleted issue and keeps what was last known of it", () => {
  const { row, outcome, draft, refetch } = last([edited("a", NOW), deleted(NOW + 1)]);
  assert.equal(outcome, "deleted");
  assert.deepEqual(row?.tombstone, { at: NOW + 1, receivedAt: NOW + 1 });
  assert.equal(draft?.item.issue?.deleted, true);
  assert.equal(draft?.item.issue?.summary, "a");
  assert.deepEqual(refetch, []);
});

Deno.test("decide() lets nobody but unrestricted viewers see the delete of an issue never seen", () => {
  const { row, draft } = last([deleted(NOW)]);
  assert.equal(row?.tombstone?.at, NOW);
  assert.equal(draft?.scope.level, "unknown");
  assert.equal(draft?.scope.project, null);
});

Deno.test("decide() keeps one tombstone of many tellings, whatever their order", () => {
  const facts = [deleted(NOW, NOW + 5), deleted(NOW, NOW + 2), deleted(NOW - 9, NOW + 9)];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
    const { row } = last(order.map((each) => facts[each]!));
    assert.deepEqual(row?.tombstone, { at: NOW, receivedAt: NOW + 2 });
  }
});

Deno.test("decide() calls a delete stale that is older than a proof of life", () => {
  const alive = read("id", "a", { updated: NOW - 9, at: NOW + MARGIN + 1 });
  const { row, outcome, draft, refetch } = last([alive, deleted(NOW, NOW + 2 * MARGIN)]);
  assert.equal(row?.tombstone, null);
  assert.equal(outcome, "late");
  assert.equal(draft?.item.late, true);
  assert.equal(refetch.length, 1);
});

Deno.test("decide() checks a delete that was told late", () => {
  const receivedAt = NOW + MARGIN + 1;
  const { refetch } = last([edited("a", NOW - 1), deleted(NOW, receivedAt)]);
  assert.deepEqual(refetch, [{ issueId: "1", notBefore: receivedAt + MARGIN + SECOND }]);
});

Deno.test("decide() lets only a read by id, begun well after the delete, bring an issue back", () => {
  const gone = [edited("a", NOW), deleted(NOW + 1)];
  const at = NOW + 2 + MARGIN;
  assert.notEqual(last([...gone, read("search", "a", { updated: NOW, at })]).row?.tombstone, null);
  const early = last([...gone, read("id", "a", { updated: NOW, at: at - 1 })]);
  assert.notEqual(early.row?.tombstone, null);
  assert.equal(early.refetch.length, 1);
  const back = last([...gone, read("id", "a", { updated: NOW, at })]);
  assert.equal(back.row?.tombstone, null);
  assert.equal(back.draft?.item.action, "restored");
});

Deno.test("decide() lets no webhook bring an issue back, but reads it when one shows it alive", () => {
  const { row, outcome, draft, refetch } = last([
    edited("a", NOW),
    deleted(NOW + 1),
    edited("b", NOW + 2),
  ]);
  assert.notEqual(row?.tombstone, null);
  assert.equal(outcome, "late");
  assert.equal(draft?.item.late, true);
  assert.deepEqual(refetch, [{ issueId: "1", notBefore: NOW + 1 + MARGIN + SECOND }]);
});

Deno.test("decide() takes a delete that comes again after a restore for what it was", () => {
  const nameless = told({ kind: "deleted", issueId: "1" }, NOW + 1);
  const again = { ...nameless, receivedAt: NOW + 9 * MARGIN } as Fact;
  const facts = [
    edited("a", NOW),
    nameless,
    read("id", "a", { updated: NOW, at: NOW + 2 * MARGIN }),
    again,
  ];
  assert.equal(last(facts).row?.tombstone, null);
});

Deno.test("decide() makes a suspect of an issue that a read did not find, never a delete", () => {
  const absent = (observedAt: number): Fact => ({ by: "absent", issueId: "1", observedAt });
  const { row, suspect } = last([edited("a", NOW), absent(NOW + 1)]);
  assert.equal(row?.tombstone, null);
  assert.equal(suspect, true);
  assert.equal(last([edited("a", NOW), absent(NOW - 1)]).suspect, false);
  assert.equal(last([deleted(NOW), absent(NOW + 1)]).suspect, false);
});
