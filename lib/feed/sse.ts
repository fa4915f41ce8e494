/**
 * The feed as server-sent events.
 *
 * @module
 */

import type { Clock } from "./clock.ts";
import type { Follower, Step } from "./follower.ts";
import { LIMITS, type ResetFrame } from "./protocol.ts";

/** How long an `EventSource` waits before it comes back, in ms. */
const RETRY = 2_000;

/** What a stream needs. It owns the follower from then on. */
export interface EventStreamOptions {
  readonly follower: Pick<Follower, "at" | "next" | typeof Symbol.dispose>;
  /** The reset to begin with, if any. */
  readonly reset: ResetFrame | null;
  readonly clock: Clock;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** Ms since 1970 at which the viewer's token expires; `null` for never. */
  readonly expires: number | null;
}

/**
 * The body of an event stream. Each piece is made when the last one has been taken, so no more than
 * one waits for a reader; one that takes none for as long as the protocol lets a client be slow is
 * let go.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { follower, clock } = options;
  const encoder = new TextEncoder();
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  let stalled: Disposable | null = null;
  let first = true;
  const end = () => {
    stalled?.[Symbol.dispose]();
    over.abort();
    follower[Symbol.dispose]();
  };
  return new ReadableStream({
    pull: async (controller) => {
      stalled?.[Symbol.dispose]();
      try {
        const piece = first ? opening(options) : await nextPiece(options, signal);
        first = false;
        if (piece === null || over.signal.aborted) {
          end();
          return controller.close();
        }
        controller.enqueue(encoder.encode(piece));
        stalled = clock.after(LIMITS.ack, () => {
          end();
          controller.error(new Error("Cannot go on with the stream: its reader takes nothing"));
        });
      } catch (cause) {
        // The reader comes back with the last id it was given.
        end();
        controller.error(cause);
      }
    },
    cancel: end,
  }, { highWaterMark: 0 });
}

function opening({ reset, follower }: EventStreamOptions): string {
  const begin = reset === null ? `id: ${follower.at}\n\n` : writeStep(reset);
  return `retry: ${RETRY}\n${begin}`;
}

async function nextPiece(
  { follower, clock, expires }: EventStreamOptions,
  signal: AbortSignal,
): Promise<string | null> {
  const left = expires === null ? Infinity : expires - clock.now();
  if (left <= 0 || signal.aborted) return null;
  const step = await follower.next({ within: Math.min(LIMITS.beat, left), signal });
  return writeStep(step);
}

/** Writes one event. Progress without items only moves the id, which dispatches nothing. */
function writeStep(step: Step): string {
  if (step.t === "reset") {
    return `event: reset\nid: ${step.epoch}:${step.seq}\ndata: ${JSON.stringify(step)}\n\n`;
  }
  const id = `id: ${step.epoch}:${step.to}\n`;
  return step.t === "quiet" ? `: beat\n${id}\n` : `${id}data: ${step.text}\n\n`;
}
