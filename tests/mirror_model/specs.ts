/**
 * Rules that random histories can't show, because later reads repair what their breach does (a mirror
 * wrong for minutes), or because time runs one way in them: shown step by step.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Fact } from "../../lib/mirror/decide.ts";
import type { IssueRow } from "../../lib/mirror/types.ts";
import { coreOf, eventOf, snapshotOf } from "./events.ts";
import type { Rules } from "./mirror.ts";

/** A rule shown on one issue's row. */
export interface Spec {
  readonly name: string;
  readonly run: (rules: Rules) => void;
}

const MINUTE = 60_000;

/** A webhook with a whole issue, received at once. */
function told(updated: number, summary: string): Fact {
  const snapshot = snapshotOf(coreOf({ id: "1", summary }), updated);
  const event = eventOf({ snapshot, timestamp: updated, changelogId: String(updated) });
  return { by: "webhook", event, receivedAt: updated, delivery: String(updated) };
}

function seen(
  by: "id" | "search",
  { updated, summary, observedAt }: {
    readonly updated: number;
    readonly summary: string;
    readonly observedAt: number;
  },
): Fact {
  return { by, snapshot: snapshotOf(coreOf({ id: "1", summary }), updated), observedAt };
}

/** The row after all facts, in their order. */
function rowAfter({ decide }: Rules, facts: readonly Fact[]): IssueRow {
  const context = { now: 100 * MINUTE, canRefetch: true };
  return facts.reduce<IssueRow | null>(
    (row, fact) => decide({ row, part: null }, { fact, context }).row,
    null,
  )!;
}

const old = { updated: 1 * MINUTE, summary: "old" };
const older = { updated: 0.5 * MINUTE, summary: "older" };

/** The rules, each with what must not happen. */
export const SPECS: readonly Spec[] = [
  {
    name: "two reads by id that disagree make nothing fall",
    run(rules) {
      const row = rowAfter(rules, [
        told(2 * MINUTE, "new"),
        seen("id", { ...old, observedAt: 10 * MINUTE }),
        seen("id", { ...older, observedAt: 20 * MINUTE }),
      ]);
      assert.equal(row.core.summary, "new");
      assert.equal(row.fallen?.updated, older.updated);
    },
  },
  {
    name: "a read by id that shows the row again outdates the read before that did not",
    run(rules) {
      const row = rowAfter(rules, [
        seen("id", { updated: 2 * MINUTE, summary: "new", observedAt: 3 * MINUTE }),
        seen("id", { ...old, observedAt: 10 * MINUTE }),
        seen("id", { updated: 2 * MINUTE, summary: "new", observedAt: 11 * MINUTE }),
        seen("id", { ...old, observedAt: 12 * MINUTE }),
      ]);
      assert.equal(row.core.summary, "new");
    },
  },
  {
    name: "a new version outdates the read before that showed an old one",
    run(rules) {
      const row = rowAfter(rules, [
        told(2 * MINUTE, "new"),
        seen("id", { ...old, observedAt: 10 * MINUTE }),
        told(11 * MINUTE, "newest"),
        seen("id", { ...old, observedAt: 13 * MINUTE }),
      ]);
      assert.equal(row.core.summary, "newest");
    },
  },
  {
    name: "a search page is no fresher proof than a read by id",
    run(rules) {
      const row = rowAfter(rules, [
        seen("id", { ...old, observedAt: 10 * MINUTE }),
        seen("search", { ...old, observedAt: 20 * MINUTE }),
      ]);
      assert.deepEqual(row.evidence, { by: "id", observedAt: 10 * MINUTE });
    },
  },
  {
    name: "an imported issue, older than the one that left its key, has the key",
    run({ settleAlias }) {
      const left = { id: "1", current: false, version: 2 };
      const imported = { id: "2", current: true, version: 1 };
      assert.equal(settleAlias(left, imported).id, "2");
      assert.equal(settleAlias(imported, left).id, "2");
    },
  },
];
