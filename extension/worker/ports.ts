/**
 * What the worker takes from the browser. `main.ts` fills these with `chrome.*`, tests with their own.
 *
 * @module
 */

import type { FeedRuntime } from "../../lib/feed/client/client.ts";
import type { Badge } from "../model/badge.ts";
import type { Area } from "../store/store.ts";

/** What a notification says. */
export interface NoticeText {
  readonly title: string;
  readonly message: string;
  readonly context: string;
  readonly buttons: readonly string[];
  readonly silent: boolean;
}

/** Notifications; nothing happens while they are not permitted. */
export interface Notifications {
  /** Ids of those on the screen. */
  shown(): Promise<ReadonlySet<string>>;
  show(id: string, text: NoticeText): Promise<void>;
  clear(id: string): Promise<void>;
}

/** Tabs of the browser. */
export interface Tabs {
  /** Opens a page, or the tab that shows it already, as far as tabs may be looked at. */
  open(url: string): Promise<void>;
  /** Tells the pages of a site that show an issue what there is to tell of it, by its key. */
  tell(site: string, messages: ReadonlyMap<string, unknown>): Promise<void>;
}

/** The worker's surroundings. */
export interface Ports {
  readonly local: Area;
  readonly sync: Area;
  /** Outlives the worker, but not the browser. */
  readonly session: Area;
  readonly notifications: Notifications;
  readonly tabs: Tabs;
  readonly drawBadge: (badge: Badge) => Promise<void>;
  /** Sees to scripts on Jira's pages, and to what a click on the icon opens. */
  readonly settle: (wants: {
    readonly jiraSites: readonly string[];
    readonly surface: "popup" | "panel";
  }) => Promise<void>;
  readonly fetch: typeof fetch;
  /** Whether the browser lets the worker read from an address. */
  readonly mayRead: (url: string) => Promise<boolean>;
  readonly now: () => number;
  /** Calls back once after `delay` ms, if the worker lives so long; answers with what cancels it. */
  readonly after: (delay: number, callback: () => void) => () => void;
  readonly newId: () => string;
  /** Replaces parts of the feed's runtime. */
  readonly feed?: Partial<FeedRuntime>;
  /** Name and version, for the operator of a service. */
  readonly app: string;
}
