/**
 * A clock for the feed's server side that moves when told.
 *
 * @module
 */

import type { Clock } from "../lib/feed/clock.ts";

interface Timer {
  at: number;
  readonly every: number | null;
  readonly run: () => void;
}

/** See the module. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;
  readonly #timers = new Set<Timer>();

  readonly now = (): number => this.#now;

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due, in ms since 1970; `null` when none waits. */
  get due(): number | null {
    return this.#due(Infinity)?.at ?? null;
  }

  after(ms: number, run: () => void): Disposable {
    return this.#add({ at: this.#now + ms, every: null, run });
  }

  every(ms: number, run: () => void): Disposable {
    return this.#add({ at: this.#now + ms, every: ms, run });
  }

  /** Lets time pass, timer by timer, in the order they are due. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#due(end); timer !== undefined; timer = this.#due(end)) {
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every === null) this.#timers.delete(timer);
      else timer.at += timer.every;
      timer.run();
    }
    this.#now = end;
  }

  #add(timer: Timer): Disposable {
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  #due(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
