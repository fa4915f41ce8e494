/**
 * A pump under test: its log, its socket and its clock move when told.
 *
 * @module
 */

import { ManualClock } from "../../tests/_feed_clock.ts";
import { type Draft, entryOf } from "../../tests/_feed_log.ts";
import { Audience } from "./audience.ts";
import type { EventsFrame, Subscription } from "./protocol.ts";
import { Pump } from "./pump.ts";
import { Recent, type Span } from "./span.ts";

/** How much before it is due a beat may be sent, in ms. */
export const SLACK = 1_000;

/** A pump whose log is in memory from `memoryFrom` on and has to be loaded before. */
export class PumpBench {
  /** The pump's time. */
  readonly clock = new ManualClock();
  /** What was sent, oldest first. */
  readonly frames: EventsFrame[] = [];
  /** Loads asked for; the test settles them. */
  readonly loads: { readonly after: number; readonly settle: (span: Span | null) => void }[] = [];
  /** What of the log is in memory. */
  readonly recent: Recent;
  /** Bytes the socket holds. */
  buffered = 0;
  /** Nothing that is sent leaves the socket. */
  stuck = false;
  /** How often the pump asked how full the socket is. */
  asked = 0;
  /** How often entries were found missing. */
  gaps = 0;
  /** Under test. */
  readonly pump: Pump;

  /** A pump that has not been started. */
  constructor(subs: Subscription = {}, memoryFrom = 0) {
    this.recent = new Recent(memoryFrom);
    const { recent, loads } = this;
    this.pump = new Pump({
      port: {
        send: (text) => {
          this.frames.push(JSON.parse(text));
          if (this.stuck) this.buffered += text.length;
        },
        buffered: () => {
          this.asked++;
          return this.buffered;
        },
      },
      log: {
        get last() {
          return recent.last;
        },
        span: (after) => after >= recent.after ? recent : null,
        load: (after) => new Promise((settle) => loads.push({ after, settle })),
      },
      now: this.clock.now,
      onGap: () => void this.gaps++,
    }, audienceOf(subs));
  }

  /** The log grows, and the pump is told. */
  append(count: number, draft: Draft = {}): void {
    const first = this.recent.last + 1;
    this.recent.append(Array.from({ length: count }, (_, at) => entryOf(first + at, draft)));
    this.pump.run();
  }

  /** `from`, `to` and number of items of what was sent. */
  ranges(): [number, number, number][] {
    return this.frames.map(({ from, to, items }) => [from, to, items.length]);
  }
}

/** An audience that may see everything. */
export function audienceOf(subs: Subscription): Audience {
  return new Audience({ grant: { projects: "all", levels: "all" }, subs });
}
