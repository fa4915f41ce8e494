/**
 * What a connection follows once it is known who it is: admission, resets, changes of the
 * subscription and of the token.
 *
 * @module
 */

import { admit, type Claim } from "./admit.ts";
import type { Audience, Audiences } from "./audience.ts";
import type { Clock } from "./clock.ts";
import type { Grant } from "../mirror/grant.ts";
import {
  CLOSE,
  LIMITS,
  type ResetReason,
  type ServerFrame,
  type Subscription,
} from "./protocol.ts";
import { type Port, Pump } from "./pump.ts";
import { unusableClauses } from "./subscription.ts";
import type { Tailer } from "./tailer.ts";

/** Longest wait given to clients of a log that goes on under another term, in ms. */
const TURN_RETRY = 1_000;

/** What the streams of an isolate share. */
export interface StreamDeps {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly audiences: Audiences;
  /** Told of every reset, to be counted. */
  readonly onReset: (reason: ResetReason) => void;
}

/** The connection a stream belongs to. */
export interface StreamHost {
  readonly link: Port;
  /** Sends a frame that is not part of the stream. */
  send(frame: ServerFrame): void;
  /** Says goodbye and closes. */
  end(code: number, reason: string, options?: { readonly retry_ms?: number }): void;
}

/** Whom a stream is for, and of what. */
export interface StreamOptions {
  readonly host: StreamHost;
  readonly tailer: Tailer;
  readonly grant: Grant;
  readonly subs: Subscription;
}

/** The stream of one connection, from its authentication to its end. */
export class Stream implements Disposable {
  readonly pump: Pump;
  readonly tailer: Tailer;
  readonly #deps: StreamDeps;
  readonly #host: StreamHost;
  #grant: Grant;
  #audience: Audience;
  /** Epoch and term given with the last `ready`. */
  #epoch = "";
  #open = true;

  constructor(deps: StreamDeps, { host, tailer, grant, subs }: StreamOptions) {
    this.#deps = deps;
    this.#host = host;
    this.#grant = grant;
    this.tailer = tailer;
    this.#audience = deps.audiences.join({ grant, subs });
    this.pump = new Pump({
      port: host.link,
      log: tailer,
      now: deps.clock.now,
      onGap: () => this.#reset("expired"),
    }, this.#audience);
  }

  /** When the token expires, in ms since 1970; `null` for never. */
  get expires(): number | null {
    return this.#grant.expires;
  }

  /**
   * Begins from a cursor, or has the client start anew. Reads the log first, so that neither its
   * end nor its floor is an old one.
   *
   * @throws {StoreError} When the store cannot say.
   */
  async admit(claim: Claim): Promise<void> {
    await this.tailer.look();
    if (!this.#open) return;
    const { position, epoch } = this.tailer;
    if (position === null) return this.#host.end(CLOSE.internal, "The log is not there yet");
    const admission = admit(claim, { position, scope: this.#audience.scope });
    if (!admission.ok) return this.#reset(admission.reason);
    this.#epoch = epoch;
    this.#host.send({
      t: "ready",
      epoch,
      seq: admission.seq,
      head: position.head.seq,
      beat: LIMITS.beat / 1_000,
      window: { events: LIMITS.window_events, bytes: LIMITS.window_bytes },
      conn: this.#deps.newId(),
      scope: this.#audience.scope,
    });
    this.pump.start(admission.seq);
  }

  /** Goes on with another token of the same client. */
  renew(grant: Grant): void {
    this.#grant = grant;
    const before = this.#audience.scope;
    this.#listenFor(this.#audience.viewer.subs);
    // What the earlier token let through or hid is not what a snapshot shows under this one.
    if (this.#audience.scope !== before && this.pump.sent !== null) this.#reset("scope");
  }

  /** Replaces the subscription, for everything after what was sent. */
  subscribe(rev: number, subs: Subscription): void {
    this.#listenFor(subs);
    this.confirm(rev);
    this.pump.run();
  }

  /** Tells which subscription is in force, and which parts of it have no meaning. */
  confirm(rev: number): void {
    const { scope, viewer } = this.#audience;
    const seq = this.pump.sent ?? this.tailer.last;
    const rejected = unusableClauses(viewer.subs);
    this.#host.send({ t: "subs", rev, seq, scope, rejected });
  }

  /** Has the client come back or start anew: the log got another epoch or term. */
  turn(): void {
    const { position } = this.tailer;
    const seq = this.pump.sent;
    if (seq === null || position === null) return;
    const claim = { cursor: { epoch: this.#epoch, seq } };
    const admission = admit(claim, { position, scope: this.#audience.scope });
    if (!admission.ok) return this.#reset(admission.reason);
    // Its cursors carry the earlier term, and would go beyond the end of that.
    const retry_ms = Math.floor(this.#deps.random() * TURN_RETRY);
    this.#host.end(CLOSE.draining, "The log goes on under another term", { retry_ms });
  }

  /** Sends nothing any more. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.pump.stop();
    this.#deps.audiences.leave(this.#audience);
  }

  #listenFor(subs: Subscription): void {
    const before = this.#audience;
    this.#audience = this.#deps.audiences.join({ grant: this.#grant, subs });
    this.pump.judgeAs(this.#audience);
    this.#deps.audiences.leave(before);
  }

  #reset(reason: ResetReason): void {
    const { tailer } = this;
    const seq = tailer.position?.head.seq ?? tailer.last;
    this.pump.rest(seq);
    this.#deps.onReset(reason);
    this.#host.send({ t: "reset", reason, epoch: tailer.epoch, seq });
  }
}
