/**
 * The words of `issue-feed.v1`: frames, close codes and limits, as PROTOCOL.md states them.
 * Depends on nothing of ours, so that clients in any runtime can share it.
 *
 * @module
 */

/** The WebSocket subprotocol, echoed by the server. */
export const SUBPROTOCOL = "issue-feed.v1";

/** A position in the log of one site: everything up to `seq` of `epoch` is known. */
export interface Cursor {
  /** Opaque: changes when the log behind it is not provably the same one. */
  readonly epoch: string;
  readonly seq: number;
}

/** Somebody or something with an id that decides and a name to show. */
export interface FeedNamed {
  readonly id: string;
  readonly name: string;
}

/** The current state of the issue an item is about, as far as it is known. */
export interface FeedIssue {
  readonly id: string;
  readonly key?: string;
  readonly project?: { readonly id: string; readonly key: string; readonly name: string };
  readonly type?: string;
  readonly summary?: string;
  readonly status?: { readonly name: string; readonly category: string };
  readonly priority?: string;
  readonly assignee?: FeedNamed | null;
  readonly reporter?: FeedNamed | null;
  /** Version of that state: `fields.updated` in ms. */
  readonly updated?: number;
  /** The issue is gone; the other fields are what was last known. */
  readonly deleted?: true;
}

/** One field that changed; both sides are display text, cut at 2 KiB. */
export interface FeedChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Why a viewer sees an item. */
export type Why = "assignee" | "reporter" | "mention" | "sub";

/** One change in the feed. */
export interface FeedItem {
  readonly seq: number;
  /** Stable across redelivery; doubles as the id of a notification. */
  readonly id: string;
  /** When it happened, by Jira's clock, in ms. */
  readonly at: number;
  /** What it is about; `left` says only that an issue left the viewer's scope. */
  readonly kind: string;
  /** What happened: `created`, `updated`, `deleted`, `started` … */
  readonly action?: string;
  /** Jira's own name of the event. */
  readonly event?: string;
  readonly issue?: FeedIssue;
  /** A comment, sprint, version … the change is about. */
  readonly subject?: { readonly id: string; readonly name?: string; readonly text?: string };
  readonly actor?: FeedNamed;
  readonly changes?: readonly FeedChange[];
  /** The change is older than the issue's state shown beside it. */
  readonly late?: true;
  /** `sync`: found by comparing with Jira, no webhook told of it. */
  readonly source: "webhook" | "sync";
  readonly why?: readonly Why[];
}

/** A clause of a subscription: all given parts must hold; lists are alternatives. */
export interface Clause {
  /** Project keys or ids. */
  readonly projects?: readonly string[];
  /** Issue keys or ids. */
  readonly issues?: readonly string[];
  readonly kinds?: readonly string[];
  /** The viewer's own relation to the issue; needs `me`. */
  readonly roles?: readonly ("assignee" | "reporter" | "mention")[];
  /** Leave out what the viewer did; needs `me`. */
  readonly exclude_self?: boolean;
}

/** What a client wants to hear: any clause that holds lets an item through; none means everything. */
export interface Subscription {
  /** Account ids of the viewer, at most 5. */
  readonly me?: readonly string[];
  readonly any?: readonly Clause[];
}

/** Client → server frames. */
export type ClientFrame =
  | {
    readonly t: "hello";
    readonly token: string;
    readonly client: string;
    readonly app?: string;
    readonly site?: string;
    readonly subs?: Subscription;
    readonly cursor?: Cursor;
    /** The fingerprint `ready` gave last time. */
    readonly scope?: string;
    /** Answer `reset behind` when more than this many entries behind. */
    readonly max_behind?: number;
  }
  | { readonly t: "subs"; readonly rev: number; readonly subs: Subscription }
  | { readonly t: "start"; readonly cursor: Cursor }
  | { readonly t: "ack"; readonly seq: number }
  | { readonly t: "auth"; readonly token: string };

/** Why continuity can't be proved. */
export type ResetReason = "new" | "expired" | "epoch" | "ahead" | "behind" | "scope";

/** Server → client frames. */
export type ServerFrame =
  | {
    readonly t: "ready";
    readonly epoch: string;
    readonly seq: number;
    readonly head: number;
    /** Seconds between heartbeats. */
    readonly beat: number;
    readonly window: { readonly events: number; readonly bytes: number };
    readonly conn: string;
    /** Fingerprint of permissions and subscription, to be sent back on resume. */
    readonly scope: string;
  }
  | EventsFrame
  | ResetFrame
  | {
    readonly t: "subs";
    readonly rev: number;
    readonly seq: number;
    readonly scope: string;
    readonly rejected: readonly string[];
  }
  | {
    readonly t: "error";
    readonly code: string;
    readonly message: string;
    readonly re?: string;
  }
  | {
    readonly t: "bye";
    readonly code: number;
    readonly reason: string;
    readonly retry_ms?: number;
  };

/** All matching items with `from < seq ≤ to`; empty `items` is the heartbeat. */
export interface EventsFrame {
  readonly t: "events";
  /** Given over HTTP only, where no `ready` tells it. */
  readonly epoch?: string;
  readonly from: number;
  readonly to: number;
  readonly items: readonly FeedItem[];
}

/** Continuity can't be proved: load a snapshot, then start from its position. */
export interface ResetFrame {
  readonly t: "reset";
  readonly reason: ResetReason;
  readonly epoch: string;
  readonly seq: number;
}

/** Close codes; 4000–4499 tell a client to come back, 4500–4999 to stop. */
export const CLOSE = {
  draining: 4000,
  internal: 4001,
  no_heartbeat: 4002,
  slow_consumer: 4003,
  token_expired: 4004,
  rate_limited: 4005,
  broken_chain: 4006,
  bad_frame: 4500,
  unauthorised: 4501,
  forbidden: 4503,
  too_many: 4504,
  unsupported: 4505,
  replaced: 4506,
} as const;

/** The figures both sides keep to. Times in ms, sizes in bytes. */
export const LIMITS = {
  /** Longest silence of the server; MV3 workers die after 30 s without a message. */
  beat: 20_000,
  /** Silence after which a client gives the connection up. */
  client_watchdog: 25_000,
  /** Silence of a client after which the server closes. */
  client_silence: 50_000,
  /** Time for `hello` after the upgrade. */
  hello: 5_000,
  /** Time without an acknowledgement, with events outstanding, before a client is slow. */
  ack: 60_000,
  window_events: 64,
  window_bytes: 256 * 1024,
  /** Bytes waiting in the socket above which nothing more is sent. */
  socket_buffer: 512 * 1024,
  client_frame: 16 * 1024,
  client_frames_per_second: 10,
  clauses: 50,
  list: 200,
} as const;

/** Writes a cursor as HTTP carries it: `<epoch>:<seq>`. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}:${cursor.seq}`;
}

/** Reads `<epoch>:<seq>`; `null` when it isn't one. */
export function parseCursor(text: string): Cursor | null {
  const match = /^([A-Za-z0-9._-]{1,64}):(\d{1,15})$/.exec(text);
  return match === null ? null : { epoch: match[1]!, seq: Number(match[2]) };
}
