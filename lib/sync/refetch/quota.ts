/**
 * So many calls a minute and not more.
 *
 * @module
 */

const MINUTE = 60_000;

/** Calls left. */
export interface Quota {
  /** Takes one call; else gives how long to wait for the next one, ms. */
  take(): number;
}

/** Makes a quota of `perMinute` calls in any 60 s. */
export function createQuota(
  { perMinute, now }: { readonly perMinute: number; readonly now: () => number },
): Quota {
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
