/**
 * A mirror in memory around `decide`: it keeps the rows, the feed, what is held and what is to be
 * read again, as the real one does in the store.
 *
 * @module
 */

import type { Alias, aliasClaims, settleAlias } from "../../lib/mirror/alias.ts";
import type { decide, Draft, Fact, Refetch, subjects } from "../../lib/mirror/decide.ts";
import type { IssueRow, PartRow } from "../../lib/mirror/types.ts";

/** The code under test: the real modules, or a copy of them with a mistake in it. */
export interface Rules {
  readonly decide: typeof decide;
  readonly subjects: typeof subjects;
  readonly aliasClaims: typeof aliasClaims;
  readonly settleAlias: typeof settleAlias;
}

/** One fact applied: the issue's row before and after it, and the entry it made. */
export interface Step {
  readonly fact: Fact;
  readonly before: IssueRow | null;
  readonly after: IssueRow | null;
  readonly draft: Draft | null;
}

/** A mirror in memory. */
export interface Mirror {
  readonly rows: Map<string, IssueRow>;
  readonly parts: Map<string, PartRow>;
  readonly aliases: Map<string, Alias>;
  readonly steps: Step[];
  readonly wanted: Map<string, number>;
  /** Issues it ever asked to be read. */
  readonly asked: Set<string>;
  /** Applies a fact at `now`, then what was held for its issue. */
  apply(fact: Fact, now: number): void;
}

/** Makes an empty mirror. */
export function createMirror(rules: Rules, options: { readonly canRefetch: boolean }): Mirror {
  const held: Fact[] = [];
  const mirror: Mirror = {
    rows: new Map(),
    parts: new Map(),
    aliases: new Map(),
    steps: [],
    wanted: new Map(),
    asked: new Set(),
    apply(fact, now) {
      const { issueId } = rules.subjects(fact);
      if (!applyOne({ rules, mirror, fact, now, ...options })) held.push(fact);
      const known = issueId !== null && mirror.rows.has(issueId);
      if (!known && fact.by !== "absent") return;
      const mine = held.filter((other) => rules.subjects(other).issueId === issueId);
      for (const other of mine) {
        held.splice(held.indexOf(other), 1);
        // What isn't there won't become known: it is shown with what its event tells.
        const canRefetch = known && options.canRefetch;
        applyOne({ rules, mirror, fact: other, now, canRefetch });
      }
    },
  };
  return mirror;
}

/** Answers whether the fact was applied rather than held. */
function applyOne(
  { rules, mirror, fact, now, canRefetch }: {
    readonly rules: Rules;
    readonly mirror: Mirror;
    readonly fact: Fact;
    readonly now: number;
    readonly canRefetch: boolean;
  },
): boolean {
  const { issueId, part } = rules.subjects(fact);
  const partName = part === null ? null : `${part.kind}:${part.id}`;
  const row = (issueId === null ? undefined : mirror.rows.get(issueId)) ?? null;
  const known = {
    row,
    part: (partName === null ? undefined : mirror.parts.get(partName)) ?? null,
  };
  const verdict = rules.decide(known, { fact, context: { now, canRefetch } });
  want(mirror, verdict.refetch);
  if (verdict.outcome === "held") return false;
  if (issueId !== null && verdict.row !== null) mirror.rows.set(issueId, verdict.row);
  if (partName !== null && verdict.part !== null) mirror.parts.set(partName, verdict.part);
  mirror.steps.push({ fact, before: row, after: verdict.row, draft: verdict.draft });
  for (const { key, claim } of rules.aliasClaims(row, { verdict, fact })) {
    mirror.aliases.set(key, rules.settleAlias(mirror.aliases.get(key) ?? null, claim));
  }
  return true;
}

/** One request an issue; the newest replaces the one before, as it does in the store. */
function want(mirror: Mirror, refetches: readonly Refetch[]): void {
  for (const { issueId, notBefore } of refetches) {
    mirror.wanted.set(issueId, notBefore);
    mirror.asked.add(issueId);
  }
}
