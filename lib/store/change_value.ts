/**
 * Changing one value by compare-and-set: whoever loses the race looks again and decides anew.
 *
 * @module
 */

import { type Key, type Store, StoreError } from "./types.ts";

/** Others who change a value at the same moment are few, and soon done. */
const TRIES = 10;

/** A value that says whose change made it: two that write the same must not both be first. */
export interface Written {
  readonly writer: string;
}

/** Where the value lies, and who changes it. */
export interface ValueWriter {
  readonly store: Store;
  readonly newId: () => string;
  readonly key: Key;
  /** What is being done, for the error: `note the pace of webhooks`. */
  readonly action: string;
}

/**
 * Changes a value, and gives what it is then. What `change` gives as `null`, or as it was given, is
 * left as it is.
 *
 * @throws {StoreError} When the store can't, or others don't stop changing it.
 */
export async function changeValue<T extends Written>(
  { store, newId, key, action }: ValueWriter,
  change: (there: T | null) => Omit<T, "writer"> | null,
): Promise<T | null> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { value, versionstamp } = await store.get<T>(key);
    const changed = change(value);
    if (changed === null || changed === value) return value;
    const writer = newId();
    const next = { ...changed, writer } as T;
    const { ok } = await store.commit(
      { checks: [{ key, versionstamp }], sets: [{ key, value: next }] },
      { key, mine: (there) => (there as T).writer === writer },
    );
    if (ok) return next;
  }
  throw new StoreError("unavailable", `Cannot ${action}: it keeps changing`);
}
