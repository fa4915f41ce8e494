/**
 * Waiting a moment for a crowd. Under load those who were just served are back within a few ms; a
 * commit that waits for them carries twice as many for the same price. When few come, nobody waits.
 *
 * @module
 */

/** Batches of at least this size show load. */
const CROWD = 6;

/** How long to wait for the next batch to be as large as the last one, ms. */
const GATHER_FOR = 3;

/** Lets batches grow. */
export interface Gatherer {
  /** Says that something has come. */
  arrived(): void;
  /** Resolves when `count()` is what it was in the last batch, or after a few ms. */
  gather(last: number): Promise<void>;
}

/** Makes a gatherer; `count` says how many wait. */
export function createGatherer(count: () => number): Gatherer {
  let arrived = () => {};
  return {
    arrived: () => arrived(),
    gather: (last) => {
      if (last < CROWD || count() >= last) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          arrived = () => {};
          resolve();
        };
        const timer = setTimeout(done, GATHER_FOR);
        arrived = () => {
          if (count() >= last) done();
        };
      });
    },
  };
}
