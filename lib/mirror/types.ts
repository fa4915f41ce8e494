/**
 * Rows of the mirror and entries of the log, as they are stored.
 *
 * @module
 */

import type { Cursor } from "../feed/protocol.ts";
import type { IssueCore, Kind } from "../jira/types.ts";

/** Where the state in a row comes from, and how fresh that proof is. All times in ms. */
export type Evidence =
  | {
    readonly by: "webhook";
    /** Jira's event time. */
    readonly timestamp: number;
    readonly changelogId: string | null;
    /** When we first received it, by our clock. */
    readonly receivedAt: number;
  }
  | {
    /** `id`: read by id. `search`: seen on a search page, which may lag. */
    readonly by: "id" | "search";
    /** Start of the request, on Jira's clock. */
    readonly observedAt: number;
  };

/**
 * How an issue is gone. `deleted`. `archived`, `trashed`: with its project, which may come back.
 * `hidden`: the account may not see it any more.
 */
export type GoneState = "deleted" | "archived" | "trashed" | "hidden";

/** What is left of an issue that is gone. Times in ms. */
export interface Tombstone {
  /** Jira's time of the delete; of what a census found, the start of the read that proved it. */
  readonly at: number;
  /** When we learned of it. */
  readonly receivedAt: number;
  /** What a census found; absent when Jira told of the delete itself. */
  readonly state?: GoneState;
  /** Until when deletes are told already by what a census found before Jira told of one itself. */
  readonly foundAt?: number;
}

/** One issue in the mirror, alive or as a tombstone. */
export interface IssueRow {
  readonly core: IssueCore;
  /** `fields.updated` in ms: the version. */
  readonly updated: number;
  readonly hash: string;
  readonly evidence: Evidence;
  /** Set when the issue is gone. */
  readonly tombstone: Tombstone | null;
  /** Latest start of a read by id that returned the issue, on Jira's clock; 0 when none did. */
  readonly aliveAt: number;
  /** A read by id that showed an older version than the row's: two of them make `updated` fall. */
  readonly fallen:
    | { readonly updated: number; readonly hash: string; readonly observedAt: number }
    | null;
  /** Identities of the last 32 changes shown in the feed, newest last. */
  readonly changes: readonly string[];
}

/** A comment, worklog, link, attachment, sprint … with a version of its own. */
export interface PartRow {
  readonly kind: Kind;
  readonly id: string;
  readonly issueId: string | null;
  readonly version: number;
  readonly deleted: boolean;
  /** Identities of the last 8 changes shown in the feed, newest last. */
  readonly changes: readonly string[];
}

/** What decides who may see an entry, now and before it. */
export interface Scope {
  /** Project id; `null` when it isn't known, which only unrestricted viewers may see. */
  readonly project: string | null;
  readonly projectKey: string | null;
  readonly issue: string | null;
  readonly issueKey: string | null;
  /** Security level id; `null` when there is none; `"unknown"` when it could not be learned. */
  readonly level: string | null;
  readonly assignee: string | null;
  readonly reporter: string | null;
}

/** One entry of the log: what is sent, and what decides to whom. */
export interface LogEntry {
  readonly seq: number;
  readonly kind: string;
  readonly scope: Scope;
  /** The scope before the change, where it differs. */
  readonly prior: Scope | null;
  readonly actor: string | null;
  readonly mentions: readonly string[];
  /** The delivery it came from; `null` for what reconciliation found. */
  readonly delivery: string | null;
  /** Commit time by our clock, ms. */
  readonly at: number;
  /** The {@linkcode FeedItem} as JSON, without `why`: serialised once, spliced into frames. */
  readonly text: string;
}

/** The head of a site's log. Every writer of mirror rows rewrites it. */
export interface Head {
  /** Made once with the log. */
  readonly epoch: string;
  readonly seq: number;
  /** Starts of this log on an embedded store, newest last: a restored file lacks the last ones. */
  readonly terms: readonly { readonly term: string; readonly from: number }[];
  /** Identity of the commit that wrote it. */
  readonly commit: string;
}

/** The position of a head as clients see it. */
export function headCursor(head: Head): Cursor {
  const term = head.terms.at(-1)?.term ?? "0";
  return { epoch: `${head.epoch}.${term}`, seq: head.seq };
}

/** How an accepted delivery ended, kept as long as its payload. */
export interface DeliveryRecord {
  readonly id: string;
  readonly receivedAt: number;
  readonly appliedAt: number;
  readonly event: string;
  readonly issue: string | null;
  readonly outcome: Outcome;
  /** Its entry in the log, when it made one. */
  readonly seq: number | null;
  readonly attempts: number;
  readonly bytes: number;
  /** `Primary` or `Secondary`, as Jira sent it. */
  readonly flow: string | null;
  /** Jira's own retry count, as sent. */
  readonly retry: string | null;
  /** Which of the configured secrets signed it, 0 being the newest. */
  readonly secret: number;
  /** When it was put back, ms, if it was a dead letter or in quarantine before. */
  readonly replayedAt?: number;
}

/** What applying a delivery did to the mirror. */
export type Outcome =
  /** New state was written. */
  | "applied"
  /** Older than what is known; its change was shown as late. */
  | "late"
  /** Nothing new in it. */
  | "same"
  /** The issue was removed. */
  | "deleted"
  /** A row of its own (comment, sprint …) was written. */
  | "part"
  /** Fed as it came: there is no row for it. */
  | "fed";
