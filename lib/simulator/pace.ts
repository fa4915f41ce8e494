/**
 * How busy a team is at which time of a working day.
 *
 * @module
 */

import type { Random } from "./random.ts";

/** Share of the day at which each level begins, and how busy people are then, around 1. */
const DAY: readonly (readonly [from: number, level: number])[] = [
  [0, 0.6],
  [0.1, 1.4],
  [0.4, 1.1],
  [0.5, 0.5],
  [0.58, 1.3],
  [0.85, 0.7],
];

/** How busy people are, around 1, at that time (ms) of days that take `day` ms. */
export function levelAt(elapsed: number, day: number): number {
  const share = (elapsed % day) / day;
  return DAY.findLast(([from]) => share >= from)![1];
}

/** The wait before the next change, in ms, for `rate` changes a second on average. */
export function nextWait(random: Random, options: { rate: number; level: number }): number {
  // Exponential: independent people produce changes in clusters and gaps.
  const wait = -Math.log(1 - random.next()) * 1_000 / (options.rate * options.level);
  return Math.min(wait, 4_000 / options.rate);
}
