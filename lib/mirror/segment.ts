/**
 * How the log is stored: the entries of a commit lie together in segments, each under the seq of its
 * last entry. A range read that begins at `after + 1` therefore finds the segment `after + 1` is in.
 *
 * @module
 */

import { logKey } from "../store/keys.ts";
import type { Key, Range } from "../store/types.ts";
import type { LogEntry } from "./types.ts";

/** Entries one segment holds at most. */
const ENTRIES = 100;

/** Weight one segment holds, in UTF-16 units: a value holds 64 KiB, and a unit takes two bytes. */
const WEIGHT = 28 * 1024;

/** Weight of what lies beside an entry's text: scopes, ids and the names of its properties. */
const BESIDE_TEXT = 350;

/** Entries that are stored under one key. */
export type Segment = readonly LogEntry[];

/** The entries of one commit as segments, in order. */
export function segmentsOf(
  site: string,
  entries: readonly LogEntry[],
): { readonly key: Key; readonly value: Segment }[] {
  const segments: LogEntry[][] = [];
  let weight = Infinity;
  for (const entry of entries) {
    const last = segments.at(-1);
    const own = entry.text.length + BESIDE_TEXT;
    weight += own;
    if (last === undefined || weight > WEIGHT || last.length >= ENTRIES) {
      segments.push([entry]);
      weight = own;
    } else last.push(entry);
  }
  return segments.map((value) => ({ key: logKey(site, value.at(-1)!.seq), value }));
}

/** Where the segments with entries of `after < seq ≤ to` lie, and perhaps some after them. */
export function segmentRange(
  site: string,
  range: { readonly after: number; readonly to: number },
): Range {
  return { start: logKey(site, range.after + 1), end: logKey(site, range.to + ENTRIES) };
}
