/**
 * The connections of this worker: one for each server. They are all it holds that storage does not,
 * and a new worker makes them anew.
 *
 * @module
 */

import { type Batch, type Feed, type FeedStatus, openFeed } from "../../lib/feed/client/client.ts";
import type { Cursor, FeedItem, ResetReason } from "../../lib/feed/protocol.ts";
import { accept, type Arrival, isReadable } from "../model/accept.ts";
import {
  type Connection,
  follow,
  isUnanswered,
  lookedInto,
  mayConnect,
  settled,
} from "../model/connection.ts";
import { answers } from "../model/presence.ts";
import { startAgain } from "../model/reset.ts";
import { subscriptionOf } from "../model/subscription.ts";
import type { Server, State } from "../model/types.ts";
import { connectionKey, connectionOf } from "../store/keys.ts";
import type { Store } from "../store/store.ts";
import { Latest } from "./latest.ts";
import type { Ports } from "./ports.ts";
import { readSnapshot } from "./snapshot.ts";

/**
 * Timers of a worker do not reach further than it lives, 30 s: longer waits are the alarm's.
 */
const BACK_OFF = { base: 1_000, cap: 25_000 };

/** What came of a batch. */
export interface Taken {
  readonly server: string;
  /** All that was heard, in the inbox or not. */
  readonly items: readonly FeedItem[];
  readonly after: State;
}

/** What connections are made with. */
export interface ConnectionOptions {
  readonly ports: Ports;
  readonly store: Store;
  /** Hears of stored changes. */
  readonly onTaken: (taken: Taken) => void;
  /** Hears that some connection stands differently. */
  readonly onStatus: () => void;
}

interface Open {
  readonly server: Server;
  readonly feed: Feed;
  subs: string;
}

/** Keeps one feed open for each server. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #open = new Map<string, Open>();
  #states: Map<string, Connection> | null = null;
  readonly #tending: Latest;
  #cancelWait: () => void = () => {};

  /** Opens nothing yet. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#tending = new Latest(() => this.#tend());
  }

  /** How the connections stand. */
  states(): Promise<ReadonlyMap<string, Connection>> {
    return this.#known();
  }

  /**
   * Opens what is missing, closes what is gone, and tells of changed subscriptions. A worker is
   * woken by several events at once: they share one run.
   */
  tend(): Promise<void> {
    return this.#tending.run();
  }

  /** Checks every connection, or tries at once where an attempt is awaited. */
  async wake(): Promise<void> {
    await this.tend();
    const states = await this.states();
    for (const [id, { feed }] of this.#open) {
      if (mayConnect(states.get(id), this.#options.ports.now())) feed.wake();
    }
  }

  /** The machine has a network again, or says it has none. */
  network(state: "up" | "down"): void {
    for (const { feed } of this.#open.values()) {
      if (state === "up") feed.online();
      else feed.offline();
    }
  }

  /** A person asks for another attempt, whatever the service said. */
  async retry(server: string): Promise<void> {
    this.#close(server);
    (await this.#known()).delete(server);
    await this.#options.ports.session.remove([connectionKey(server)]);
    await this.tend();
  }

  async #known(): Promise<Map<string, Connection>> {
    if (this.#states !== null) return this.#states;
    const stored = await this.#options.ports.session.get(null);
    const read = Object.entries(stored).flatMap(([key, value]) => {
      const server = connectionOf(key);
      return server === null || value == null ? [] : [[server, value as Connection] as const];
    });
    return this.#states ??= new Map(read);
  }

  async #tend(): Promise<void> {
    const { store, ports } = this.#options;
    const state = await store.read();
    const states = await this.#known();
    const install = await store.install();
    for (const [id, { server }] of this.#open) {
      const now = state.servers.find((each) => each.id === id);
      if (now?.url !== server.url || now.token !== server.token) this.#close(id);
    }
    for (const server of state.servers) {
      const subs = JSON.stringify(subscriptionOf(server, state.settings));
      const open = this.#open.get(server.id);
      if (open !== undefined) subscribe(open, subs);
      else if (mayConnect(states.get(server.id), ports.now())) {
        this.#connect(server, { subs, install });
      }
    }
    this.#await(state.servers.flatMap(({ id }) => this.#open.has(id) ? [] : states.get(id) ?? []));
  }

  /** A worker that started while a wait was not over goes on waiting, as far as it lives. */
  #await(connections: readonly Connection[]): void {
    const { ports } = this.#options;
    const waits = connections.flatMap(({ status }) =>
      "retryAt" in status ? [status.retryAt - ports.now()] : []
    );
    this.#cancelWait();
    const wait = Math.min(...waits);
    if (wait <= BACK_OFF.cap) this.#cancelWait = ports.after(wait, () => void this.tend());
  }

  #connect(
    server: Server,
    { subs, install }: { readonly subs: string; readonly install: string },
  ): void {
    const { ports } = this.#options;
    let open: Open | null = null;
    const current = () => open?.subs ?? subs;
    const feed = openFeed({
      url: server.url,
      token: server.token,
      client: install,
      app: ports.app,
      subs: JSON.parse(subs),
      backOff: BACK_OFF,
      load: () => this.#load(server.id, current()),
      persist: (batch) => this.#persist(batch, { server: server.id, subs: current() }),
      onReset: (reason, at) => this.#reset(server.id, { reason, at, subs: current() }),
      onStatus: (status) => this.#follow(server.id, status),
      ...ports.feed === undefined ? {} : { runtime: ports.feed },
    });
    open = { server, feed, subs };
    this.#open.set(server.id, open);
  }

  #close(server: string): void {
    const open = this.#open.get(server);
    this.#open.delete(server);
    open?.feed.stop();
  }

  /** A fingerprint of another subscription is none: the cursor counts without it. */
  async #load(server: string, subs: string) {
    const { heads } = await this.#options.store.read();
    const head = heads.get(server);
    if (head === undefined) return null;
    return { cursor: head.cursor, scope: head.subs === subs ? head.scope : null };
  }

  async #persist(batch: Batch, at: Omit<Arrival, "now">): Promise<void> {
    const { store, ports, onTaken } = this.#options;
    const { after } = await store.change((state) => {
      // The server may have been removed while this was under way.
      if (!state.servers.some(({ id }) => id === at.server)) return {};
      return accept(state, batch, { ...at, now: ports.now() });
    });
    await this.#stored(at.server);
    onTaken({ server: at.server, items: batch.items.filter(isReadable), after });
  }

  async #reset(
    id: string,
    { reason, at, subs }: {
      readonly reason: ResetReason;
      readonly at: Cursor;
      readonly subs: string;
    },
  ): Promise<Cursor> {
    const { store, ports, onTaken } = this.#options;
    const state = await store.read();
    const server = state.servers.find((each) => each.id === id);
    if (server === undefined) return at;
    const { fetch, mayRead } = ports;
    const snapshot = await readSnapshot(state, { server, at, fetch, mayRead });
    const { after } = await store.change((now) =>
      startAgain(now, { server: id, reason, snapshot, subs, now: ports.now() })
    );
    await this.#stored(id);
    onTaken({ server: id, items: [], after });
    return snapshot.cursor;
  }

  async #follow(server: string, status: FeedStatus): Promise<void> {
    if (!this.#open.has(server) && status.state === "stopped") return;
    const states = await this.#known();
    const now = this.#options.ports.now();
    const connection = follow(states.get(server), { status, now });
    await this.#keep(server, connection);
    const { complaint } = connection;
    const failed = status.state === "waiting" && complaint !== null && isUnanswered(complaint);
    if (failed) await this.#lookInto(server);
  }

  /** Whoever runs the service mends another thing where somebody answers than where nobody does. */
  async #lookInto(id: string): Promise<void> {
    const server = this.#open.get(id)?.server;
    if (server === undefined) return;
    const isThere = await answers(server.url, this.#options.ports.fetch);
    const found = isThere ? "somebody" : "nobody";
    // An attempt may have succeeded meanwhile, or the server have been removed.
    const before = this.#open.has(id) ? (await this.#known()).get(id) : undefined;
    const after = before && lookedInto(before, found);
    if (after !== undefined && after !== before) await this.#keep(id, after);
  }

  async #stored(server: string): Promise<void> {
    const before = (await this.#known()).get(server);
    const after = before && settled(before);
    if (after !== undefined && after !== before) await this.#keep(server, after);
  }

  async #keep(server: string, connection: Connection): Promise<void> {
    (await this.#known()).set(server, connection);
    await this.#options.ports.session.set({ [connectionKey(server)]: connection });
    this.#options.onStatus();
  }
}

function subscribe(open: Open, subs: string): void {
  if (open.subs === subs) return;
  open.subs = subs;
  open.feed.setSubs(JSON.parse(subs));
}
