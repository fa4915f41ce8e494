/**
 * Numbers as people read them.
 *
 * @module
 */

// The page speaks English, and a comma among its words must mean what it means in English.
const whole = new Intl.NumberFormat("en");

/** A count: `4,812`. */
export function countWords(count: number): string {
  return whole.format(count);
}

/** A count of things whose plural takes an s: `1 issue`, `4,812 issues`. */
export function counted(count: number, thing: string): string {
  return `${countWords(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** A share of 0 to 1 in percent. Only all is `100 %`, and only nothing is `0 %`. */
export function shareWords(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${Math.floor(Math.min(Math.max(share, 0), 1) * 100)} %`;
}
