/**
 * Which of two pictures of an issue is the newer: the rules that make every order of arrival end in
 * the same columns. What they can't tell they keep as it is, and ask for a read by id.
 *
 * @module
 */

import type { IssueSnapshot } from "../jira/types.ts";
import { compareEvents, compareText, fresher, settledAt, timeOf } from "./evidence.ts";
import { DEBOUNCE, MARGIN, SECOND } from "./fact.ts";
import type { Evidence, IssueRow } from "./types.ts";

/** A full picture of an issue and what proves it. */
export interface Sight {
  readonly snapshot: IssueSnapshot;
  readonly evidence: Evidence;
}

/** What a sight means for a row. */
export interface Ruling {
  /** The row as it shall be; the same reference when nothing changes. */
  readonly row: IssueRow;
  /** `taken`: its columns are the sight's now. `older`: the sight is behind the row. */
  readonly standing: "taken" | "older" | "even";
  /** Ms until a read by id should begin; `null` when none is needed. */
  readonly wait: number | null;
}

/** The row of an issue seen for the first time. */
export function firstRow({ snapshot, evidence }: Sight): IssueRow {
  const { core, updated, hash } = snapshot;
  const aliveAt = evidence.by === "id" ? evidence.observedAt : 0;
  return { core, updated, hash, evidence, tombstone: null, aliveAt, fallen: null, changes: [] };
}

/** Rules on the columns of `row`; whether the issue is alive is not its business. */
export function weigh(row: IssueRow, sight: Sight): Ruling {
  const { snapshot, evidence } = sight;
  if (snapshot.updated > row.updated) return weighNewer(row, sight);
  if (snapshot.updated < row.updated) return weighOlder(row, sight);
  if (snapshot.hash !== row.hash) return weighConflict(row, sight);
  const best = fresher(row.evidence, evidence);
  return { row: best === row.evidence ? row : prove(row, best), standing: "even", wait: null };
}

function take(row: IssueRow, { snapshot, evidence }: Sight): IssueRow {
  const { core, updated, hash } = snapshot;
  return { ...row, core, updated, hash, evidence, fallen: null };
}

/** A fresher proof of the row outdates reads begun before it. */
function prove(row: IssueRow, evidence: Evidence): IssueRow {
  const { fallen } = row;
  const stands = fallen !== null && fallen.observedAt > settledAt(evidence);
  return { ...row, evidence, fallen: stands ? fallen : null };
}

/**
 * A newer version applies. But a read by id that began after it was made and did not show it speaks
 * against it, and so does a webhook's picture: it lagged, or Jira has gone back (a restored site)
 * and this was there before. A read is to tell; until then a clear contradiction by a read keeps the
 * row, unless the sight is the latest read.
 */
function weighNewer(row: IssueRow, sight: Sight): Ruling {
  const { snapshot, evidence } = sight;
  const passed = row.aliveAt - snapshot.updated;
  const latest = evidence.by === "id" && evidence.observedAt >= row.aliveAt;
  const wait = passed > 0 || isPassedOver(row.evidence, snapshot.updated) ? DEBOUNCE : null;
  if (passed > MARGIN && !latest) return { row, standing: "older", wait };
  return { row: take(row, sight), standing: "taken", wait };
}

function weighOlder(row: IssueRow, { snapshot, evidence }: Sight): Ruling {
  if (evidence.by === "id") return weighFall(row, { snapshot, observedAt: evidence.observedAt });
  const wait = isPassedOver(evidence, row.updated) ? DEBOUNCE : null;
  return { row, standing: "older", wait };
}

/**
 * A webhook's picture is as old as its event. One that shows less than a version made clearly before
 * it hints that `updated` has fallen, whichever of the two comes first.
 */
function isPassedOver(evidence: Evidence, version: number): boolean {
  return evidence.by === "webhook" && evidence.timestamp > version + MARGIN;
}

/** A read by id that shows an older version than the row's: late, lagging, or Jira went back. */
function weighFall(
  row: IssueRow,
  { snapshot, observedAt }: { readonly snapshot: IssueSnapshot; readonly observedAt: number },
): Ruling {
  // A read begun before the row's version was made could not show it.
  if (observedAt <= row.updated || row.tombstone !== null) {
    return { row, standing: "older", wait: null };
  }
  const lag = settledAt(row.evidence) - observedAt;
  if (lag >= 0) return { row, standing: "older", wait: lag + SECOND };
  const { updated, hash } = snapshot;
  const seen = { updated, hash, observedAt };
  const first = row.fallen ?? seen;
  if (first.updated !== updated || first.hash !== hash) {
    return fall(row, { fallen: first.observedAt > observedAt ? first : seen, observedAt });
  }
  if (Math.abs(observedAt - first.observedAt) >= MARGIN) {
    const evidence = {
      by: "id",
      observedAt: Math.max(observedAt, first.observedAt),
    } as const;
    return { row: take(row, { snapshot, evidence }), standing: "taken", wait: null };
  }
  return fall(row, { fallen: first.observedAt < observedAt ? first : seen, observedAt });
}

/** Remembers the read; a second one, `MARGIN` later, is to agree. */
function fall(
  row: IssueRow,
  { fallen, observedAt }: {
    readonly fallen: NonNullable<IssueRow["fallen"]>;
    readonly observedAt: number;
  },
): Ruling {
  const wait = fallen.observedAt + MARGIN - observedAt + SECOND;
  return { row: { ...row, fallen }, standing: "older", wait };
}

/**
 * One version, two contents: edits within one millisecond, or changes that don't move `updated`.
 * Unless one is a read by id begun well after the other, a read by id is to confirm.
 */
function weighConflict(row: IssueRow, sight: Sight): Ruling {
  const [mine, other] = [row.evidence, sight.evidence];
  const gap = timeOf(other) - timeOf(mine);
  const wins = preferred(row, sight);
  const sure = wins === "row"
    ? mine.by === "id" && gap < -MARGIN
    : wins === "sight" && other.by === "id" && gap > MARGIN;
  const wait = sure ? null : DEBOUNCE;
  if (wins === "sight") return { row: take(row, sight), standing: "taken", wait };
  return { row, standing: wins === "row" ? "older" : "even", wait };
}

function preferred(row: IssueRow, sight: Sight): "row" | "sight" | "neither" {
  const [mine, other] = [row.evidence, sight.evidence];
  const gap = timeOf(other) - timeOf(mine);
  if (mine.by === other.by && mine.by !== "search") {
    const order = mine.by === "webhook" && other.by === "webhook"
      ? compareEvents(other, mine)
      : gap;
    return (order || compareText(sight.snapshot.hash, row.hash)) > 0 ? "sight" : "row";
  }
  if (other.by === "id" && gap > 0) return "sight";
  if (mine.by === "id" && gap < 0) return "row";
  return "neither";
}
