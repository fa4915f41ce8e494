/**
 * Rows kept in memory, valid for exactly one version of the head. Every writer of rows rewrites the
 * head, so an unchanged head proves every row unchanged: the cache can be late, never stale.
 *
 * @module
 */

import type { Key } from "../store/types.ts";
import type { Head } from "./types.ts";

/** Rows kept at most; about 2 KB each. */
const CAPACITY = 20_000;

/** A head and its version in the store. */
export interface HeadVersion {
  readonly value: Head;
  readonly versionstamp: string;
}

/** Rows by key, `null` for rows known not to exist. */
export interface RowCache {
  /** The head all rows belong to; `null` when nothing is known. */
  readonly head: HeadVersion | null;
  /** `undefined` when it must be read. */
  get(key: Key): unknown;
  /** Remembers rows read under `head`, or written by the commit that made it. */
  keep(head: HeadVersion, rows: Iterable<readonly [Key, unknown]>): void;
  /** Forgets everything: somebody else wrote. */
  clear(): void;
}

/** Makes an empty cache. */
export function createRowCache(): RowCache {
  let head: HeadVersion | null = null;
  const rows = new Map<string, unknown>();
  const name = (key: Key) => key.join("\n");
  return {
    get head() {
      return head;
    },
    get: (key) => rows.get(name(key)),
    keep: (next, entries) => {
      head = next;
      for (const [key, row] of entries) {
        rows.delete(name(key));
        rows.set(name(key), row);
      }
      for (const oldest of rows.keys()) {
        if (rows.size <= CAPACITY) break;
        rows.delete(oldest);
      }
    },
    clear: () => {
      head = null;
      rows.clear();
    },
  };
}
