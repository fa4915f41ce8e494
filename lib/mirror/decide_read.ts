/**
 * What an answer of Jira's REST API means.
 *
 * @module
 */

import {
  type AbsentFact,
  type Context,
  type Known,
  type ReadFact,
  type Refetch,
  SECOND,
  type Verdict,
} from "./fact.ts";
import { createRefetches } from "./refetch.ts";
import { tellDifference, tellFirst } from "./tell.ts";
import { doubtLine, proofLine, proofWait } from "./tombstone.ts";
import type { IssueRow, Tombstone } from "./types.ts";
import { firstRow, type Ruling, weigh } from "./version.ts";

interface ReadInput {
  readonly fact: ReadFact;
  readonly context: Context;
}

/** Decides on an issue that was read. */
export function decideRead(known: Known, input: ReadInput): Verdict {
  const { fact } = input;
  const { by, observedAt, snapshot } = fact;
  const sight = { snapshot, evidence: { by, observedAt } };
  if (known.row === null) {
    const first = tellFirst(firstRow(sight), observedAt);
    return { ...first, part: known.part, outcome: "applied", refetch: [], suspect: false };
  }
  const before = known.row;
  const revived = revive(before, fact);
  const ruling = weigh(revived, sight);
  const { row, draft } = tellDifference(before, seenAlive(ruling.row, fact));
  const applied = row.tombstone === null && (ruling.standing === "taken" || revived !== before);
  return {
    row,
    part: known.part,
    outcome: applied ? "applied" : ruling.standing === "older" ? "late" : "same",
    draft,
    refetch: readsAfter(input, { row, ruling }),
    suspect: false,
  };
}

/** Only a read by id begun well after the delete was known proves the issue restored. */
function revive(row: IssueRow, { by, observedAt }: ReadFact): IssueRow {
  if (row.tombstone === null || by !== "id") return row;
  return observedAt > proofLine(row.tombstone) ? { ...row, tombstone: null } : row;
}

function seenAlive(row: IssueRow, { by, observedAt }: ReadFact): IssueRow {
  return by === "id" && observedAt > row.aliveAt ? { ...row, aliveAt: observedAt } : row;
}

function readsAfter(
  { fact, context }: ReadInput,
  { row, ruling }: { readonly row: IssueRow; readonly ruling: Ruling },
): readonly Refetch[] {
  const refetches = createRefetches(context);
  const wait = row.tombstone === null ? ruling.wait : doubt(row.tombstone, { fact, context });
  if (wait !== null) refetches.add(row.core.id, wait);
  return refetches.list();
}

/** A deleted issue that was seen after its delete: seen too early to be proof, or on a lagging page. */
function doubt(
  tombstone: Tombstone,
  { fact, context }: ReadInput,
): number | null {
  const line = proofLine(tombstone);
  const doubtful = doubtLine(tombstone);
  if (fact.by === "id") {
    return fact.observedAt > doubtful ? line + SECOND - fact.observedAt : null;
  }
  const alive = fact.snapshot.updated > doubtful || fact.observedAt > line;
  return alive ? proofWait(tombstone, context.now) : null;
}

/** Decides on an issue that a read by id did not find. */
export function decideAbsent({ row, part }: Known, { observedAt }: AbsentFact): Verdict {
  // What was seen, or changed, after the read began was there.
  const alive = row !== null && row.tombstone === null;
  const suspect = alive && observedAt > Math.max(row.aliveAt, row.updated);
  return { row, part, outcome: "same", draft: null, refetch: [], suspect };
}
