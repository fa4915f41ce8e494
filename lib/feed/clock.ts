/**
 * Time as the feed's server side uses it, so that tests can hold it still.
 *
 * @module
 */

/** Tells the time and calls back later. Times in ms. */
export interface Clock {
  /** Ms since 1970. */
  now(): number;
  /** Calls `run` once, `ms` from now, unless disposed of before. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed of. */
  every(ms: number, run: () => void): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};
