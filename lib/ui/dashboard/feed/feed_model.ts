/**
 * What the dashboard knows of the feed: the list, what waits while it is paused, the connection.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Feed, type FeedStatus, openFeed, type Stored } from "../../../feed/client/client.ts";
import type { Cursor, FeedItem, ResetReason } from "../../../feed/protocol.ts";
import { awayWords } from "../../away.ts";
import { mergeEntries } from "../../entries.ts";
import { type Filters, fits, toSubscription } from "../../filters.ts";
import { type Api, fetchHistory } from "../api.ts";

/** How long typing in a filter rests before the service is told, in ms. */
const SUBSCRIBE_AFTER = 300;

/** How often the list is drawn anew at most, in ms: a burst must not hold up the page. */
const DRAW_EVERY = 100;

/** The connection, for people. */
export interface Connection {
  /** As the feed client says. */
  readonly status: FeedStatus;
  /** Since when the list is not live, in ms; `null` while it is. */
  readonly lostAt: number | null;
}

/** What a feed model is made with. */
export interface FeedModelOptions {
  /** How to reach the service. */
  readonly api: Api;
  /** Choices to start with. */
  readonly filters: Filters;
  /** Identity of this page. */
  readonly client: string;
  /** Ms since 1970. */
  readonly now: () => number;
}

/** The feed as the page shows it, until disposed of. */
export class FeedModel implements Disposable {
  /** How the feed stands. */
  readonly connection: Signal<Connection>;
  /** Choices of the filter bar; change them with {@linkcode FeedModel.filter}. */
  readonly filters: Signal<Filters>;
  /** Whether new changes are held back. */
  readonly paused: Signal<boolean> = signal(false);
  /** Changes held back while paused, of those that fit. */
  readonly waiting: ReadonlySignal<number>;
  /** What is shown, newest first. */
  readonly visible: ReadonlySignal<readonly FeedItem[]>;
  /** What happened to the list while the page was away, in plain words. */
  readonly away: Signal<string | null> = signal(null);
  /** Changes that came live, newest last, since the last announcement. */
  readonly arrived: Signal<readonly FeedItem[]> = signal([]);
  /** Whether the list is being filled. */
  readonly filling: Signal<boolean> = signal(true);

  readonly #options: FeedModelOptions;
  readonly #entries: Signal<readonly FeedItem[]> = signal([]);
  readonly #held: Signal<readonly FeedItem[]> = signal([]);
  readonly #feed: Feed;
  #stored: Stored | null = null;
  #incoming: FeedItem[] = [];
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  #subscribeTimer: ReturnType<typeof setTimeout> | undefined;
  #filling = new AbortController();

  /** Opens the feed and fills the list. */
  constructor(options: FeedModelOptions) {
    this.#options = options;
    this.filters = signal(options.filters);
    this.connection = signal({ status: { state: "connecting" }, lostAt: options.now() });
    this.visible = computed(() => this.#entries.value.filter((item) => this.#fits(item)));
    this.waiting = computed(() => this.#held.value.filter((item) => this.#fits(item)).length);
    this.#feed = openFeed({
      url: options.api.url,
      token: options.api.token,
      client: options.client,
      app: "boardcast-dashboard",
      subs: toSubscription(options.filters),
      load: () => this.#stored,
      persist: (batch) => {
        this.#stored = batch;
        this.#take(batch.items);
      },
      onReset: (reason, at) => this.#startAt(reason, at),
      onStatus: (status) => this.#setStatus(status),
    });
  }

  /** The browser has a network again. */
  online(): void {
    this.#feed.online();
  }

  /** The browser says it has none. */
  offline(): void {
    this.#feed.offline();
  }

  /** Tries at once instead of waiting. */
  wake(): void {
    this.#feed.wake();
  }

  /** Changes the choices; the service is told when they rest. */
  filter(change: Partial<Filters>): void {
    const before = toSubscription(this.filters.value);
    this.filters.value = { ...this.filters.value, ...change };
    const after = toSubscription(this.filters.value);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    clearTimeout(this.#subscribeTimer);
    this.#subscribeTimer = setTimeout(() => this.#subscribe(), SUBSCRIBE_AFTER);
  }

  /** Holds new changes back, or lets those held back in. */
  togglePause(): void {
    this.paused.value = !this.paused.value;
    if (this.paused.value) return;
    this.#entries.value = mergeEntries(this.#entries.value, this.#held.value);
    this.#held.value = [];
  }

  /** Closes the feed and ends everything under way. */
  [Symbol.dispose](): void {
    clearTimeout(this.#drawTimer);
    clearTimeout(this.#subscribeTimer);
    this.#filling.abort();
    this.#feed.stop();
  }

  #fits(item: FeedItem): boolean {
    return fits(item, this.filters.value);
  }

  #subscribe(): void {
    const subs = toSubscription(this.filters.value);
    this.#feed.setSubs(subs);
    // Whom an issue concerns is judged by the service, so what is here may not fit.
    if (subs.me !== undefined) this.#entries.value = [];
    this.#fill();
  }

  #take(items: readonly FeedItem[]): void {
    if (items.length === 0) return;
    this.#incoming.push(...items);
    this.#drawTimer ??= setTimeout(() => this.#draw(), DRAW_EVERY);
  }

  #draw(): void {
    this.#drawTimer = undefined;
    const items = this.#incoming;
    this.#incoming = [];
    const list = this.paused.value ? this.#held : this.#entries;
    list.value = mergeEntries(list.value, items);
    this.arrived.value = [...this.arrived.value, ...items.filter((item) => this.#fits(item))];
  }

  #startAt(reason: ResetReason, at: Cursor): Cursor {
    if (reason !== "new" && reason !== "scope") {
      this.away.value = awayWords(this.#stored?.cursor ?? null, at);
    }
    this.#stored = { cursor: at, scope: null };
    this.#fill();
    return at;
  }

  async #fill(): Promise<void> {
    this.#filling.abort();
    const { signal } = this.#filling = new AbortController();
    this.filling.value = true;
    try {
      const subs = toSubscription(this.filters.value);
      const items = await fetchHistory(this.#options.api, { subs, signal });
      if (!signal.aborted) this.#entries.value = mergeEntries(this.#entries.value, items);
    } catch {
      // The list then starts with what comes live; the connection line tells when that fails too.
    } finally {
      if (!signal.aborted) this.filling.value = false;
    }
  }

  #setStatus(status: FeedStatus): void {
    const connected = status.state === "live" || status.state === "catching_up";
    const lostAt = connected ? null : this.connection.value.lostAt ?? this.#options.now();
    this.connection.value = { status, lostAt };
  }
}
