/**
 * Counting drift: how the mirror differed from Jira, and what of it was put right.
 *
 * @module
 */

import type { GoneState } from "../mirror/types.ts";
import { type Drift, NO_DRIFT } from "./types.ts";

/** What one issue was found to be. */
export type Finding = "missed" | "stale" | GoneState;

/** Both together. */
export function addDrift(one: Drift, other: Partial<Drift>): Drift {
  const sum = (name: keyof Drift) => one[name] + (other[name] ?? 0);
  return {
    missed: sum("missed"),
    stale: sum("stale"),
    deleted: sum("deleted"),
    hidden: sum("hidden"),
    archived: sum("archived"),
    trashed: sum("trashed"),
    suspect: sum("suspect"),
    repaired: sum("repaired"),
  };
}

/** All together. */
export function sumDrift(all: Iterable<Drift>): Drift {
  let sum = NO_DRIFT;
  for (const drift of all) sum = addDrift(sum, drift);
  return sum;
}

/** The drift with one more issue that differed, and was put right or not. */
export function countIssue<D extends Drift>(
  drift: D,
  { as, repaired }: { readonly as: Finding; readonly repaired: boolean },
): D {
  return { ...drift, ...addDrift(drift, { [as]: 1, repaired: repaired ? 1 : 0 }) };
}
