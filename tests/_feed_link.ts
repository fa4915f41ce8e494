/**
 * Connections to a hub in the same process, under a clock that moves when told.
 *
 * @module
 */

import { type Feed, openFeed } from "../lib/feed/feed.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import type { ClientFrame, Cursor, EventsFrame, ServerFrame } from "../lib/feed/protocol.ts";
import type { Session } from "../lib/feed/session.ts";
import { silentWake } from "../lib/feed/wake.ts";
import { headCursor } from "../lib/mirror/types.ts";
import { openStore } from "../lib/store/open.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { ManualClock } from "./_feed_clock.ts";
import { openLog, SITE, type TestLog } from "./_feed_log.ts";
import { ALL } from "./_feed_server.ts";
import { Mailbox } from "./_mailbox.ts";
import { inTime } from "./_waiting.ts";

type Frame<T extends ServerFrame["t"]> = Extract<ServerFrame, { readonly t: T }>;

/** One end of a connection; the hub has the other. */
export class TestLink {
  readonly frames = new Mailbox<ServerFrame>();
  readonly #closed = Promise.withResolvers<number>();
  readonly #session: Pick<Session, "receive" | "gone">;
  /** Bytes that the network does not take. */
  buffered = 0;
  /** A stalled socket stays when it is closed. */
  stalled = false;

  constructor(feed: Feed) {
    this.#session = feed.hub.open({
      send: (text) => {
        this.frames.put(JSON.parse(text));
        if (this.stalled) this.buffered += text.length;
      },
      buffered: () => this.buffered,
      close: (code) => {
        this.#closed.resolve(code);
        if (!this.stalled) queueMicrotask(() => this.#session.gone());
      },
    }, { site: SITE, address: "192.0.2.1" });
  }

  /** The code it was closed with. */
  get closed(): Promise<number> {
    const seen = () => this.frames.waiting;
    return inTime(this.#closed.promise, { what: "the end of the connection", seen });
  }

  send(frame: ClientFrame | Record<string, unknown>): void {
    this.#session.receive(JSON.stringify(frame));
  }

  /** The network cuts it. */
  cut(): void {
    this.#session.gone();
  }

  next<T extends ServerFrame["t"]>(t: T): Promise<Frame<T>> {
    return this.frames.takeUntil((frame): frame is Frame<T> => frame.t === t);
  }
}

/** What a test changes about the bench. */
export interface BenchOptions {
  readonly grants?: Readonly<Record<string, Grant | "limited">>;
  readonly connectionsPerToken?: number;
  /** The store throws on every read while this says so. */
  readonly broken?: () => boolean;
}

/** A feed without sockets. */
export interface FeedBench extends AsyncDisposable {
  readonly feed: Feed;
  readonly clock: ManualClock;
  readonly log: TestLog;
  readonly alarms: string[];
  connect(): TestLink;
  /** Connects and says hello, without waiting for an answer. */
  greet(hello?: Partial<Extract<ClientFrame, { t: "hello" }>>): TestLink;
  /** Connects, begins at the head and waits until it streams. */
  follow(hello?: Partial<Extract<ClientFrame, { t: "hello" }>>): Promise<TestLink>;
  cursor(seq: number): Promise<Cursor>;
}

/** Opens a feed over a store in memory. */
export async function openBench(options: BenchOptions = {}): Promise<FeedBench> {
  const clock = new ManualClock();
  const store = await openStore({ path: ":memory:" });
  const log = await openLog(store);
  const faulty: Store = {
    ...store,
    getMany: async (keys) => {
      if (options.broken?.() === true) throw new StoreError("unavailable", "Cannot read: a test");
      return await store.getMany(keys);
    },
  };
  const alarms: string[] = [];
  const grants: BenchOptions["grants"] = { all: ALL, ...options.grants };
  const { connectionsPerToken } = options;
  const feed = openFeed({
    store: faulty,
    sites: [SITE],
    clock,
    random: () => 0.5,
    newId: () => "conn",
    alarm: (message) => void alarms.push(message),
    authenticate: (token) => Promise.resolve(grants[token] ?? null),
    wake: silentWake(),
    ...(connectionsPerToken === undefined ? {} : { connectionsPerToken }),
  });
  const cursor = async (seq: number) => ({ ...headCursor(await log.head()), seq });
  const greet: FeedBench["greet"] = (hello = {}) => {
    const link = new TestLink(feed);
    link.send({ t: "hello", token: "all", client: crypto.randomUUID(), ...hello });
    return link;
  };
  return {
    feed,
    clock,
    alarms,
    cursor,
    greet,
    connect: () => new TestLink(feed),
    log: {
      ...log,
      append: async (...drafts) => {
        const entries = await log.append(...drafts);
        feed.offer(SITE, entries);
        return entries;
      },
    },
    follow: async (hello = {}) => {
      const { seq } = await log.head();
      const link = greet({ cursor: await cursor(seq), ...hello });
      await link.next("ready");
      return link;
    },
    [Symbol.asyncDispose]: async () => {
      const drained = feed[Symbol.asyncDispose]();
      clock.pass(3_000);
      await drained;
      await store.close();
    },
  };
}

/** Sequence numbers of a frame's items. */
export function seqsOf(frame: EventsFrame): number[] {
  return frame.items.map(({ seq }) => seq);
}

/** Lets what is under way in promises and in the store come to its end. */
export async function settle(link: TestLink): Promise<void> {
  link.send({ t: "are you there" });
  await link.next("error");
}
