/**
 * How often somebody does something, and how often they may.
 *
 * @module
 */

/** A token bucket that holds one second's worth. */
export class Meter {
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** Starts full. `now` in ms. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#at = now;
  }

  /** Takes one; false when there is none left. */
  take(now: number): boolean {
    const refill = ((now - this.#at) / 1_000) * this.#perSecond;
    this.#left = Math.min(this.#perSecond, this.#left + Math.max(0, refill));
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
