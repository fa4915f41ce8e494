/**
 * Follows a log for one HTTP request.
 *
 * @module
 */

import { admit, type Claim } from "./admit.ts";
import { Audience, type Place } from "./audience.ts";
import type { Clock } from "./clock.ts";
import type { Viewer } from "./filter.ts";
import { writeEvents } from "./frames.ts";
import { formatCursor, LIMITS, type ResetFrame, type ResetReason } from "./protocol.ts";
import type { Tailer } from "./tailer.ts";

/** The next thing to tell; every one carries the position to go on from. */
export type Step =
  /** `text` is an `events` frame with items. */
  | { readonly t: "events"; readonly epoch: string; readonly to: number; readonly text: string }
  /** Nothing to show; `text` is an `events` frame without items. */
  | { readonly t: "quiet"; readonly epoch: string; readonly to: number; readonly text: string }
  | ResetFrame;

/** How long to wait for something to tell. */
export interface Patience {
  /** Ms. */
  readonly within: number;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** How every `events` frame begins. */
const OPENING = '{"t":"events",';

const ROOM = { events: LIMITS.window_events, bytes: LIMITS.window_bytes };

/** A reader that asks for one step after the other; nothing is prepared before it asks. */
export class Follower implements Disposable {
  readonly #tailer: Tailer;
  readonly #clock: Clock;
  readonly #audience: Audience;
  readonly #attached: Disposable;
  #place: Place = { sent: 0, scanned: 0 };
  #epoch = "";
  #woken = false;
  #wake: (() => void) | null = null;

  constructor(
    options: { readonly tailer: Tailer; readonly clock: Clock; readonly viewer: Viewer },
  ) {
    this.#tailer = options.tailer;
    this.#clock = options.clock;
    this.#audience = new Audience(options.viewer);
    const rouse = () => {
      this.#woken = true;
      this.#wake?.();
    };
    this.#attached = options.tailer.attach({ onMore: rouse, onTurn: rouse });
  }

  /** See {@linkcode Audience.scope}. */
  get scope(): string {
    return this.#audience.scope;
  }

  /** The position it has told of, as HTTP carries it. */
  get at(): string {
    return formatCursor({ epoch: this.#epoch, seq: this.#place.sent });
  }

  /**
   * Begins from a cursor, or from the head when continuity from the cursor cannot be proved.
   *
   * @returns The reset to tell, if any; `no_log` when the site has no log yet.
   * @throws {StoreError} When the store cannot say.
   */
  async begin(claim: Claim): Promise<ResetFrame | "no_log" | null> {
    await this.#tailer.look();
    const { position } = this.#tailer;
    if (position === null) return "no_log";
    const admission = admit(claim, { position, scope: this.scope });
    if (!admission.ok) return this.#reset(admission.reason);
    this.#startAt(admission.seq);
    return null;
  }

  /**
   * Waits for items, or for the end of its patience.
   *
   * @throws {StoreError} When the store cannot say.
   */
  async next({ within, signal }: Patience): Promise<Step> {
    const until = this.#clock.now() + within;
    while (true) {
      this.#woken = false;
      const step = this.#turned() ?? await this.#ahead();
      if (step !== null) return step;
      const left = until - this.#clock.now();
      if (left <= 0 || signal.aborted) return this.#quiet();
      await this.#rest({ within: left, signal });
    }
  }

  /** Lets go of the log. */
  [Symbol.dispose](): void {
    this.#attached[Symbol.dispose]();
  }

  #startAt(seq: number): void {
    this.#epoch = this.#tailer.epoch;
    this.#place = { sent: seq, scanned: seq };
  }

  #reset(reason: ResetReason): ResetFrame {
    const seq = this.#tailer.position?.head.seq ?? this.#tailer.last;
    this.#startAt(seq);
    return { t: "reset", reason, epoch: this.#epoch, seq };
  }

  /** Moves over to another epoch or term of the log, if that is what there is now. */
  #turned(): ResetFrame | null {
    const { epoch, position } = this.#tailer;
    if (epoch === this.#epoch || position === null) return null;
    const cursor = { epoch: this.#epoch, seq: this.#place.sent };
    const admission = admit({ cursor }, { position, scope: this.scope });
    if (!admission.ok) return this.#reset(admission.reason);
    this.#startAt(admission.seq);
    return null;
  }

  /** The next items, if the log has any. */
  async #ahead(): Promise<Step | null> {
    while (this.#place.scanned < this.#tailer.last) {
      const { scanned } = this.#place;
      const span = this.#tailer.span(scanned) ?? await this.#tailer.load(scanned);
      if (span === null) return this.#reset("expired");
      const piece = this.#audience.next(span, { place: this.#place, room: ROOM });
      this.#audience.clear();
      if (piece === null) return null;
      this.#place = piece.place;
      if (piece.text !== null) {
        return {
          t: "events",
          epoch: this.#epoch,
          to: piece.place.sent,
          text: this.#sign(piece.text),
        };
      }
    }
    return null;
  }

  #quiet(): Step {
    const { sent, scanned } = this.#place;
    const to = Math.max(sent, Math.min(scanned, this.#tailer.settled()));
    this.#place = { sent: to, scanned };
    const text = this.#sign(writeEvents({ from: sent, to }, ""));
    return { t: "quiet", epoch: this.#epoch, to, text };
  }

  /** Puts the epoch into a frame: over HTTP no `ready` tells it. */
  #sign(text: string): string {
    return `${OPENING}"epoch":${JSON.stringify(this.#epoch)},${text.slice(OPENING.length)}`;
  }

  async #rest({ within, signal }: Patience): Promise<void> {
    if (this.#woken) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    using _timer = this.#clock.after(within, resolve);
    const stop = () => resolve();
    signal.addEventListener("abort", stop);
    this.#wake = resolve;
    await promise;
    signal.removeEventListener("abort", stop);
    this.#wake = null;
  }
}
