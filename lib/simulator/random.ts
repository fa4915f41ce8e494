/**
 * Seeded randomness: the same seed gives the same site, stream and faults, so that a failing run can
 * be repeated.
 *
 * @module
 */

/** A choice and how often it is taken, relative to the others. */
export type Weighted<T> = readonly [choice: T, weight: number];

/** A source of repeatable chance. */
export interface Random {
  /** The next number, 0 ≤ n < 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  /** Whether something of probability `p` (0 … 1) happens. */
  chance(p: number): boolean;
  /**
   * One element.
   *
   * @throws {RangeError} When the list is empty.
   */
  pick<T>(list: readonly T[]): T;
  /**
   * One of several choices by weight; a weight of 0 is never taken.
   *
   * @throws {RangeError} When no weight is above 0.
   */
  weighted<T>(choices: readonly Weighted<T>[]): T;
  /** The same elements in another order; the list given stays as it is. */
  shuffle<T>(list: readonly T[]): T[];
  /** That many lowercase hexadecimal digits. */
  hex(length: number): string;
  /** A source of its own, so that drawing more here changes nothing there. */
  fork(): Random;
}

/** Makes a {@linkcode Random} from a whole number. The generator is mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const random: Random = {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (p) => next() < p,
    pick: (list) => pick(list, next()),
    weighted: (choices) => weighted(choices, next()),
    shuffle: (list) => shuffle(list, random),
    hex: (length) => Array.from({ length }, () => random.int(0, 15).toString(16)).join(""),
    fork: () => createRandom(Math.floor(next() * 2 ** 32)),
  };
  return random;
}

function pick<T>(list: readonly T[], at: number): T {
  if (list.length === 0) throw new RangeError("Cannot pick an element: the list is empty");
  return list[Math.floor(at * list.length)]!;
}

function weighted<T>(choices: readonly Weighted<T>[], at: number): T {
  const usable = choices.filter(([, weight]) => weight > 0);
  let left = at * usable.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of usable) {
    if (left < weight) return choice;
    left -= weight;
  }
  const last = usable.at(-1);
  if (last === undefined) throw new RangeError("Cannot choose by weight: no weight is above 0");
  return last[0];
}

function shuffle<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
