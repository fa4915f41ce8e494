import { equal, match, ok } from "node:assert/strict";
import type { FeedItem } from "../lib/feed/protocol.ts";
import { tailLine } from "./tail_lines.ts";

const item: FeedItem = {
  seq: 7,
  id: "7",
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  kind: "updated",
  source: "webhook",
  actor: { id: "a", name: "Ana Lima" },
  issue: { id: "1", key: "DEMO-12", summary: "Payment fails" },
  changes: [{ field: "status", from: "To Do", to: "Done" }],
};

Deno.test("tailLine() aligns time, key and name, and tells the change", () => {
  const line = tailLine(item, { columns: 120, colours: false });
  match(line, /^\d\d:\d\d:05 {2}DEMO-12 {5}Ana Lima {10}Status: To Do → Done · Payment fails$/);
});

Deno.test("tailLine() is never wider than the screen", () => {
  for (const columns of [20, 41, 50, 80]) {
    const line = tailLine(item, { columns, colours: false });
    ok([...line].length <= Math.max(columns, 41), `${line.length} > ${columns}`);
  }
});

Deno.test("tailLine() marks what is late or was found by a comparison", () => {
  const line = tailLine({ ...item, late: true, source: "sync" }, { columns: 200, colours: false });
  match(line, / \[late\] \[found by sync\]$/);
});

Deno.test("tailLine() lets no text from Jira steer the terminal", () => {
  const line = tailLine({
    ...item,
    actor: { id: "a", name: "\u001b]0;owned\u0007Eve\u202e" },
    changes: [{ field: "summary", from: "a\nb", to: "\u009b2J" }],
  }, { columns: 200, colours: false });
  // deno-lint-ignore no-control-regex -- these are what must not be there
  equal(/[\u0000-\u001f\u007f-\u009f\u202e]/.test(line), false);
});

Deno.test("tailLine() colours only when the terminal understands it", () => {
  const painted = tailLine({ ...item, kind: "created" }, { columns: 120, colours: true });
  ok(painted.includes("\u001b[32m"));
  ok(!tailLine(item, { columns: 120, colours: false }).includes("\u001b"));
});
