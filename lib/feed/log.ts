/**
 * Reads the log of a site from the store. All reads are strongly consistent.
 *
 * @module
 */

import type { Head, LogEntry } from "../mirror/types.ts";
import { type Segment, segmentRange } from "../mirror/segment.ts";
import { floorKey, headKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";
import type { Position } from "./admit.ts";

/** Reports what must not happen, to whoever operates the service. Never given issue text. */
export type Alarm = (
  message: string,
  details: Readonly<Record<string, string | number | null>>,
) => void;

/** One site's log. */
export interface SiteLog {
  readonly store: Store;
  readonly site: string;
}

/** Head and floor in one consistent read; `null` when the site has no log yet. */
export async function readPosition({ store, site }: SiteLog): Promise<Position | null> {
  const [head, floor] = await store.getMany<unknown>([headKey(site), floorKey(site)]);
  if (head?.value == null) return null;
  return {
    head: head.value as Head,
    floor: typeof floor?.value === "number" ? floor.value : 0,
  };
}

/**
 * Reads the entries with `after < seq ≤ to`.
 *
 * @returns The last contiguous run of them: its first entry follows `after` unless entries are
 * missing, and it is empty unless `to` is there.
 */
export async function readEntries(
  { store, site }: SiteLog,
  range: { readonly after: number; readonly to: number },
): Promise<readonly LogEntry[]> {
  if (range.to <= range.after) return [];
  const found = await store.list<Segment>({
    ...segmentRange(site, range),
    limit: range.to - range.after,
  });
  const entries = found.flatMap(({ value }) => value)
    .filter(({ seq }) => seq > range.after && seq <= range.to);
  return lastRun(entries, range.to);
}

function lastRun(entries: readonly LogEntry[], to: number): readonly LogEntry[] {
  let first = entries.length;
  while (first > 0 && entries[first - 1]!.seq === to - (entries.length - first)) first--;
  return entries.slice(first);
}

/**
 * Tells why entries after `after` are missing. Entries are only ever removed together with raising
 * the floor, so a gap above it means that the log is damaged: that is an alarm.
 */
export async function explainGap(
  log: SiteLog,
  gap: { readonly after: number; readonly alarm: Alarm },
): Promise<"trimmed" | "damaged"> {
  const position = await readPosition(log);
  if (position !== null && position.floor > gap.after) return "trimmed";
  gap.alarm("Cannot read the log: entries are missing above its floor", {
    site: log.site,
    after: gap.after,
    floor: position?.floor ?? null,
    head: position?.head.seq ?? null,
  });
  return "damaged";
}
