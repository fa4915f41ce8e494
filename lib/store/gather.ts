/**
 * Waiting a moment for a crowd. Under load those who were just served are back within a few ms; a
 * commit that waits for them carries twice as many for the same price. When few come, nobody waits.
 * Without it callers fall apart into two groups, each of which waits for the other's commit.
 *
 * @module
 */

/** So many at a time show load. */
const CROWD = 6;

/** How long to wait for the crowd to be complete, ms. */
const GATHER_FOR = 3;

/** How fast a crowd is forgotten that does not come back: this part of it is left each time. */
const FORGET = 0.9;

/** Lets batches grow. */
export interface Gatherer {
  /** Says that something has come. */
  arrived(): void;
  /**
   * Resolves when all are back who were seen lately, or after a few ms. `seen` are those of the last
   * batch and those who wait already.
   */
  gather(seen: number): Promise<void>;
}

/** Makes a gatherer; `count` says how many wait. */
export function createGatherer(count: () => number): Gatherer {
  let arrived = () => {};
  let crowd = 0;
  return {
    arrived: () => arrived(),
    gather: (seen) => {
      crowd = Math.max(seen, Math.floor(crowd * FORGET));
      if (crowd < CROWD || count() >= crowd) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          arrived = () => {};
          resolve();
        };
        const timer = setTimeout(done, GATHER_FOR);
        arrived = () => {
          if (count() >= crowd) done();
        };
      });
    },
  };
}
