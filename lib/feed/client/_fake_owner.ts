/**
 * An owner of a feed client that keeps what it is given, in memory, and can be made slow or failing.
 *
 * @module
 */

import { type Batch, type Feed, openFeed, type Stored } from "./client.ts";
import type { FeedOptions, FeedStatus, Notice } from "./client.ts";
import { FakeRuntime, type FakeSocket, settle } from "./_fake_runtime.ts";
import type { Cursor, FeedItem, ResetReason, ServerFrame } from "../protocol.ts";

/** An item with nothing but its place. */
export function item(seq: number): FeedItem {
  return { seq, id: `item-${seq}`, at: seq, kind: "updated", source: "webhook" };
}

/** `ready` as a service says it that stands at `seq`. */
export function ready(seq: number, change: Partial<ServerFrame & { t: "ready" }> = {}) {
  return {
    t: "ready",
    epoch: "e.1",
    seq,
    head: seq,
    beat: 20,
    window: { events: 64, bytes: 262_144 },
    conn: "c",
    scope: "scope-1",
    ...change,
  } as const;
}

/** Items `from + 1` to `to` in one frame. */
export function events(from: number, to: number) {
  const items = Array.from({ length: to - from }, (_, index) => item(from + 1 + index));
  return { t: "events", from, to, items } as const;
}

/** See the module. */
export class FakeOwner {
  readonly runtime = new FakeRuntime();
  readonly batches: Batch[] = [];
  readonly statuses: FeedStatus[] = [];
  readonly notices: Notice[] = [];
  readonly resets: { readonly reason: ResetReason; readonly at: Cursor }[] = [];
  stored: Stored | null = null;
  /** What a write waits for, or fails with. */
  writing: Promise<void> = Promise.resolve();
  /** What loading a snapshot answers with. */
  snapshot: (at: Cursor) => Promise<Cursor> = (at) => Promise.resolve(at);

  /** Opens a client of this owner. */
  open(change: Partial<FeedOptions> = {}): Feed {
    return openFeed({
      url: "https://feed.example",
      token: "secret",
      client: "install-1",
      load: () => this.stored,
      persist: async (batch) => {
        await this.writing;
        this.batches.push(batch);
        this.stored = { cursor: batch.cursor, scope: batch.scope };
      },
      onReset: async (reason, at) => {
        this.resets.push({ reason, at });
        const cursor = await this.snapshot(at);
        this.stored = { cursor, scope: null };
        return cursor;
      },
      onStatus: (status) => this.statuses.push(status),
      onNotice: (notice) => this.notices.push(notice),
      runtime: this.runtime,
      ...change,
    });
  }

  /** A client that is connected and live at `seq`. */
  async live(seq: number, change: Partial<FeedOptions> = {}): Promise<Feed> {
    this.stored = { cursor: { epoch: "e.1", seq }, scope: "scope-1" };
    const feed = this.open(change);
    await settle();
    this.socket.open();
    await this.say(ready(seq));
    return feed;
  }

  /** The service says something on the newest socket, and the client has time to act. */
  async say(...frames: (ServerFrame | Record<string, unknown> | string)[]): Promise<void> {
    for (const frame of frames) this.socket.say(frame);
    await settle();
  }

  /** Sequence numbers of every item written, in order. */
  get shown(): number[] {
    return this.batches.flatMap((batch) => batch.items.map(({ seq }) => seq));
  }

  /** Name of the status announced last. */
  state(): string | undefined {
    return this.statuses.at(-1)?.state;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    return this.runtime.socket;
  }
}
