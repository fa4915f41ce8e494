/**
 * A network between feed clients and a hub in one process: slow, and cut at any moment.
 *
 * @module
 */

import type { FeedRuntime, FeedSocket } from "../lib/feed/client/client.ts";
import type { Feed } from "../lib/feed/feed.ts";
import type { ManualClock } from "./_feed_clock.ts";
import { SITE } from "./_feed_log.ts";

/** What a network is made of. */
export interface NetworkOptions {
  readonly feed: () => Feed;
  readonly clock: ManualClock;
  readonly random: () => number;
}

/** Longest way of one message, in ms. */
const LATENCY = 400;

/** Carries messages in order, each with a delay of its own. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #wires = new Set<Wire>();
  /** Connections are made in the order in which they are begun. */
  readonly #opening = { at: 0 };

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** The runtime of a client on this network. */
  runtime(): FeedRuntime {
    const { clock, random } = this.#options;
    return {
      now: clock.now,
      random,
      after: (ms, run) => {
        const timer = clock.after(ms, run);
        return () => timer[Symbol.dispose]();
      },
      openSocket: () => {
        const wire = new Wire(this.#options, this.#opening);
        this.#wires.add(wire);
        return wire.socket;
      },
    };
  }

  /** Cuts every connection; whether the service hears of it is left to luck. */
  cut(): void {
    for (const wire of this.#wires) wire.cut(this.#options.random() < 0.5);
    this.#wires.clear();
  }
}

class Wire {
  readonly socket: FeedSocket;
  readonly #options: NetworkOptions;
  readonly #events = new EventTarget();
  readonly #free = { up: 0, down: 0 };
  #session: ReturnType<Feed["hub"]["open"]> | null = null;
  #inFlight = 0;
  #alive = true;

  constructor(options: NetworkOptions, opening: { at: number }) {
    this.#options = options;
    this.socket = {
      send: (text) => this.#carry("up", () => this.#session?.receive(text)),
      close: () => {
        this.#carry("up", () => this.#end());
        this.#alive = false;
      },
      addEventListener: (type, listener, signal) =>
        this.#events.addEventListener(type, listener, signal),
    };
    this.#free.up = opening.at;
    this.#carry("up", () => this.#open());
    opening.at = this.#free.up;
  }

  cut(told: boolean): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#events.dispatchEvent(new CloseEvent("close", { code: 1006 }));
    if (told) this.#end();
  }

  #open(): void {
    this.#session = this.#options.feed().hub.open({
      send: (text) => {
        this.#inFlight += text.length;
        this.#carry("down", () => {
          this.#inFlight -= text.length;
          this.#events.dispatchEvent(new MessageEvent("message", { data: text }));
        });
      },
      buffered: () => this.#inFlight,
      close: (code, reason) => {
        this.#carry("down", () => {
          this.#alive = false;
          this.#events.dispatchEvent(new CloseEvent("close", { code, reason }));
        });
        queueMicrotask(() => this.#end());
      },
    }, { site: SITE, address: "192.0.2.1" });
    this.#carry("down", () => this.#events.dispatchEvent(new Event("open")));
  }

  #end(): void {
    this.#session?.gone();
    this.#session = null;
  }

  /** Later messages never overtake earlier ones of the same direction; a cut loses what is under way. */
  #carry(way: "up" | "down", arrive: () => void): void {
    if (!this.#alive) return;
    const { clock, random } = this.#options;
    const at = Math.max(this.#free[way], clock.now() + random() * LATENCY);
    this.#free[way] = at;
    clock.after(at - clock.now(), () => {
      if (this.#alive || way === "up") arrive();
    });
  }
}
