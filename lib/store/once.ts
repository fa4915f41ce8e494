/**
 * Values made once for a store, by whoever starts first; the others adopt them.
 *
 * @module
 */

import { proofOf } from "./proof.ts";
import { type Key, type Store, StoreError } from "./types.ts";

/** A value, and whether this call made it. */
export interface Once<T> {
  readonly value: T;
  readonly made: boolean;
}

/**
 * Reads the value at `key`, or writes `make()` there when there is none. Of several starting at once
 * exactly one writes; all get the same value.
 */
export async function createOnce<T>(
  store: Store,
  options: { readonly key: Key; readonly make: () => T },
): Promise<Once<T>> {
  const known = await store.get<T>(options.key);
  if (known.value !== null) return { value: known.value, made: false };
  const value = options.make();
  const proof = proofOf({ key: options.key, value });
  await store.commit({
    checks: [{ key: options.key, versionstamp: null }],
    sets: [{ key: options.key, value }],
  }, proof);
  const now = await store.get<T>(options.key);
  if (now.value === null) {
    throw new StoreError("unavailable", `Cannot create ${options.key.join("/")}: it was not kept`);
  }
  return { value: now.value, made: proof.mine(now.value) };
}
