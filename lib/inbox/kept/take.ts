/**
 * Taking away what is kept until somebody decides, each thing once whoever else takes it meanwhile.
 *
 * @module
 */

import {
  type Change,
  type Found,
  type Key,
  type Proof,
  type Store,
  StoreError,
} from "../../store/types.ts";

/** Keys one commit deletes at most. */
const KEYS_PER_COMMIT = 900;

/** What became of the things that were to be taken. */
export interface Taken {
  readonly taken: number;
  /** Somebody else was first. */
  readonly gone: number;
}

/** How to take things. */
export interface Taking<T> {
  readonly store: Store;
  /** Whether one commit may take these together. */
  readonly fits: (group: readonly Found<T>[]) => boolean;
  /** What the commit that takes them does besides removing them. */
  readonly change: (group: readonly Found<T>[]) => {
    readonly change: Omit<Change, "checks">;
    readonly proof: Proof;
  };
  /** Told of each group that was taken. */
  readonly onTaken?: (group: readonly Found<T>[]) => void;
}

/**
 * Takes things as they stand in the store, as many a commit as fit; those of a group in which
 * somebody was first are taken one by one.
 *
 * @throws {StoreError} When the store can't; those of earlier groups are taken then.
 */
export async function take<T>(taking: Taking<T>, found: readonly Found<T>[]): Promise<Taken> {
  let taken = 0;
  for (const group of groupsOf(taking, found)) {
    if (await takeTogether(taking, group)) taken += group.length;
    else if (group.length > 1) {
      for (const one of group) if (await takeTogether(taking, [one])) taken++;
    }
  }
  return { taken, gone: found.length - taken };
}

function groupsOf<T>({ store, fits }: Taking<T>, found: readonly Found<T>[]): Found<T>[][] {
  const groups: Found<T>[][] = [];
  for (const one of found) {
    const group = groups.at(-1);
    const fit = group !== undefined && group.length < store.limits.checks &&
      fits([...group, one]);
    if (fit) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

async function takeTogether<T>(
  { store, change, onTaken }: Taking<T>,
  group: readonly Found<T>[],
): Promise<boolean> {
  const { change: besides, proof } = change(group);
  const deletes = [...group.map(({ key }) => key), ...besides.deletes ?? []];
  try {
    const result = await store.commit({ ...besides, checks: group, deletes }, proof);
    if (result.ok) onTaken?.(group);
    return result.ok;
  } catch (cause) {
    if (group.length > 1 && cause instanceof StoreError && cause.code === "too_large") return false;
    throw cause;
  }
}

/** How to take things away for good. */
export interface Discarding<T> {
  readonly store: Store;
  /** The keys that go with each. */
  readonly keysWith: (value: T) => readonly Key[];
}

/** Takes things away for good, with the keys that go with each. */
export async function discard<T>(
  { store, keysWith }: Discarding<T>,
  found: readonly Found<T>[],
): Promise<Taken> {
  const keysOf = (group: readonly Found<T>[]) => group.flatMap(({ value }) => keysWith(value));
  return await take({
    store,
    fits: (group) => group.length + keysOf(group).length <= KEYS_PER_COMMIT,
    change: (group) => ({
      change: { deletes: keysOf(group) },
      proof: { key: group[0]!.key, mine: () => false },
    }),
  }, found);
}
