/**
 * What many measurements come to.
 *
 * @module
 */

/**
 * The value that a share `p` (0 … 1) of all values do not exceed: always one that was measured,
 * the nearest rank.
 *
 * @throws {RangeError} When there are no values.
 */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a percentile: nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!;
}

/** The value in the middle; of an even number the lower one. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
