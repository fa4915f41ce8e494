/**
 * What the mirror is told, and what it makes of it: the words `decide` is spoken to and answers in.
 *
 * @module
 */

import type { FeedItem } from "../feed/protocol.ts";
import type { IssueSnapshot, JiraEvent } from "../jira/types.ts";
import type { GoneState, IssueRow, Outcome, PartRow, Scope } from "./types.ts";

/**
 * How far a read by id may lag behind what Jira has already told, and how far Jira's clock and ours
 * may differ, in ms. Reads were seen to trail webhooks by seconds; a minute leaves room.
 */
export const MARGIN = 60_000;

/** How long a refetch waits for more news of the same issue, in ms. */
export const DEBOUNCE = 2_000;

/** Jira's `Date` header, which `observedAt` comes from, counts whole seconds. */
export const SECOND = 1_000;

/** A webhook's event. `receivedAt` is by our clock, in ms; `delivery` is the id we gave it. */
export interface WebhookFact {
  readonly by: "webhook";
  readonly event: JiraEvent;
  readonly receivedAt: number;
  readonly delivery: string;
}

/** An issue read by id, or seen on a search page; the request began at `observedAt` (Jira's clock, ms). */
export interface ReadFact {
  readonly by: "id" | "search";
  readonly snapshot: IssueSnapshot;
  readonly observedAt: number;
}

/** A read by id that found nothing: it makes a suspect, never a delete. */
export interface AbsentFact {
  readonly by: "absent";
  readonly issueId: string;
  readonly observedAt: number;
}

/**
 * What a census proved: the issue is gone, and how. The read by id that did not find it began at
 * `observedAt` (Jira's clock, ms).
 */
export interface GoneFact {
  readonly by: "gone";
  readonly issueId: string;
  readonly state: GoneState;
  readonly observedAt: number;
}

/** One thing learned from Jira. */
export type Fact = WebhookFact | ReadFact | AbsentFact | GoneFact;

/** The rows a fact is about, as they are now. */
export interface Known {
  readonly row: IssueRow | null;
  readonly part: PartRow | null;
}

/** What deciding needs besides rows and fact. */
export interface Context {
  /** Our clock, ms. */
  readonly now: number;
  /** Whether issues can be read from Jira. */
  readonly canRefetch: boolean;
}

/** A request to read an issue by id, not before an instant of our clock (ms). */
export interface Refetch {
  readonly issueId: string;
  readonly notBefore: number;
}

/** An entry of the log that has no place in it yet. */
export interface Draft {
  readonly item: Omit<FeedItem, "seq">;
  readonly kind: string;
  readonly scope: Scope;
  /** The scope before the change, where it differs. */
  readonly prior: Scope | null;
  readonly actor: string | null;
  readonly mentions: readonly string[];
}

/** What a fact means. Rows are the same references when they stay as they are. */
export interface Verdict {
  readonly row: IssueRow | null;
  readonly part: PartRow | null;
  /** `held`: to be decided again when the issue is known; nothing is to be written. */
  readonly outcome: Outcome | "held";
  readonly draft: Draft | null;
  readonly refetch: readonly Refetch[];
  /** A read did not find the issue the mirror thinks alive. */
  readonly suspect: boolean;
}
