/**
 * Which issue an issue key stands for. A moved issue leaves its old key behind, which keeps standing
 * for it until another issue, alive, takes that key.
 *
 * @module
 */

import type { IssueSnapshot } from "../jira/types.ts";
import { compareNumerals } from "./evidence.ts";
import type { Fact, Verdict } from "./fact.ts";
import type { IssueRow } from "./types.ts";

/** An issue that has a key, or once had it. */
export interface Alias {
  /** Issue id. */
  readonly id: string;
  /** Whether it is the key of an issue alive. */
  readonly current: boolean;
  /** A version (ms) at which the issue had the key. Two issues never have one key at one time. */
  readonly version: number;
  /** What other issues claim, best first. */
  readonly others?: readonly Alias[];
}

/** Issues a key is remembered to have stood for. */
const HOLDERS = 4;

/** An issue's claim on a key. */
export interface AliasClaim {
  readonly key: string;
  readonly claim: Alias;
}

/**
 * Settles whom a key stands for, in whatever order claims come: an issue alive comes before one that
 * only had it, then who had it later. Returns `known` itself when the claim says nothing new.
 */
export function settleAlias(known: Alias | null, claim: Alias): Alias {
  if (known === null) return claim;
  const { others = [], ...first } = known;
  const all = [first, ...others];
  const own = all.find(({ id }) => id === claim.id);
  if (own?.current === claim.current && own.version >= claim.version) return known;
  const [best, ...rest] = [...all.filter((each) => each !== own), claim].sort(compareHolders);
  return rest.length === 0 ? best! : { ...best!, others: rest.slice(0, HOLDERS - 1) };
}

function compareHolders(a: Alias, b: Alias): number {
  return Number(b.current) - Number(a.current) || b.version - a.version ||
    compareNumerals(b.id, a.id);
}

/** The claims on keys that a verdict makes. `before` is the row it was reached on. */
export function aliasClaims(
  before: IssueRow | null,
  { verdict, fact }: { readonly verdict: Verdict; readonly fact: Fact },
): AliasClaim[] {
  const { row } = verdict;
  if (row === null) return [];
  const former = formerKeys(row, { before, fact });
  const settled = before !== null && former.size === 0 &&
    (before.tombstone === null) === (row.tombstone === null);
  const claims = settled ? [] : [claimOf(row, { key: row.core.key, version: row.updated })];
  for (const [key, version] of former) claims.push(claimOf(row, { key, version }));
  return claims.filter(({ key }) => key !== "");
}

function claimOf(
  row: IssueRow,
  { key, version }: { readonly key: string; readonly version: number },
): AliasClaim {
  const current = key === row.core.key && row.tombstone === null;
  return { key, claim: { id: row.core.id, current, version } };
}

function snapshotIn(fact: Fact): IssueSnapshot | null {
  if (fact.by === "webhook") return fact.event.snapshot;
  return "snapshot" in fact ? fact.snapshot : null;
}

/** Other keys of the issue, each with a version at which it had it. */
function formerKeys(
  row: IssueRow,
  { before, fact }: { readonly before: IssueRow | null; readonly fact: Fact },
): Map<string, number> {
  const keys = new Map<string, number>();
  if (fact.by === "webhook") {
    const { changes, snapshot } = fact.event;
    for (const { field, fieldId, from } of changes) {
      const isKey = (fieldId ?? field).toLowerCase() === "issuekey" || field === "Key";
      // It had the key until this version, at which another issue may have it already.
      if (isKey && from !== null && snapshot !== null) keys.set(from, snapshot.updated - 1);
    }
  }
  const snapshot = snapshotIn(fact);
  if (snapshot !== null) keys.set(snapshot.core.key, snapshot.updated);
  if (before !== null) keys.set(before.core.key, before.updated);
  keys.delete(row.core.key);
  return keys;
}
