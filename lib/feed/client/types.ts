/**
 * What goes into and comes out of the feed client's state machine.
 *
 * @module
 */

import type { BackOffBounds } from "./back_off.ts";
import type {
  ClientFrame,
  Cursor,
  FeedItem,
  ResetReason,
  ServerFrame,
  Subscription,
} from "../protocol.ts";

/** What a client keeps between connections, written in one go with the items it covers. */
export interface Stored {
  /** Everything up to here is known. */
  readonly cursor: Cursor;
  /** Fingerprint of permissions and subscription the cursor was reached under. */
  readonly scope: string | null;
}

/** One write of the owner's: the new items and the position that says they are known. */
export interface Batch extends Stored {
  /** Oldest first; empty when only the position or the fingerprint moved. */
  readonly items: readonly FeedItem[];
}

/** How a connection ended, for people. */
export interface Ending {
  /** Close code, of this side or the other; 1006 when there was no answer. */
  readonly code: number;
  /** Why, in plain English. */
  readonly reason: string;
  /** What the other side, or the error of this one, said itself; empty when it said nothing. */
  readonly detail: string;
  /**
   * The `code` of the error by which the owner failed to load, store or reset, `unknown` where it has
   * none; `null` when it was not the owner.
   */
  readonly failure: string | null;
}

/** How a feed stands, for people. Times in ms since 1970. */
export type FeedStatus =
  | { readonly state: "connecting" }
  /** Connected, with older entries still to come. */
  | { readonly state: "catching_up" }
  | { readonly state: "live" }
  | { readonly state: "waiting"; readonly retryAt: number } & Ending
  /** As `waiting`, while the machine says that it has no network. */
  | { readonly state: "offline"; readonly retryAt: number } & Ending
  /** Over, until a new token or another start. `code` is 1000 when stopped from this side. */
  | { readonly state: "stopped" } & Ending;

/** Something worth telling a developer or an attentive user; the connection goes on. */
export interface Notice {
  /** Stable name, from the service's `error` frame, or `subs_rejected`. */
  readonly code: string;
  /** The same for people. */
  readonly message: string;
}

/** Fixed choices of one client. Times in ms. */
export interface ClientConfig {
  /** Identity of this install, the same over reconnects. */
  readonly client: string;
  /** Name and version of the program, for the operator. */
  readonly app?: string;
  /** Which site to follow, where the service has several. */
  readonly site?: string;
  /** Ask for `reset behind` when more than this many entries behind. */
  readonly maxBehind?: number;
  /** Bounds of the wait between attempts. */
  readonly backOff: BackOffBounds;
}

/** Clocks of a client that the machine asks to be set. */
export type TimerName = "watchdog" | "ack" | "retry" | "quiet";

/** What happened outside. */
export type Input =
  | { readonly t: "start" }
  | { readonly t: "stop" }
  | { readonly t: "open"; readonly stored: Stored | null }
  | { readonly t: "frame"; readonly frame: ServerFrame; readonly bytes: number }
  | { readonly t: "garbled"; readonly reason: string }
  | { readonly t: "closed"; readonly code: number; readonly reason: string }
  | { readonly t: "not_opened"; readonly reason: string; readonly failure: string | null }
  | { readonly t: "persisted" }
  | { readonly t: "snapshot"; readonly cursor: Cursor }
  | { readonly t: "owner_failed"; readonly reason: string; readonly failure: string }
  | { readonly t: "timer"; readonly name: TimerName }
  | { readonly t: "wake" }
  | { readonly t: "network"; readonly up: boolean }
  | { readonly t: "subs"; readonly subs: Subscription }
  | { readonly t: "token"; readonly token: string };

/** What is to be done outside. */
export type Effect =
  | { readonly t: "connect" }
  | { readonly t: "send"; readonly frame: ClientFrame }
  | { readonly t: "drop"; readonly code: number; readonly reason: string }
  | { readonly t: "persist"; readonly batch: Batch }
  | { readonly t: "reset"; readonly reason: ResetReason; readonly at: Cursor }
  | { readonly t: "timer"; readonly name: TimerName; readonly delay: number | null }
  | { readonly t: "status"; readonly status: FeedStatus }
  | { readonly t: "notice"; readonly notice: Notice };

/** A range received and not yet stored. */
export interface Range {
  /** Last seq it covers. */
  readonly to: number;
  /** What there is for this client in it, oldest first. */
  readonly items: readonly FeedItem[];
  /** Size on the wire, at most. */
  readonly bytes: number;
  /** A heartbeat, to be answered at once. */
  readonly beat: boolean;
}

/** What the owner is busy with; one thing at a time. */
export type Job =
  | { readonly t: "persist"; readonly batch: Batch; readonly ranges: readonly Range[] }
  | { readonly t: "reset" };

/** Everything the machine remembers. */
export interface FeedState {
  /** What never changes. */
  readonly config: ClientConfig;
  /** Sent with the next `hello`. */
  readonly token: string;
  /** The whole subscription wanted now. */
  readonly subs: Subscription;
  /** Number of the last change of it. */
  readonly rev: number;
  /** What the machine says of its network; only a hint. */
  readonly networkUp: boolean;
  /** `parked`: wants to connect as soon as the owner has finished its job. */
  readonly phase:
    | "idle"
    | "parked"
    | "opening"
    | "greeting"
    | "streaming"
    | "resetting"
    | "waiting"
    | "stopped";
  /** Failed connections in a row. */
  readonly attempt: number;
  /** When `ready` came on this connection. */
  readonly readyAt: number | null;
  /** When anything was last heard on this connection. */
  readonly heardAt: number;
  /** What the owner holds; `null` before the first snapshot. */
  readonly stored: Stored | null;
  /** Last `to` received, or the position agreed on. */
  readonly position: number;
  /** Epoch of this connection; stored with the next write. */
  readonly epoch: string;
  /** Fingerprint of this connection; stored with the next write. */
  readonly scope: string | null;
  /** Position at which the client counts as live. */
  readonly head: number;
  /** What the service lets be outstanding without an acknowledgement. */
  readonly window: { readonly events: number; readonly bytes: number };
  /** Received and not yet handed to the owner. */
  readonly queue: readonly Range[];
  /** A reset not yet handed to the owner. */
  readonly pendingReset: { readonly reason: ResetReason; readonly at: Cursor } | null;
  /** What the owner is at. */
  readonly job: Job | null;
  /** Stored and not yet acknowledged. */
  readonly unacked: { readonly events: number; readonly bytes: number };
  /** Whether an acknowledgement is due by timer. */
  readonly ackTimer: boolean;
  /** When the next attempt is due, while `waiting`. */
  readonly retryAt: number;
  /** How the last connection ended. */
  readonly lastClose: Ending;
  /** As last announced. */
  readonly status: FeedStatus;
}
