/**
 * Follows the log of one site for all readers of an isolate.
 *
 * @module
 */

import { headCursor, type LogEntry } from "../mirror/types.ts";
import { headKey } from "../store/keys.ts";
import type { Position } from "./admit.ts";
import type { Clock } from "./clock.ts";
import { type Alarm, readEntries, readPosition, type SiteLog } from "./log.ts";
import { Pages } from "./pages.ts";
import { LIMITS } from "./protocol.ts";
import { Recent, type Span } from "./span.ts";

/** How often the head is read while there are readers, in ms: what no lost hint can delay beyond. */
const POLL = 1_500;

/** Least time between two looks that hints ask for, in ms: hints come with every commit. */
const HINT_PACE = 20;

/** Newest entries read at the first look: a restart brings all readers back at once. */
const PRELOAD = 256;

/** Entries one look reads at most; what lies before is left to pages. */
const LOOK_AT_MOST = 1_000;

/** What a tailer needs. */
export interface TailerDeps extends SiteLog {
  readonly clock: Clock;
  readonly alarm: Alarm;
}

/** Somebody who follows the log; told only that there is something to look at. */
export interface Reader {
  /** There are entries it may not have seen. */
  readonly onMore: () => void;
  /** The log has another epoch or term than before. */
  readonly onTurn: () => void;
}

/** Keeps the newest entries of a log in memory and knows where it ends. */
export class Tailer implements Disposable {
  readonly #deps: TailerDeps;
  readonly #pages: Pages;
  readonly #readers = new Set<Reader>();
  #recent = new Recent(0);
  #position: Position | null = null;
  #looking: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #hinted: Disposable | null = null;
  #lookedAt = -Infinity;
  #following: AbortController | null = null;
  #settled = { tick: -1, seq: 0 };
  #told = -1;

  constructor(deps: TailerDeps) {
    this.#deps = deps;
    this.#pages = new Pages(deps, deps.alarm);
  }

  /** The site whose log it follows. */
  get site(): string {
    return this.#deps.site;
  }

  /** Seq of the newest entry known. */
  get last(): number {
    return this.#recent.last;
  }

  /** The log as it is known now; `null` before the first look, and while the site has no log. */
  get position(): Position | null {
    if (this.#position === null) return null;
    const { head, floor } = this.#position;
    return { floor, head: head.seq < this.last ? { ...head, seq: this.last } : head };
  }

  /** Epoch and term of the log, as cursors carry them. */
  get epoch(): string {
    return this.#position === null ? "" : headCursor(this.#position.head).epoch;
  }

  /**
   * Where the log ended when the current beat began. Answers that anybody may ask for at any time
   * go no further past hidden entries, so that they do not tell when those were written.
   */
  settled(): number {
    this.#settle();
    return this.#settled.seq;
  }

  /** Takes in entries committed by this isolate, before anybody reads them from the store. */
  offer(entries: readonly LogEntry[]): void {
    if (this.#position === null) return;
    this.#grow(entries);
  }

  /** Looks soon, for a hint that may be wrong or repeated. */
  hint(): void {
    if (this.#hinted !== null || this.#readers.size === 0) return;
    const wait = Math.max(0, this.#lookedAt + HINT_PACE - this.#deps.clock.now());
    if (wait === 0) return this.#lookAround();
    this.#hinted = this.#deps.clock.after(wait, () => this.#lookAround());
  }

  /**
   * Reads head and floor, and whatever entries are new. The read begins after the call.
   *
   * @throws {StoreError} When the store cannot say.
   */
  look(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const before = this.#looking ?? Promise.resolve();
    const mine: Promise<void> = before.catch(() => {}).then(() => {
      this.#looking = mine;
      this.#next = null;
      return this.#read();
    });
    this.#next = mine;
    return mine;
  }

  /** Entries after `after` that are in memory; `null` when they have to be loaded. */
  span(after: number): Span | null {
    return after >= this.#recent.after ? this.#recent : null;
  }

  /**
   * Loads the next entries after `after` from the store.
   *
   * @returns `null` when some are missing.
   * @throws {StoreError} When the store cannot say.
   */
  load(after: number): Promise<Span | null> {
    return this.#pages.read(after, { last: this.last, held: this.#recent.after });
  }

  /** Follows the log for a reader, until disposed of. */
  attach(reader: Reader): Disposable {
    this.#readers.add(reader);
    if (this.#following === null) this.#follow();
    return {
      [Symbol.dispose]: () => {
        this.#readers.delete(reader);
        if (this.#readers.size === 0) this.#rest();
      },
    };
  }

  /** Lets go of every timer and watch. */
  [Symbol.dispose](): void {
    this.#readers.clear();
    this.#rest();
  }

  #follow(): void {
    const { store, site, clock } = this.#deps;
    const following = new AbortController();
    const { signal } = following;
    this.#following = following;
    store.watch([headKey(site)], { onChange: () => this.hint(), signal });
    const poll = clock.every(POLL, () => this.hint());
    signal.addEventListener("abort", () => poll[Symbol.dispose](), { once: true });
  }

  #rest(): void {
    this.#following?.abort();
    this.#following = null;
    this.#hinted?.[Symbol.dispose]();
    this.#hinted = null;
  }

  #lookAround(): void {
    this.#hinted = null;
    this.look().catch((cause) => {
      // The next poll looks again.
      this.#deps.alarm("Cannot read the head of the log", {
        site: this.site,
        cause: String(cause),
      });
    });
  }

  async #read(): Promise<void> {
    this.#lookedAt = this.#deps.clock.now();
    const position = await readPosition(this.#deps);
    if (position === null) return;
    const before = this.epoch;
    this.#position = position;
    if (before !== this.epoch) this.#turn(position, before);
    await this.#fill(position);
  }

  /** Begins with another log, or with another term of it: what memory holds may not be its own. */
  #turn(position: Position, before: string): void {
    this.#pages.clear();
    this.#recent = new Recent(Math.max(position.floor, position.head.seq - PRELOAD, 0));
    this.#settled = { tick: this.#tick(), seq: position.head.seq };
    this.#told = -1;
    if (before === "") return;
    for (const reader of [...this.#readers]) reader.onTurn();
  }

  async #fill({ head, floor }: Position): Promise<void> {
    const after = Math.max(this.last, floor, head.seq - LOOK_AT_MOST);
    const entries = await readEntries(this.#deps, { after, to: head.seq });
    const first = entries[0];
    // What lies before is left to the pages, which prove or deny that it is all there.
    if (first !== undefined && first.seq > this.last + 1) {
      this.#recent = new Recent(first.seq - 1);
    } else if (first === undefined && head.seq > this.last) this.#recent = new Recent(head.seq);
    this.#grow(entries);
  }

  #grow(entries: readonly LogEntry[]): void {
    this.#settle();
    const before = this.#told;
    if (!this.#recent.append(entries)) this.hint();
    if (this.#recent.last === before) return;
    this.#told = this.#recent.last;
    for (const reader of [...this.#readers]) reader.onMore();
  }

  #settle(): void {
    const tick = this.#tick();
    if (tick !== this.#settled.tick) this.#settled = { tick, seq: this.last };
  }

  #tick(): number {
    return Math.floor(this.#deps.clock.now() / LIMITS.beat);
  }
}
