/**
 * Sends one connection what the log holds for it: pulled, never pushed. Nothing waits for a client
 * but what lies unacknowledged in its window, because on Deno a socket that stalls keeps its queue
 * for good: neither `close()` nor `idleTimeout` frees it.
 *
 * @module
 */

import type { Audience, Load, Place } from "./audience.ts";
import { writeEvents } from "./frames.ts";
import { CLOSE, LIMITS } from "./protocol.ts";
import type { Span } from "./span.ts";
import type { Tailer } from "./tailer.ts";

/** Where a pump's frames go. */
export interface Port {
  send(text: string): void;
  /** Bytes the socket holds that the network has not taken. */
  buffered(): number;
}

/** What a pump needs. */
export interface PumpDeps {
  readonly port: Port;
  readonly log: Pick<Tailer, "span" | "load" | "last">;
  readonly now: () => number;
  /** Entries after the pump's position are missing: continuity cannot be proved. */
  readonly onGap: () => void;
}

/** Codes a pump lets a connection go with. */
export type Dismissal = typeof CLOSE.no_heartbeat | typeof CLOSE.slow_consumer;

/** The stream of one connection. */
export class Pump {
  readonly #deps: PumpDeps;
  #audience: Audience;
  #place: Place | null = null;
  /** Where a client that is to load a snapshot was told that the log stands. */
  #restingAt: number | null = null;
  #unacked: Load[] = [];
  #events = 0;
  #bytes = 0;
  /** The next item does not fit into what is left of the window. */
  #full = false;
  /**
   * The socket is to be asked before anything more is sent. That costs a third of a send, so it is
   * done only when a window is opened anew: until the next time no more than that window goes out,
   * even to a client that acknowledges what it has not read.
   */
  #mayBeFull = true;
  /** Since when the client owes an acknowledgement, or last gave one that helped. */
  #owedSince = 0;
  #sentAt: number;
  #heardAt: number;
  /** The load under way; another one takes its place when the position changes meanwhile. */
  #loading: object | null = null;

  constructor(deps: PumpDeps, audience: Audience) {
    this.#deps = deps;
    this.#audience = audience;
    this.#sentAt = this.#heardAt = deps.now();
  }

  /** Last `to` the client was sent; `null` while nothing is streamed. */
  get sent(): number | null {
    return this.#place?.sent ?? null;
  }

  /** Bytes of items that are not acknowledged. */
  get unacked(): number {
    return this.#bytes;
  }

  /** Begins after `seq`; what was sent before is forgotten. */
  start(seq: number): void {
    this.stop();
    this.#mayBeFull = true;
    this.#place = { sent: seq, scanned: seq };
    this.run();
  }

  /** Sends nothing but heartbeats until started again: the client loads a snapshot. */
  rest(seq: number): void {
    this.stop();
    this.#restingAt = seq;
  }

  /** Sends nothing at all until started again. */
  stop(): void {
    this.#place = this.#restingAt = this.#loading = null;
    this.#unacked = [];
    this.#events = this.#bytes = 0;
    this.#full = false;
  }

  /** Goes on for another audience; what was hidden and not yet passed over is judged again. */
  judgeAs(audience: Audience): void {
    this.#audience = audience;
    if (this.#place === null) return;
    this.#place = { sent: this.#place.sent, scanned: this.#place.sent };
    this.#loading = null;
  }

  /** Notes that a frame of the client came. */
  heard(): void {
    this.#heardAt = this.#deps.now();
  }

  /** Notes that a frame outside the stream was sent. */
  spoke(): void {
    this.#sentAt = this.#deps.now();
  }

  /**
   * Takes an acknowledgement of everything up to `seq`.
   *
   * @returns `ahead` when that was never sent; `old` when it tells nothing new.
   */
  ack(seq: number): "ahead" | "old" | "new" {
    if (this.#place === null) return "old";
    if (seq > this.#place.sent) return "ahead";
    const count = this.#unacked.findIndex(({ to }) => to > seq);
    const done = this.#unacked.splice(0, count < 0 ? this.#unacked.length : count);
    if (done.length === 0) return "old";
    for (const { events, bytes } of done) {
      this.#events -= events;
      this.#bytes -= bytes;
    }
    this.#owedSince = this.#deps.now();
    this.#full = false;
    this.#mayBeFull = true;
    this.run();
    return "new";
  }

  /** Sends what there is and there is room for. */
  run(): void {
    while (this.#place !== null && this.#loading === null && this.#hasRoom()) {
      const span = this.#deps.log.span(this.#place.scanned);
      if (span === null) return this.#load(this.#place);
      if (!this.#advance(span)) return;
    }
  }

  /** Sends a heartbeat when one is due within `slack` ms, and says whether to let the client go. */
  beat(slack: number): Dismissal | null {
    const now = this.#deps.now();
    // A client busy with a snapshot owes nothing; that it lives is left to the protocol's pings.
    const resting = this.#restingAt !== null;
    if (!resting && now - this.#heardAt >= LIMITS.client_silence) return CLOSE.no_heartbeat;
    if (this.#events > 0 && now - this.#owedSince >= LIMITS.ack) return CLOSE.slow_consumer;
    if (now - this.#sentAt < LIMITS.beat - slack) return null;
    if (this.#isSocketFull()) return null;
    this.run();
    if (now - this.#sentAt >= LIMITS.beat - slack) this.#pass();
    return null;
  }

  /** The empty range, which also takes the client past what is hidden from it. */
  #pass(): void {
    const at = this.#place ?? this.#restingPlace();
    if (at === null) return;
    if (this.#place !== null) this.#place = { sent: at.scanned, scanned: at.scanned };
    this.#send(writeEvents({ from: at.sent, to: at.scanned }, ""));
  }

  #restingPlace(): Place | null {
    const at = this.#restingAt;
    return at === null ? null : { sent: at, scanned: at };
  }

  #hasRoom(): boolean {
    if (this.#full) return false;
    if (this.#mayBeFull) this.#mayBeFull = this.#isSocketFull();
    return !this.#mayBeFull;
  }

  #isSocketFull(): boolean {
    return this.#deps.port.buffered() >= LIMITS.socket_buffer;
  }

  /** Takes the next piece of a span; false when there is none, or no room for it. */
  #advance(span: Span): boolean {
    const place = this.#place!;
    const room = {
      events: LIMITS.window_events - this.#events,
      bytes: LIMITS.window_bytes - this.#bytes,
    };
    const piece = this.#audience.next(span, { place, room });
    if (piece === null) return false;
    this.#place = piece.place;
    if (piece.text !== null) this.#sendItems(piece.load, piece.text);
    this.#full = piece.place.scanned === place.scanned;
    return !this.#full;
  }

  #sendItems(load: Load, text: string): void {
    if (this.#events === 0) this.#owedSince = this.#deps.now();
    this.#unacked.push(load);
    this.#events += load.events;
    this.#bytes += load.bytes;
    this.#send(text);
  }

  #send(text: string): void {
    this.#sentAt = this.#deps.now();
    this.#deps.port.send(text);
  }

  #load(place: Place): void {
    if (place.scanned >= this.#deps.log.last) return;
    const loading = {};
    this.#loading = loading;
    this.#deps.log.load(place.scanned).then((span) => {
      if (this.#loading !== loading) return;
      this.#loading = null;
      if (span === null) return this.#deps.onGap();
      while (this.#hasRoom() && this.#advance(span));
      this.run();
    }, () => {
      // The store cannot say now; the next wake-up or beat tries again.
      if (this.#loading === loading) this.#loading = null;
    });
  }
}
