/**
 * How two proofs of the same state compare.
 *
 * @module
 */

import { MARGIN } from "./fact.ts";
import type { Evidence } from "./types.ts";

/** Evidence by webhook. */
export type WebhookEvidence = Extract<Evidence, { by: "webhook" }>;

/** The instant on Jira's clock (ms) that `evidence` speaks of. */
export function timeOf(evidence: Evidence): number {
  return evidence.by === "webhook" ? evidence.timestamp : evidence.observedAt;
}

/** The instant after which a read by id that begins can't be behind `evidence` any more, in ms. */
export function settledAt(evidence: Evidence): number {
  return evidence.by === "webhook" ? evidence.receivedAt + MARGIN : evidence.observedAt;
}

/** Orders webhooks of one version: by event time, then by Jira's counting changelog ids. */
export function compareEvents(a: WebhookEvidence, b: WebhookEvidence): number {
  return a.timestamp - b.timestamp || compareNumerals(a.changelogId, b.changelogId);
}

/** Orders numerals of any length by value; none comes first. */
export function compareNumerals(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return left.length - right.length || compareText(left, right);
}

/** Orders texts by code unit. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * The better of two proofs of the same content: the same one whichever comes first. A search page
 * proves least, because it may lag by minutes; its first sight is kept, so that overlapping sweeps
 * rewrite nothing.
 */
export function fresher(known: Evidence, other: Evidence): Evidence {
  if (known.by === "webhook" && other.by === "webhook") return fresherEvent(known, other);
  if (known.by === "search" && other.by === "search") {
    return other.observedAt < known.observedAt ? other : known;
  }
  if (other.by === "search") return known;
  if (known.by === "search") return other;
  const gap = timeOf(other) - timeOf(known);
  return gap > 0 || (gap === 0 && other.by === "webhook" && known.by === "id") ? other : known;
}

function fresherEvent(known: WebhookEvidence, other: WebhookEvidence): WebhookEvidence {
  const order = compareEvents(other, known);
  return order > 0 || (order === 0 && other.receivedAt < known.receivedAt) ? other : known;
}
