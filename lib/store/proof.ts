/**
 * Proofs of commits.
 *
 * @module
 */

import type { Key, Proof } from "./types.ts";

/** That a value lies there proves the commit that set it: one that no other commit would set alike. */
export function proofOf({ key, value }: { readonly key: Key; readonly value: unknown }): Proof {
  return { key, mine: (there) => JSON.stringify(there) === JSON.stringify(value) };
}
