/**
 * What the extension remembers. Everything here is plain data, as it lies in `chrome.storage`.
 *
 * @module
 */

import type { Cursor, FeedIssue, FeedItem, FeedNamed } from "../../lib/feed/protocol.ts";
import type { Settings } from "./settings.ts";

/** A service this browser follows. Each has its own connection, cursor and ring of entries. */
export interface Server {
  /** Small number as text; names the server in keys and ids. */
  readonly id: string;
  /** Origin of the service. */
  readonly url: string;
  readonly token: string;
  /** What people call it. */
  readonly name: string;
  /** Origin of its Jira, for links; `null` while unknown. */
  readonly jiraUrl: string | null;
  /** The Jira accounts of whoever uses this browser; empty while nobody was chosen. */
  readonly me: readonly FeedNamed[];
  /** The person wants to see everything, and not to be asked who they are. */
  readonly unasked?: true;
}

/** How far one server's feed is known. */
export interface Head {
  readonly cursor: Cursor;
  readonly scope: string | null;
  /** Subscription the cursor was reached under, as text. */
  readonly subs: string;
  /** Entries ever put into the server's ring. */
  readonly next: number;
  /** Changes passed over by a reset; `null` when there is nothing to say, -1 when uncountable. */
  readonly away: number | null;
  /**
   * Keys of the issues that changed in what was passed over and concern the viewer; absent where
   * nobody can tell.
   */
  readonly missed?: readonly string[];
}

/** `unseen`: came since the inbox was last looked at; `unread`: seen there and not dealt with. */
export type Mark = "unseen" | "unread" | "read" | "done";

/** One change in the inbox. */
export interface Entry {
  readonly server: string;
  /** Place in the server's ring. */
  readonly slot: number;
  /** Order of arrival over all servers; clocks may be changed, this only grows. */
  readonly n: number;
  /** When it arrived, ms. */
  readonly got: number;
  /** The change, with long texts cut. */
  readonly item: FeedItem;
  readonly mark: Mark;
  /** A notification is owed and was not shown yet. */
  readonly due?: true;
}

/** The latest known state of an issue. */
export interface Task extends FeedIssue {
  readonly key: string;
  readonly server: string;
  /** When it was last heard of, ms. */
  readonly heard: number;
  /** The viewer did something there; Jira has people watch such issues. */
  readonly acted?: true;
}

/** An issue kept out of sight for a while. */
export interface Snooze {
  /** When it comes back, ms; `null`: with its next change. */
  readonly until: number | null;
}

/** How to take the last action back. */
export interface Undo {
  readonly what:
    | "read"
    | "unread"
    | "done"
    | "snoozed"
    | "unsnoozed"
    | "muted"
    | "unmuted"
    | "followed"
    | "unfollowed";
  /** How many changes it concerned. */
  readonly count: number;
  readonly at: number;
  /** Marks of before, by entry id. */
  readonly marks: readonly (readonly [id: string, mark: Mark])[];
  /** Snoozes of before. */
  readonly snoozes?: Readonly<Record<string, Snooze>>;
  /** Mutes of before. */
  readonly mutes?: Settings["mutes"];
  /** Follows of before. */
  readonly follows?: Settings["follows"];
}

/** What notifications told lately. */
export interface Told {
  /** When single notifications were shown, ms; only the last few matter. */
  readonly times: readonly number[];
  /** Ids of entries the summary on the screen stands for. */
  readonly summed: readonly string[];
}

/** All that is remembered. */
export interface State {
  readonly servers: readonly Server[];
  /** By server. */
  readonly heads: ReadonlyMap<string, Head>;
  /** By place: `<server>_<slot>`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** By name: `<KEY>`, and `<KEY>@<server>` for all servers but the first. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** People seen in issues, by server. */
  readonly people: ReadonlyMap<string, readonly FeedNamed[]>;
  /** By issue: `<server>:<issue id>`. */
  readonly snoozes: Readonly<Record<string, Snooze>>;
  readonly undo: Undo | null;
  /** Notifications are silent until then, ms; 0 when not paused. */
  readonly pausedUntil: number;
  readonly told: Told;
  readonly settings: Settings;
}

/** A change of the state; in tables, `null` removes. Written in one go. */
export interface Change {
  readonly servers?: readonly Server[];
  readonly heads?: ReadonlyMap<string, Head | null>;
  readonly entries?: ReadonlyMap<string, Entry | null>;
  readonly tasks?: ReadonlyMap<string, Task | null>;
  readonly people?: ReadonlyMap<string, readonly FeedNamed[] | null>;
  readonly snoozes?: Readonly<Record<string, Snooze>>;
  readonly undo?: Undo | null;
  readonly pausedUntil?: number;
  readonly told?: Told;
  readonly settings?: Settings;
}
