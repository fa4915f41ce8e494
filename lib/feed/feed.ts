/**
 * The feed of an isolate: one tailer a site, the hub of its connections, and the hints between
 * isolates.
 *
 * @module
 */

import type { LogEntry } from "../mirror/types.ts";
import type { Store } from "../store/types.ts";
import type { Clock } from "./clock.ts";
import { Hub } from "./hub.ts";
import type { Alarm } from "./log.ts";
import type { Authenticate } from "./session.ts";
import { Tailer } from "./tailer.ts";
import type { Wake } from "./wake.ts";

/** What the feed needs. */
export interface FeedDeps {
  readonly store: Store;
  /** Every site there is. */
  readonly sites: readonly string[];
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly alarm: Alarm;
  readonly authenticate: Authenticate;
  /** Owned by the feed from then on. */
  readonly wake: Wake;
  /** See {@linkcode Connections}. */
  readonly connectionsPerToken?: number;
}

/** Streams the logs of all sites to clients. */
export interface Feed extends AsyncDisposable {
  readonly hub: Hub;
  readonly clock: Clock;
  /** Aborted when the service stops: what waits for the log has to answer. */
  readonly stopping: AbortSignal;
  /** The log of a site, or `null` when there is no such site. */
  tailerOf(site: string): Tailer | null;
  /** Passes on what this isolate has committed to a site's log. Never throws. */
  offer(site: string, entries: readonly LogEntry[]): void;
  /** Sends every client away; within 5 s. */
  drain(): Promise<void>;
}

/** Opens the feed; nothing is read from the store before the first client comes. */
export function openFeed(deps: FeedDeps): Feed {
  const { store, clock, alarm, wake } = deps;
  const tailers = new Map(
    deps.sites.map((site) => [site, new Tailer({ store, site, clock, alarm })]),
  );
  const tailerOf = (site: string) => tailers.get(site) ?? null;
  const hub = new Hub({ ...deps, tailerOf });
  const stopping = new AbortController();
  wake.listen((site) => tailers.get(site)?.hint());
  let drained: Promise<void> | null = null;
  const drain = () => {
    stopping.abort();
    // Sockets that hang are waited for once: each further wait would be as long as the first.
    return drained ??= hub.drain();
  };
  return {
    hub,
    clock,
    stopping: stopping.signal,
    tailerOf,
    offer: (site, entries) => {
      if (entries.length === 0) return;
      tailers.get(site)?.offer(entries);
      wake.post(site);
    },
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      wake[Symbol.dispose]();
      for (const tailer of tailers.values()) tailer[Symbol.dispose]();
    },
  };
}
