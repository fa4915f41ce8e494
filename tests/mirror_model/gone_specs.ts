/**
 * What a census may bury, and what brings it back, shown step by step: later reads would repair what
 * a breach of these rules does.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Fact, Verdict } from "../../lib/mirror/decide.ts";
import type { GoneState } from "../../lib/mirror/types.ts";
import { commentOf, coreOf, eventOf, snapshotOf } from "./events.ts";
import type { Rules } from "./mirror.ts";
import type { Spec } from "./specs.ts";

const MINUTE = 60_000;

const snapshot = snapshotOf(coreOf({ id: "1" }), MINUTE);

function edited(at: number, updated: number = MINUTE): Fact {
  const event = eventOf({ snapshot: { ...snapshot, updated }, timestamp: at });
  return { by: "webhook", event, receivedAt: at, delivery: String(at) };
}

function read(observedAt: number, by: "id" | "search" = "id"): Fact {
  return { by, snapshot, observedAt };
}

function gone(state: GoneState, observedAt: number): Fact {
  return { by: "gone", issueId: "1", state, observedAt };
}

function deleted(at: number, receivedAt: number = at): Fact {
  const what = { name: "jira:issue_deleted", kind: "deleted", action: "deleted" } as const;
  const event = eventOf({ ...what, issueId: "1", timestamp: at });
  return { by: "webhook", event, receivedAt, delivery: `deleted ${at}` };
}

/** What each fact means after the ones before it. */
function verdicts({ decide }: Rules, facts: readonly Fact[]): readonly Verdict[] {
  const all: Verdict[] = [];
  for (const fact of facts) {
    const known = { row: all.at(-1)?.row ?? null, part: null };
    const now = "receivedAt" in fact ? fact.receivedAt : fact.observedAt;
    all.push(decide(known, { fact, context: { now, canRefetch: true } }));
  }
  return all;
}

function last(rules: Rules, facts: readonly Fact[]): Verdict {
  return verdicts(rules, facts).at(-1)!;
}

function isBuried({ row }: Verdict): boolean {
  return row!.tombstone !== null;
}

/** The rules, each with what must not happen. */
export const GONE_SPECS: readonly Spec[] = [
  {
    name: "an issue read after the census read, or within a minute before it, is not buried",
    run(rules) {
      for (const [at, buried] of [[30, false], [19.5, false], [18.9, true]] as const) {
        const facts = [edited(MINUTE), read(at * MINUTE), gone("deleted", 20 * MINUTE)];
        assert.equal(isBuried(last(rules, facts)), buried, `read at ${at} min`);
        // Alive it was, whatever it looked like.
        const changed = edited(2 * MINUTE, 2 * MINUTE);
        const older = [changed, read(at * MINUTE), gone("deleted", 20 * MINUTE)];
        assert.equal(isBuried(last(rules, older)), buried, `older read at ${at} min`);
      }
    },
  },
  {
    name: "an issue changed after the census read, or within a minute before it, is not buried",
    run(rules) {
      for (const [at, buried] of [[30, false], [19.5, false], [18.9, true]] as const) {
        const facts = [edited(MINUTE), edited(at * MINUTE), gone("deleted", 20 * MINUTE)];
        assert.equal(isBuried(last(rules, facts)), buried, `event at ${at} min`);
        const changed = edited(MINUTE, at * MINUTE);
        const other = [changed, gone("deleted", 20 * MINUTE)];
        assert.equal(isBuried(last(rules, other)), buried, `version of ${at} min`);
      }
    },
  },
  {
    name: "what a census could not bury for a sign of life before its read stays suspect",
    run(rules) {
      const suspect = [edited(MINUTE), read(19.5 * MINUTE), gone("deleted", 20 * MINUTE)];
      assert.ok(last(rules, suspect).suspect);
      const alive = [edited(MINUTE), read(21 * MINUTE), gone("deleted", 20 * MINUTE)];
      assert.ok(!last(rules, alive).suspect);
    },
  },
  {
    name: "what is archived, trashed or hidden comes back by a read begun a second later",
    run(rules) {
      for (const state of ["archived", "trashed", "hidden"] as const) {
        const back = last(rules, [edited(MINUTE), gone(state, 20 * MINUTE), read(20 * MINUTE + 1)]);
        assert.ok(!isBuried(back), state);
        assert.equal(back.draft?.item.action, "restored");
      }
    },
  },
  {
    name: "what was found deleted comes back by a read begun a minute later, and one before asks",
    run(rules) {
      const found = [edited(MINUTE), gone("deleted", 20 * MINUTE)];
      const early = last(rules, [...found, read(20.5 * MINUTE)]);
      assert.ok(isBuried(early));
      assert.equal(early.refetch.length, 1);
      assert.ok(!isBuried(last(rules, [...found, read(21.1 * MINUTE)])));
    },
  },
  {
    name: "a search page brings nothing back, but asks for a read",
    run(rules) {
      const seen = last(rules, [
        edited(MINUTE),
        gone("archived", 20 * MINUTE),
        read(30 * MINUTE, "search"),
      ]);
      assert.ok(isBuried(seen));
      assert.equal(seen.refetch.length, 1);
    },
  },
  {
    name: "a sign of life in the minute before the census read asks for a read",
    run(rules) {
      const found = [edited(MINUTE), gone("deleted", 20 * MINUTE)];
      assert.equal(last(rules, [...found, edited(19.5 * MINUTE)]).refetch.length, 1);
      assert.equal(last(rules, [...found, read(19.5 * MINUTE)]).refetch.length, 1);
      assert.equal(last(rules, [...found, edited(18.5 * MINUTE)]).refetch.length, 0);
    },
  },
  {
    name: "Jira's word for a delete found before takes its place and is not told again",
    run(rules) {
      const found = [edited(MINUTE), gone("deleted", 20 * MINUTE)];
      const late = last(rules, [...found, deleted(10 * MINUTE, 60 * MINUTE)]);
      const jiras = { at: 10 * MINUTE, receivedAt: 60 * MINUTE, foundAt: 20 * MINUTE };
      assert.deepEqual(late.row?.tombstone, jiras);
      assert.equal(late.draft, null);
    },
  },
  {
    name: "a delete later than what was found, or of what was hidden, is told and not late",
    run(rules) {
      const later = [edited(MINUTE), gone("deleted", 20 * MINUTE), deleted(30 * MINUTE)];
      const hidden = [edited(MINUTE), gone("hidden", 20 * MINUTE), deleted(19 * MINUTE)];
      for (const facts of [later, hidden]) {
        const { draft } = last(rules, facts);
        assert.equal(draft?.item.action, "deleted");
        assert.equal(draft.item.late, undefined);
      }
    },
  },
  {
    name: "a delete that is over is told as late though the issue was found deleted again",
    run(rules) {
      const { draft } = last(rules, [
        edited(MINUTE),
        read(15 * MINUTE),
        gone("deleted", 20 * MINUTE),
        deleted(5 * MINUTE, 30 * MINUTE),
      ]);
      assert.equal(draft?.item.late, true);
    },
  },
  {
    name: "a comment deleted of an issue that is hidden is told",
    run(rules) {
      const part = commentOf({ id: "7", deleted: true });
      const about = { kind: "commented", action: "deleted", issueId: "1", touches: ["1"] } as const;
      const event = eventOf({ ...about, part, timestamp: 21 * MINUTE });
      const fact = { by: "webhook", event, receivedAt: 21 * MINUTE, delivery: "7" } as const;
      const hidden = last(rules, [edited(MINUTE), gone("hidden", 20 * MINUTE), fact]);
      assert.equal(hidden.draft?.item.action, "deleted");
      assert.equal(last(rules, [edited(MINUTE), gone("deleted", 20 * MINUTE), fact]).draft, null);
    },
  },
  {
    name: "an issue that comes back twice gives two entries",
    run(rules) {
      const items = verdicts(rules, [
        edited(MINUTE),
        gone("hidden", 20 * MINUTE),
        read(22 * MINUTE),
        gone("hidden", 30 * MINUTE),
        read(32 * MINUTE),
      ]).flatMap(({ draft }) => draft === null ? [] : [draft.item.id]);
      assert.equal(new Set(items).size, 5);
    },
  },
  {
    name: "what is gone is not found gone again",
    run(rules) {
      const known = last(rules, [
        edited(MINUTE),
        deleted(10 * MINUTE),
        gone("hidden", 30 * MINUTE),
      ]);
      assert.deepEqual(known.row?.tombstone, { at: 10 * MINUTE, receivedAt: 10 * MINUTE });
      assert.equal(known.draft, null);
      const found = [edited(MINUTE), gone("archived", 20 * MINUTE)];
      const again = last(rules, [...found, gone("deleted", 30 * MINUTE)]);
      assert.deepEqual(again.row?.tombstone, last(rules, found).row?.tombstone);
      assert.equal(again.draft, null);
    },
  },
];
