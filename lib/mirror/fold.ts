/**
 * Many facts decided one after the other, each seeing what the ones before it did.
 *
 * @module
 */

import { issueKey, keyName, partKey, refetchKey } from "../store/keys.ts";
import type { Key, Limits } from "../store/types.ts";
import { type AliasClaim, aliasClaims } from "./alias.ts";
import { decide, type Fact, subjects, type Verdict } from "./decide.ts";
import { itemText } from "./fit_item.ts";
import type { DeliveryRecord, Head, IssueRow, LogEntry, PartRow } from "./types.ts";
import type { Applied, DeliveryRef, Fence, Work } from "./work.ts";

/** Rows by key as the facts before left them. */
export type RowLookup = (key: Key) => unknown;

/** The facts decided so far and what they would write. */
export interface Fold {
  readonly results: Applied[];
  readonly entries: LogEntry[];
  readonly rows: Map<string, { readonly key: Key; readonly value: unknown }>;
  /** Issue rows as they were before the first fact that changed them. */
  readonly issues: Map<string, IssueRow | null>;
  readonly sets: { readonly key: Key; readonly value: unknown }[];
  readonly records: DeliveryRecord[];
  /** Deliveries done, by the inbox entry they are taken out of. */
  readonly fences: Map<Fence, Set<string>>;
  readonly claims: AliasClaim[];
  /** When the first of the reads asked for may begin, by our clock (ms); `null` when none is. */
  wanted: number | null;
  /** Rough bytes of the change. */
  bytes: number;
}

/** What folding needs to know. */
export interface FoldContext {
  readonly site: string;
  readonly head: Head;
  readonly now: number;
  readonly canRefetch: boolean;
  readonly limits: Limits;
  /** Rows read or cached. */
  readonly lookup: RowLookup;
}

/** Part of a commit the estimated bytes may fill; the estimate is rough. */
const FILL = 0.6;

/** Bytes of one delivery record, roughly; those of a commit share a value. */
const RECORD_BYTES = 500;

/** Mutations one work needs at most: row, part, two index keys, aliases, log, record, refetches. */
const MUTATIONS_PER_WORK = 14;

/** The keys of the rows that `fact` is decided on. */
export function rowKeys(site: string, fact: Fact): Key[] {
  const about = subjects(fact);
  const keys: Key[] = [];
  if (about.issueId !== null) keys.push(issueKey(site, about.issueId));
  if (about.part !== null) keys.push(partKey(site, about.part));
  return keys;
}

/** Decides `works` in order, as many as one commit can hold. */
export function foldWorks(works: readonly Work[], context: FoldContext): Fold {
  const fold: Fold = {
    results: [],
    entries: [],
    rows: new Map(),
    issues: new Map(),
    sets: [],
    records: [],
    fences: new Map(),
    claims: [],
    wanted: null,
    bytes: 0,
  };
  for (const work of works) {
    if (fold.results.length > 0 && isFull(fold, context.limits)) break;
    fold.results.push(foldOne(fold, { work, context }));
  }
  return fold;
}

function isFull(fold: Fold, limits: Limits): boolean {
  return fold.bytes > limits.commitBytes * FILL ||
    (fold.results.length + 1) * MUTATIONS_PER_WORK > limits.mutations ||
    (fold.records.length + 1) * RECORD_BYTES > limits.valueBytes ||
    // The head needs a check too, and the next work may come from another entry.
    fold.fences.size + 2 > limits.checks;
}

function foldOne(
  fold: Fold,
  { work, context }: { readonly work: Work; readonly context: FoldContext },
): Applied {
  const { site, now } = context;
  const canRefetch = context.canRefetch && work.issueAbsent !== true;
  const read = (key: Key | null) => {
    if (key === null) return null;
    const changed = fold.rows.get(keyName(key));
    return changed === undefined ? context.lookup(key) ?? null : changed.value;
  };
  try {
    const about = subjects(work.fact);
    const rowKey = about.issueId === null ? null : issueKey(site, about.issueId);
    const ownKey = about.part === null ? null : partKey(site, about.part);
    const known = { row: read(rowKey) as IssueRow | null, part: read(ownKey) as PartRow | null };
    const verdict = decide(known, { fact: work.fact, context: { now, canRefetch } });
    if (verdict.outcome === "held") {
      noteRefetches(fold, { site, verdict });
      return { status: "held", issueId: about.issueId };
    }
    // Whatever may throw comes before the first note: a fact is taken in whole or not at all.
    const claims = aliasClaims(known.row, { verdict, fact: work.fact });
    if (rowKey !== null) noteRow(fold, { key: rowKey, before: known.row, verdict });
    if (ownKey !== null && verdict.part !== known.part) {
      setRow(fold, { key: ownKey, value: verdict.part });
    }
    noteRefetches(fold, { site, verdict });
    fold.claims.push(...claims);
    const seq = noteEntry(fold, { context, verdict, delivery: work.delivery });
    noteDelivery(fold, { context, work, verdict, seq, issueId: about.issueId });
    return {
      status: "done",
      outcome: verdict.outcome,
      seq,
      issueId: about.issueId,
      suspect: verdict.suspect,
      isNew: rowKey !== null && known.row === null,
    };
  } catch (cause) {
    return { status: "failed", cause };
  }
}

/** Notes a row as it shall be. */
export function setRow(fold: Fold, row: { readonly key: Key; readonly value: unknown }): void {
  fold.rows.set(keyName(row.key), row);
}

function noteRow(
  fold: Fold,
  change: {
    readonly key: Key;
    readonly before: IssueRow | null;
    readonly verdict: Verdict;
  },
): void {
  const { before, verdict } = change;
  const after = verdict.row;
  if (after === before || after === null) return;
  const first = fold.rows.get(keyName(change.key));
  if (first === undefined) fold.issues.set(after.core.id, before);
  setRow(fold, { key: change.key, value: after });
  fold.bytes += rowBytes(after);
}

function noteRefetches(
  fold: Fold,
  { site, verdict }: { readonly site: string; readonly verdict: Verdict },
): void {
  for (const refetch of verdict.refetch) {
    fold.sets.push({ key: refetchKey(site, refetch.issueId), value: refetch });
    fold.wanted = Math.min(fold.wanted ?? Infinity, refetch.notBefore);
    fold.bytes += 200;
  }
}

function noteEntry(
  fold: Fold,
  options: {
    readonly context: FoldContext;
    readonly verdict: Verdict;
    readonly delivery: DeliveryRef | null;
  },
): number | null {
  const { context, verdict } = options;
  if (verdict.draft === null) return null;
  const seq = context.head.seq + fold.entries.length + 1;
  const { item, ...rest } = verdict.draft;
  const entry: LogEntry = {
    seq,
    ...rest,
    delivery: options.delivery?.record.id ?? null,
    at: context.now,
    text: itemText({ seq, ...item }),
  };
  fold.entries.push(entry);
  fold.bytes += entry.text.length * 2 + 400;
  return seq;
}

function noteDelivery(
  fold: Fold,
  options: {
    readonly context: FoldContext;
    readonly work: Work;
    readonly verdict: Verdict;
    readonly seq: number | null;
    readonly issueId: string | null;
  },
): void {
  const { context, work, verdict, seq, issueId } = options;
  const { delivery } = work;
  if (delivery === null || verdict.outcome === "held") return;
  const record: DeliveryRecord = {
    ...delivery.record,
    appliedAt: context.now,
    issue: issueId,
    outcome: verdict.outcome,
    seq,
  };
  const done = fold.fences.get(delivery.fence);
  if (done === undefined) {
    fold.fences.set(delivery.fence, new Set([record.id]));
    fold.bytes += delivery.fence.bytes;
  } else done.add(record.id);
  fold.records.push(record);
  fold.bytes += RECORD_BYTES;
}

function rowBytes(row: IssueRow): number {
  const { core } = row;
  const texts = core.summary.length + (core.description?.length ?? 0) + row.changes.join().length;
  const names = [...core.components, ...core.fixVersions].reduce(
    (sum, n) => sum + n.name.length,
    0,
  );
  return 1_500 + 2 * (texts + names + core.labels.join().length);
}
