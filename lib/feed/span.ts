/**
 * A contiguous run of log entries in memory.
 *
 * @module
 */

import type { LogEntry } from "../mirror/types.ts";
import { byteLength } from "./frames.ts";

/** An entry in memory, and the size of its item, measured once for all who are sent it. */
export interface Held {
  readonly entry: LogEntry;
  readonly bytes: number;
}

/** Entries `after + 1` to `last`, all of them. */
export interface Span {
  /** Everything after this seq, up to `last`, is here. */
  readonly after: number;
  readonly last: number;
  /** The entry with this seq; it has to be one of the span's. */
  at(seq: number): Held;
}

/** Wraps entries that are known to be contiguous, `after + 1` being the first. */
export function spanOf(after: number, entries: readonly LogEntry[]): Span {
  const held = entries.map(hold);
  return {
    after,
    last: after + held.length,
    at: (seq) => held[seq - after - 1]!,
  };
}

function hold(entry: LogEntry): Held {
  return { entry, bytes: byteLength(entry.text) };
}

/** How much of the newest log an isolate keeps in memory. */
export interface RecentBounds {
  readonly entries: number;
  readonly bytes: number;
}

/** Enough for readers that lag by a moment; older entries are read from the store in pages. */
const RECENT_BOUNDS: RecentBounds = { entries: 2_000, bytes: 8 * 1024 * 1024 };

/** The newest entries of a log, growing at the end and cut at the start. */
export class Recent implements Span {
  readonly #bounds: RecentBounds;
  #entries: Held[] = [];
  #after: number;
  #bytes = 0;

  /** Starts empty, at a position of the log. */
  constructor(after: number, bounds: RecentBounds = RECENT_BOUNDS) {
    this.#after = after;
    this.#bounds = bounds;
  }

  /** See {@linkcode Span.after}. */
  get after(): number {
    return this.#after;
  }

  /** The newest entry's seq, or the position it started at. */
  get last(): number {
    return this.#after + this.#entries.length;
  }

  /** See {@linkcode Span.at}. */
  at(seq: number): Held {
    return this.#entries[seq - this.#after - 1]!;
  }

  /** Adds what follows directly and ignores what is known; false when there is a gap before it. */
  append(entries: readonly LogEntry[]): boolean {
    for (const entry of entries) {
      if (entry.seq <= this.last) continue;
      if (entry.seq !== this.last + 1) return false;
      const held = hold(entry);
      this.#entries.push(held);
      this.#bytes += held.bytes;
    }
    this.#cut();
    return true;
  }

  #cut(): void {
    const { entries, bytes } = this.#bounds;
    if (this.#entries.length <= entries && this.#bytes <= bytes) return;
    // A quarter is cut at once, so that the cost of moving the rest is spread over many appends.
    let drop = 0;
    while (this.#entries.length - drop > entries * 0.75 || this.#bytes > bytes * 0.75) {
      const oldest = this.#entries[drop];
      if (oldest === undefined) break;
      this.#bytes -= oldest.bytes;
      drop++;
    }
    this.#entries = this.#entries.slice(drop);
    this.#after += drop;
  }
}
