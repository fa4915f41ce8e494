/**
 * How long to wait before another attempt.
 *
 * @module
 */

/** Bounds of a back-off, in ms. */
export interface BackOffBounds {
  /** Ceiling of the first wait; doubles with each attempt. */
  readonly base: number;
  /** Ceiling of every wait. */
  readonly cap: number;
}

/** Feed clients: 1 s doubling to 60 s. A worker that may not hold long timers lowers the cap. */
export const FEED_BACK_OFF: BackOffBounds = { base: 1_000, cap: 60_000 };

/**
 * Full jitter: anything from 0 to the ceiling, so that clients cut off together do not come back
 * together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param attempt Failed attempts so far, from 0.
 * @param options Bounds in ms, and a source of numbers in [0, 1).
 * @returns The wait in whole ms.
 */
export function fullJitter(
  attempt: number,
  options: BackOffBounds & { readonly random: () => number },
): number {
  const ceiling = Math.min(options.cap, options.base * 2 ** Math.min(attempt, 30));
  return Math.floor(options.random() * ceiling);
}
