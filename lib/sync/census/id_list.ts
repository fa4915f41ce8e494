/**
 * A list of issue ids in eight bytes each, so that those of a whole site fit in memory.
 *
 * @module
 */

import { isId } from "../../jira/rest/jql.ts";

/** Ids are added first; then each can be found once. */
export interface IdList {
  /** How many there are. */
  readonly size: number;
  add(id: string): void;
  /** Marks an id as found; `false` when it is not in the list. No id can be added after this. */
  find(id: string): boolean;
  /** How many were not found. */
  missing(): number;
  /** Those that were not found. */
  rest(): Generator<string>;
}

/** Room for so many ids at first. */
const SMALLEST = 16;

/** Makes an empty list. What can't be an id of Jira is not taken, and never found. */
export function createIdList(): IdList {
  let ids = new BigUint64Array(SMALLEST);
  let size = 0;
  let found: Uint8Array | null = null;
  let count = 0;

  /** Sorts them, without repeats. */
  function settle(): Uint8Array {
    if (found !== null) return found;
    ids = ids.subarray(0, size).sort();
    let kept = 0;
    for (let at = 0; at < size; at++) {
      if (at === 0 || ids[at] !== ids[at - 1]) ids[kept++] = ids[at]!;
    }
    size = kept;
    return found = new Uint8Array(Math.ceil(size / 8));
  }

  function indexOf(id: bigint): number {
    let [low, high] = [0, size - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = ids[middle]!;
      if (there === id) return middle;
      if (there < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  return {
    get size() {
      settle();
      return size;
    },
    add: (id) => {
      if (found !== null) throw new TypeError(`Cannot add id ${id}: the list was searched already`);
      if (!isId(id)) return;
      if (size === ids.length) {
        const larger = new BigUint64Array(size * 2);
        larger.set(ids);
        ids = larger;
      }
      ids[size++] = BigInt(id);
    },
    find: (id) => {
      const marks = settle();
      const at = isId(id) ? indexOf(BigInt(id)) : -1;
      if (at < 0) return false;
      const [byte, bit] = [at >> 3, 1 << (at & 7)];
      if ((marks[byte]! & bit) === 0) count++;
      marks[byte]! |= bit;
      return true;
    },
    missing: () => {
      settle();
      return size - count;
    },
    *rest() {
      const marks = settle();
      for (let at = 0; at < size; at++) {
        if ((marks[at >> 3]! & (1 << (at & 7))) === 0) yield String(ids[at]);
      }
    },
  };
}
