/**
 * Rows kept in memory, valid for exactly one version of the head. Every writer of rows rewrites the
 * head, so an unchanged head proves every row unchanged: the cache can be late, never stale.
 *
 * @module
 */

import { keyName } from "../store/keys.ts";
import type { Key } from "../store/types.ts";
import type { Head } from "./types.ts";

/** Bytes of rows kept at most, roughly; a row without a long description has 2 KB. */
const CAPACITY = 16 * 1024 * 1024;

/** What a value costs beside its text, bytes; estimated. */
const OVERHEAD = 24;

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
  /** The same, but of rows that are not remembered it remembers none. */
  renew(head: HeadVersion, rows: Iterable<readonly [Key, unknown]>): void;
  /** Forgets everything: somebody else wrote. */
  clear(): void;
}

/** Makes an empty cache of so many bytes, roughly; 16 MB unless given. */
export function createRowCache(capacity = CAPACITY): RowCache {
  let head: HeadVersion | null = null;
  const rows = new Map<string, { readonly row: unknown; readonly bytes: number }>();
  let used = 0;

  function put(key: string, row: unknown): void {
    drop(key);
    const bytes = sizeOf(key) + sizeOf(row);
    rows.set(key, { row, bytes });
    used += bytes;
  }

  function drop(key: string): void {
    used -= rows.get(key)?.bytes ?? 0;
    rows.delete(key);
  }

  function shrink(): void {
    for (const oldest of rows.keys()) {
      if (used <= capacity) return;
      drop(oldest);
    }
  }

  return {
    get head() {
      return head;
    },
    get: (key) => rows.get(keyName(key))?.row,
    keep: (next, entries) => {
      head = next;
      for (const [key, row] of entries) put(keyName(key), row);
      shrink();
    },
    renew: (next, entries) => {
      head = next;
      for (const [key, row] of entries) {
        if (rows.has(keyName(key))) put(keyName(key), row);
      }
      shrink();
    },
    clear: () => {
      head = null;
      rows.clear();
      used = 0;
    },
  };
}

/** Rough bytes of a value and all it holds. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return OVERHEAD + value.length;
  if (typeof value !== "object" || value === null) return OVERHEAD;
  let bytes = OVERHEAD;
  for (const part of Object.values(value)) bytes += sizeOf(part);
  return bytes;
}
