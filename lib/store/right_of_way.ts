/**
 * Who goes first. One thread runs the service and one thread the embedded store, so whatever works
 * through many issues stands in a webhook's way. It is done in small pieces, and before each piece
 * those who are in a hurry are let through.
 *
 * @module
 */

import { setImmediate as turn } from "node:timers/promises";
import { answered } from "./answered.ts";

/**
 * Longest time one piece of work waits, ms: under a load that never ends, twenty pieces a second are
 * done all the same.
 */
const PATIENCE = 50;

/**
 * Rest before each piece of work while somebody is in a hurry now and then, ms. Pieces in a row would
 * meet every third webhook, and what they write makes the database tidy up its file more often.
 */
const REST = 10;

/** How long after the last one in a hurry the next is still expected, ms. */
const EXPECTED = 1_000;

/** Lets those in a hurry go first. */
export interface RightOfWay {
  /** Whether somebody is in a hurry, or was a moment ago: pieces of work are to be small then. */
  readonly isBusy: boolean;
  /** Goes first from now on, until disposed of. */
  enter(): Disposable;
  /**
   * Waits, in a later turn of the event loop, until nobody is in a hurry. While busy it rests first;
   * 50 ms at most.
   */
  giveWay(): Promise<void>;
}

/** Time, passed in. */
export interface RightOfWayOptions {
  /** A clock that never jumps, ms; the system's unless given. */
  readonly now?: () => number;
  /** Resolves after `ms`; by a timer unless given. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** Makes the one of an isolate. */
export function createRightOfWay(options: RightOfWayOptions = {}): RightOfWay {
  const now = options.now ?? (() => performance.now());
  const wait = options.wait ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  let inside = 0;
  let leftAt = -Infinity;
  let free = Promise.withResolvers<void>();

  function leave(): void {
    leftAt = now();
    if (--inside > 0) return;
    free.resolve();
    free = Promise.withResolvers();
  }

  const isBusy = () => inside > 0 || now() - leftAt < EXPECTED;

  return {
    get isBusy() {
      return isBusy();
    },
    enter: () => {
      inside++;
      return { [Symbol.dispose]: leave };
    },
    giveWay: async () => {
      const until = now() + PATIENCE;
      // Whoever has come meanwhile enters in this turn.
      await turn();
      if (isBusy()) await wait(REST);
      while (inside > 0 && now() < until) {
        await answered(free.promise, until - now());
        await turn();
      }
    },
  };
}
