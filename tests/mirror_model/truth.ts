/**
 * The truth about two issues, as it unfolds, and what Jira tells of it.
 *
 * @module
 */

import { changeIdentity } from "../../lib/jira/identity.ts";
import type { IssueSnapshot, JiraEvent } from "../../lib/jira/types.ts";
import type { GoneState } from "../../lib/mirror/types.ts";
import { eventOf } from "./events.ts";
import type { Copy, Op } from "./plan.ts";

/** When histories begin, ms. */
export const START = 1_700_000_000_000;

/** The truth about an issue from one moment on. */
export interface Moment {
  readonly at: number;
  readonly op: number;
  /** How it is gone; `null` while it is alive. */
  readonly gone: GoneState | null;
  readonly snapshot: IssueSnapshot;
}

/** An event that was told, or lost when there are no copies. */
export interface Told {
  readonly issue: number;
  readonly at: number;
  readonly event: JiraEvent;
  readonly copies: readonly Copy[];
  /** Events of one change have the same. */
  readonly change: string;
  /** What went with a deleted issue: may be left out of the feed. */
  readonly cascade: boolean;
}

/** The truth about one issue. */
export interface TrueIssue {
  readonly id: string;
  readonly moments: Moment[];
  /** Comments and worklogs by id: whether they are deleted. */
  readonly parts: Map<string, { deleted: boolean; cascade: boolean; version: number }>;
  readonly keys: Set<string>;
  /** When last something happened to it that only reads can show. */
  restoredAt: number | null;
  fellAt: number | null;
  /** When last it was gone without a word. */
  vanishedAt: number | null;
  /** The event time of its last delete that was told. */
  deletedAt: number | null;
}

/** A played plan. */
export interface History {
  readonly issues: readonly TrueIssue[];
  readonly told: readonly Told[];
  readonly end: number;
  readonly lost: boolean;
}

/** A history in the making. */
export interface World {
  readonly issues: TrueIssue[];
  readonly told: Told[];
  readonly bareAllowed: boolean;
  now: number;
  op: number;
  counter: number;
}

/** One act, and the issue it is done to as it is. */
export interface Scene {
  readonly op: Op;
  readonly issue: TrueIssue;
  readonly last: Moment;
}

/** Makes a state of an issue true from now on. */
export function pass(
  world: World,
  { issue, ...state }: Pick<Moment, "gone" | "snapshot"> & { readonly issue: TrueIssue },
): void {
  issue.moments.push({ at: world.now, op: world.op, ...state });
  issue.keys.add(state.snapshot.core.key);
}

/** Tells of the act, if it isn't to be lost. */
export function tell(
  world: World,
  { op, event, change }: {
    readonly op: Op;
    readonly event: Partial<JiraEvent>;
    readonly change?: string;
  },
): void {
  const copies = op.copies.map((copy) =>
    copy.body === "bare" && !world.bareAllowed ? { ...copy, body: "full" as const } : copy
  );
  const timestamp = event.timestamp ?? world.now + op.skew;
  const whole = eventOf({ ...event, timestamp });
  world.told.push({
    issue: op.issue,
    at: world.now,
    event: whole,
    copies,
    change: `${whole.issueId}-${change ?? changeIdentity(whole)}`,
    cascade: false,
  });
}
