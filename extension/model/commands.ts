/**
 * What pages ask of the worker. It alone writes; a page that asks again, because the worker died,
 * asks for the same once more.
 *
 * @module
 */

import type { FeedNamed } from "../../lib/feed/protocol.ts";
import type { Place, SettingsChange } from "./settings.ts";
import type { Mark } from "./types.ts";

/** A service as somebody gives it. */
export interface NewServer {
  /** Origin. */
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly jiraUrl: string | null;
}

/** One thing to do. */
export type Command =
  /** A page is open, or something woke the machine: see to the connections. */
  | { readonly t: "wake" }
  | { readonly t: "see" }
  | { readonly t: "mark"; readonly ids: readonly string[]; readonly to: Mark }
  | { readonly t: "undo" }
  | { readonly t: "snooze"; readonly ref: string; readonly until: number | null }
  | { readonly t: "unsnooze"; readonly ref: string }
  | { readonly t: "mute"; readonly place: Place; readonly on: boolean }
  | { readonly t: "follow"; readonly place: Place; readonly on: boolean }
  | { readonly t: "pause"; readonly until: number }
  /** Opens an issue in Jira. */
  | { readonly t: "open"; readonly ref: string }
  | { readonly t: "dismiss_away"; readonly server: string }
  /** Not to be asked again who one is. */
  | { readonly t: "dismiss_me"; readonly server: string }
  | { readonly t: "connect"; readonly server: NewServer }
  | { readonly t: "disconnect"; readonly server: string }
  | { readonly t: "retry"; readonly server: string }
  | {
    readonly t: "change_server";
    readonly server: string;
    readonly name: string;
    readonly jiraUrl: string | null;
  }
  | { readonly t: "me"; readonly server: string; readonly me: readonly FeedNamed[] }
  | { readonly t: "settings"; readonly settings: SettingsChange }
  /** A page of Jira shows an issue. */
  | { readonly t: "visit"; readonly url: string };

/** What a script on a page of Jira may ask for; the page may have got hold of it. */
const OF_PAGES: readonly Command["t"][] = ["visit", "follow", "mute"];

/** Whether a command may come from where it does. */
export function mayAsk(command: Command, from: "extension" | "page"): boolean {
  return from === "extension" || OF_PAGES.includes(command.t);
}

/** What a page of Jira is answered. */
export interface Visited {
  readonly place: Place;
  readonly muted: boolean;
  readonly followed: boolean;
}
