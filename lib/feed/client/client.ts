/**
 * The feed client: follows the service's feed over a WebSocket, comes back by itself, and never
 * misses or repeats a change. It needs nothing but web standards, so that pages, extension workers
 * and programs share it. The rules are in `core.ts`; here they meet sockets and timers.
 *
 * @module
 */

import { type BackOffBounds, FEED_BACK_OFF } from "./back_off.ts";
import { initialState, step } from "./core.ts";
import { type FeedRuntime, type FeedSocket, globalRuntime } from "./runtime.ts";
import type {
  Batch,
  Effect,
  FeedState,
  FeedStatus,
  Input,
  Notice,
  Stored,
  TimerName,
} from "./types.ts";
import { failureOf, wordsOf } from "./words.ts";
import { type Cursor, type ResetReason, SUBPROTOCOL, type Subscription } from "../protocol.ts";
import { readServerFrame } from "./server_frame.ts";

export type { FeedRuntime, FeedSocket } from "./runtime.ts";
export type { Batch, Ending, FeedStatus, Notice, Stored } from "./types.ts";

/**
 * The service counts its window in bytes of UTF-8, and a UTF-16 unit becomes at most this many. A
 * frame is taken for as large as it can be: to acknowledge early is harmless, late leaves the window
 * full.
 */
const MAX_BYTES_PER_UNIT = 3;

/** What a feed is opened with. */
export interface FeedOptions {
  /** Address of the service: `http:`, `https:`, `ws:` or `wss:`. */
  readonly url: string | URL;
  /** What the service knows this client by; sent in `hello`, never in the address. */
  readonly token: string;
  /** Identity of this install, the same over reconnects. */
  readonly client: string;
  /** Name and version of the program, for the operator. */
  readonly app?: string;
  /** Which site to follow, where the service has several. */
  readonly site?: string;
  /** What to hear of; everything when left out. */
  readonly subs?: Subscription;
  /** Ask for `reset behind` when more than this many entries behind. */
  readonly maxBehind?: number;
  /** Bounds of the wait between attempts. @default {FEED_BACK_OFF} */
  readonly backOff?: BackOffBounds;
  /** Reads what {@linkcode FeedOptions.persist} wrote last; called before each connection. */
  readonly load: () => Stored | null | Promise<Stored | null>;
  /**
   * Writes items and position in one go. The service may forget them once this resolves; when it
   * throws, the connection is dropped and the items come again.
   */
  readonly persist: (batch: Batch) => void | Promise<void>;
  /**
   * The service can't prove continuity: load the state of the issues, store it with its position,
   * and answer with that position. `at` is where the log stands now.
   */
  readonly onReset: (reason: ResetReason, at: Cursor) => Cursor | Promise<Cursor>;
  /** Hears of every change of status. */
  readonly onStatus?: (status: FeedStatus) => void;
  /** Hears of refused requests; the connection goes on. */
  readonly onNotice?: (notice: Notice) => void;
  /** Replaces parts of the runtime, for tests. */
  readonly runtime?: Partial<FeedRuntime>;
}

/** A feed being followed. */
export interface Feed extends Disposable {
  /** How it stands now. */
  readonly status: FeedStatus;
  /** Replaces the whole subscription. */
  setSubs(subs: Subscription): void;
  /** Renews the token; revives a feed that was stopped for want of a good one. */
  setToken(token: string): void;
  /** The machine has a network again: tries at once. */
  online(): void;
  /** The machine says it has no network; attempts go on, in case it is wrong. */
  offline(): void;
  /** The machine slept or the page was hidden: checks the connection, or tries at once. */
  wake(): void;
  /** Closes the connection and cancels every timer. */
  stop(): void;
}

/**
 * Opens a feed and follows it until it is stopped.
 *
 * @example
 * ```ts
 * import { openFeed, type Stored } from "./client.ts";
 *
 * function follow(url: string, token: string): Disposable {
 *   let stored: Stored | null = null;
 *   return openFeed({
 *     url,
 *     token,
 *     client: "example",
 *     load: () => stored,
 *     persist: (batch) => {
 *       stored = batch;
 *     },
 *     onReset: (_reason, at) => at,
 *   });
 * }
 * ```
 */
export function openFeed(options: FeedOptions): Feed {
  return new SocketFeed(options);
}

/** The feed's address for a service: `ws:` or `wss:`, path `/ws`. */
export function feedUrl(service: string | URL): string {
  const url = new URL("/ws", service);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

class SocketFeed implements Feed {
  readonly #options: FeedOptions;
  readonly #runtime: FeedRuntime;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #inputs: Input[] = [];
  #state: FeedState;
  #stepping = false;
  #socket: FeedSocket | null = null;
  #connection = new AbortController();

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#runtime = { ...globalRuntime(), ...options.runtime };
    const { client, app, site, maxBehind, backOff = FEED_BACK_OFF } = options;
    const config = {
      client,
      backOff,
      ...(app === undefined ? {} : { app }),
      ...(site === undefined ? {} : { site }),
      ...(maxBehind === undefined ? {} : { maxBehind }),
    };
    this.#state = initialState(config, { token: options.token, subs: options.subs ?? {} });
    this.#take({ t: "start" });
  }

  get status(): FeedStatus {
    return this.#state.status;
  }

  setSubs(subs: Subscription): void {
    this.#take({ t: "subs", subs });
  }

  setToken(token: string): void {
    this.#take({ t: "token", token });
  }

  online(): void {
    this.#take({ t: "network", up: true });
  }

  offline(): void {
    this.#take({ t: "network", up: false });
  }

  wake(): void {
    this.#take({ t: "wake" });
  }

  stop(): void {
    this.#take({ t: "stop" });
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** An effect may bring the next input about at once; it waits until this one's effects are done. */
  #take(input: Input): void {
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { now, random } = this.#runtime;
        const { state, effects } = step(this.#state, next, { now: now(), random });
        this.#state = state;
        for (const effect of effects) this.#do(effect);
      }
    } finally {
      this.#stepping = false;
    }
  }

  #do(effect: Effect): void {
    switch (effect.t) {
      case "connect":
        this.#connect();
        return;
      case "send":
        this.#socket?.send(JSON.stringify(effect.frame));
        return;
      case "drop":
        return this.#drop(effect.code);
      case "persist":
        this.#job(() => this.#options.persist(effect.batch), () => ({ t: "persisted" }));
        return;
      case "reset":
        this.#job(
          () => this.#options.onReset(effect.reason, effect.at),
          (cursor) => ({ t: "snapshot", cursor }),
        );
        return;
      case "timer":
        return this.#setTimer(effect.name, effect.delay);
      case "status":
        return this.#options.onStatus?.(effect.status);
      case "notice":
        return this.#options.onNotice?.(effect.notice);
    }
  }

  async #connect(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    let stored: Stored | null;
    try {
      stored = await this.#options.load();
    } catch (error) {
      if (connection.signal.aborted) return;
      return this.#take({ t: "not_opened", reason: wordsOf(error), failure: failureOf(error) });
    }
    if (connection.signal.aborted) return;
    try {
      this.#open(stored, connection.signal);
    } catch (error) {
      this.#take({ t: "not_opened", reason: wordsOf(error), failure: null });
    }
  }

  #open(stored: Stored | null, signal: AbortSignal): void {
    const socket = this.#runtime.openSocket(feedUrl(this.#options.url), SUBPROTOCOL);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#take({ t: "open", stored }), { signal });
    socket.addEventListener("message", (event) => this.#hear(event.data), { signal });
    socket.addEventListener("close", ({ code, reason }) => {
      this.#take({ t: "closed", code, reason });
    }, { signal });
  }

  #hear(data: unknown): void {
    if (typeof data !== "string") return;
    try {
      const frame = readServerFrame(data);
      const bytes = data.length * MAX_BYTES_PER_UNIT;
      if (frame !== null) this.#take({ t: "frame", frame, bytes });
    } catch (error) {
      this.#take({ t: "garbled", reason: wordsOf(error) });
    }
  }

  /** Does not wait for the other side: a dead peer would delay the next attempt by minutes. */
  #drop(code: number): void {
    this.#connection.abort();
    this.#socket?.close(code >= 4000 && code < 4500 ? code : 1000);
    this.#socket = null;
  }

  async #job<T>(work: () => T | Promise<T>, settled: (value: T) => Input): Promise<void> {
    let input: Input;
    try {
      input = settled(await work());
    } catch (error) {
      input = { t: "owner_failed", reason: wordsOf(error), failure: failureOf(error) };
    }
    this.#take(input);
  }

  #setTimer(name: TimerName, delay: number | null): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (delay === null) return;
    const cancel = this.#runtime.after(delay, () => {
      this.#timers.delete(name);
      this.#take({ t: "timer", name });
    });
    this.#timers.set(name, cancel);
  }
}
