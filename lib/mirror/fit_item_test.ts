import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { FeedChange, FeedItem } from "../feed/protocol.ts";
import { itemText, MAX_ITEM_TEXT } from "./fit_item.ts";

const ITEM: FeedItem = {
  seq: 7,
  id: "10001-c900",
  at: 1_780_000_000_000,
  kind: "updated",
  action: "updated",
  event: "jira:issue_updated",
  issue: { id: "10001", key: "PUMP-1", summary: "Pumps leak" },
  actor: { id: "acc-ana", name: "Ana Lima" },
  source: "webhook",
};

function changes(count: number, side: string): FeedChange[] {
  return Array.from({ length: count }, (_, n) => ({ field: `field ${n}`, from: side, to: side }));
}

function fit(given: Partial<FeedItem>): FeedItem {
  const text = itemText({ ...ITEM, ...given });
  ok(text.length <= MAX_ITEM_TEXT, `${text.length} units`);
  return JSON.parse(text);
}

Deno.test("itemText() writes an item down as it is when it fits", () => {
  const item = { ...ITEM, changes: changes(5, "д".repeat(2_000)) };
  equal(itemText(item), JSON.stringify(item));
});

Deno.test("itemText() cuts the sides of changes first, no more than it must, and shows it", () => {
  const cut = fit({ changes: changes(20, "x".repeat(2_048)) });
  equal(cut.changes?.length, 20);
  equal(cut.changes?.[19]?.to, `${"x".repeat(499)}…`);
  equal(cut.issue?.summary, ITEM.issue?.summary);
  equal(fit({ changes: changes(100, "x".repeat(2_048)) }).changes?.length, 100);
});

Deno.test("itemText() then shortens summary and text, so that all changed fields are named", () => {
  const cut = fit({
    changes: changes(100, "x".repeat(100)),
    issue: { ...ITEM.issue!, summary: "\u0001".repeat(1_000) },
    subject: { id: "1", text: "\u0001".repeat(2_000) },
  });
  equal(cut.changes?.length, 100);
  equal(cut.issue?.summary?.length, 200);
  equal(cut.subject?.text?.length, 200);
});

Deno.test("itemText() leaves out changes at last, and says how many", () => {
  const long = changes(100, "").map((change) => ({ ...change, field: "f".repeat(400) }));
  const { changes: kept = [] } = fit({ changes: long });
  ok(kept.length > 40);
  deepEqual(kept.at(-1), { field: "…", from: null, to: `${101 - kept.length} more changes` });
});

Deno.test("itemText() fits anything, and always tells what happened to which issue", () => {
  const word = fc.string({ unit: fc.constantFrom("\u0001", "é", "x", '"'), maxLength: 255 });
  const named = fc.record({ id: word, name: word });
  const side = fc.oneof(word, fc.constant("\u0001".repeat(2_048)), fc.constant(null));
  const any = fc.record({
    changes: fc.array(fc.record({ field: word, from: side, to: side }), { maxLength: 100 }),
    actor: named,
    subject: fc.record({ id: word, name: word, text: fc.constant("\u0001".repeat(2_048)) }),
    issue: fc.record({
      id: word,
      key: word,
      type: word,
      summary: fc.constant("\u0001".repeat(1_000)),
      priority: word,
      project: fc.record({ id: word, key: word, name: word }),
      status: fc.record({ name: word, category: word }),
      assignee: named,
      reporter: named,
    }),
  });
  fc.assert(fc.property(any, (given) => {
    const { seq, id, kind, event, issue } = fit(given);
    deepEqual([seq, id, kind, event], [7, ITEM.id, "updated", "jira:issue_updated"]);
    equal(issue?.id, given.issue.id);
  }));
});
