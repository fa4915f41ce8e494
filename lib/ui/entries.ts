/**
 * The list a page holds of the feed: newest first, without doubles, bounded; and how it is grouped.
 *
 * @module
 */

import type { FeedItem } from "../feed/protocol.ts";
import { dayName } from "./time.ts";

/** Rows a page keeps: more than anybody scrolls, little enough to stay quick. */
export const MOST_ENTRIES = 500;

/** Changes this close together, by one person on one issue, are shown as one, in ms. */
const TOGETHER = 120_000;

/** Changes by one person on one issue in one go, newest first. */
export interface Group {
  /** Stable while newer changes join. */
  readonly id: string;
  /** At least one. */
  readonly items: readonly FeedItem[];
}

/** The groups of one day. */
export interface Day {
  /** `Today`, `Yesterday`, or the day's name. */
  readonly name: string;
  /** Newest first. */
  readonly groups: readonly Group[];
}

/** Merges items into a list, whatever their order; of doubles the one already there stays. */
export function mergeEntries(
  entries: readonly FeedItem[],
  added: readonly FeedItem[],
): readonly FeedItem[] {
  const known = new Set(entries.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id) && known.add(id));
  if (fresh.length === 0) return entries;
  return [...fresh, ...entries].sort((a, b) => b.seq - a.seq).slice(0, MOST_ENTRIES);
}

/** Groups a list by day and by who did what to which issue. `now` in ms. */
export function groupEntries(entries: readonly FeedItem[], now: number): readonly Day[] {
  const days: { name: string; groups: { id: string; items: FeedItem[] }[] }[] = [];
  for (const item of entries) {
    const name = dayName(item.at, now);
    let day = days.at(-1);
    if (day?.name !== name) days.push(day = { name, groups: [] });
    const group = day.groups.at(-1);
    if (group !== undefined && belongs(item, group.items.at(-1)!)) {
      group.items.push(item);
      group.id = item.id;
    } else day.groups.push({ id: item.id, items: [item] });
  }
  return days;
}

function belongs(item: FeedItem, newer: FeedItem): boolean {
  return item.issue !== undefined && item.issue.id === newer.issue?.id &&
    item.actor?.id === newer.actor?.id && item.late === newer.late &&
    item.source === newer.source && Math.abs(newer.at - item.at) <= TOGETHER;
}
