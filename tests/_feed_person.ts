/**
 * A feed client with a disk, that may die at any moment: what it was shown, and what it took from
 * snapshots instead.
 *
 * @module
 */

import {
  type Batch,
  type Feed,
  type FeedRuntime,
  type FeedSocket,
  openFeed,
  type Stored,
} from "../lib/feed/client/client.ts";
import type { Cursor } from "../lib/feed/protocol.ts";

/** A way to get it wrong, which the model has to notice. */
export type Mutant =
  /** The client writes its cursor first and the items later. */
  | "cursor_before_items"
  /** The client goes on from what the service last saw acknowledged, not from what it stored. */
  | "acknowledged_as_cursor";

/** One change, as the world knows it. */
export interface Written {
  readonly id: string;
  readonly kind: string;
}

/** What a person lives in. */
export interface Surroundings {
  readonly mutant: Mutant | null;
  runtime(): FeedRuntime;
  /** A write to disk, or a request, takes a while. */
  pause(): Promise<void>;
  /** Everything up to a position, which was read first. */
  snapshot(): Promise<{ readonly cursor: Cursor; readonly ids: readonly string[] }>;
}

/** See the module. */
export class Person {
  /** Ids of items shown, over all lives. */
  readonly shown: string[] = [];
  /** Ids of what a snapshot told of instead. */
  readonly covered = new Set<string>();
  readonly #world: Surroundings;
  readonly #name: string;
  readonly #kinds: readonly string[];
  #stored: Stored | null = null;
  #acknowledged: Cursor | null = null;
  #life = 0;
  #feed: Feed;

  /** Comes to life with an empty disk; sees all kinds when given none. */
  constructor(
    world: Surroundings,
    options: { readonly name: string; readonly kinds?: readonly string[] },
  ) {
    this.#world = world;
    this.#name = options.name;
    this.#kinds = options.kinds ?? [];
    this.#feed = this.#live();
  }

  /** Dies at once, and lives again with what is on its disk. */
  die(): void {
    this.stop();
    this.#feed = this.#live();
  }

  /** Dies for good. */
  stop(): void {
    this.#life++;
    this.#feed.stop();
  }

  /** How often it was told of a change. */
  timesTold({ id }: Written): number {
    return this.shown.filter((shown) => shown === id).length + (this.covered.has(id) ? 1 : 0);
  }

  /** Whether it asked for changes of this kind. */
  wants({ kind }: Written): boolean {
    return this.#kinds.length === 0 || this.#kinds.includes(kind);
  }

  #live(): Feed {
    const life = this.#life;
    const isAlive = () => life === this.#life;
    const runtime = this.#world.runtime();
    return openFeed({
      url: "http://feed.example",
      token: "all",
      client: this.#name,
      subs: this.#kinds.length === 0 ? {} : { any: [{ kinds: this.#kinds }] },
      load: () => this.#load(),
      persist: (batch) => this.#persist(batch, isAlive),
      onReset: () => this.#reset(isAlive),
      runtime: {
        ...runtime,
        openSocket: (url, protocol) => this.#overhear(runtime.openSocket(url, protocol)),
      },
    });
  }

  #load(): Stored | null {
    if (this.#world.mutant !== "acknowledged_as_cursor") return this.#stored;
    return this.#acknowledged === null ? null : { cursor: this.#acknowledged, scope: null };
  }

  async #persist(batch: Batch, isAlive: () => boolean): Promise<void> {
    const { cursor, scope } = batch;
    if (this.#world.mutant === "cursor_before_items") this.#stored = { cursor, scope };
    await this.#world.pause();
    if (!isAlive()) return;
    this.#stored = { cursor, scope };
    this.shown.push(...batch.items.map(({ id }) => id));
    await this.#world.pause();
  }

  async #reset(isAlive: () => boolean): Promise<Cursor> {
    const { cursor, ids } = await this.#world.snapshot();
    await this.#world.pause();
    if (!isAlive()) return cursor;
    for (const id of ids) if (!this.shown.includes(id)) this.covered.add(id);
    this.#stored = { cursor, scope: null };
    this.#acknowledged = cursor;
    return cursor;
  }

  /** Notes what the service would remember as acknowledged. */
  #overhear(socket: FeedSocket): FeedSocket {
    return {
      ...socket,
      send: (text) => {
        const frame = JSON.parse(text);
        const epoch = this.#stored?.cursor.epoch;
        if (frame.t === "ack" && epoch !== undefined) {
          this.#acknowledged = { epoch, seq: frame.seq };
        }
        socket.send(text);
      },
    };
  }
}
