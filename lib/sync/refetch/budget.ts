/**
 * So many calls a minute and not more.
 *
 * @module
 */

const MINUTE = 60_000;

/** Calls left. */
export interface Budget {
  /** Takes one call; else gives how long to wait for the next one, ms. */
  take(): number;
}

/** Makes a budget of `perMinute` calls in any 60 s. */
export function createBudget(
  { perMinute, now }: { readonly perMinute: number; readonly now: () => number },
): Budget {
  const taken: number[] = [];
  return {
    take: () => {
      const at = now();
      while (taken.length > 0 && taken[0]! <= at - MINUTE) taken.shift();
      if (taken.length >= perMinute) return taken[0]! + MINUTE - at;
      taken.push(at);
      return 0;
    },
  };
}
