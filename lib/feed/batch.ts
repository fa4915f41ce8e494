/**
 * What follows a position for one viewer, ready to be sent.
 *
 * @module
 */

import { renderFor, type Viewer } from "./filter.ts";
import { byteLength } from "./frames.ts";
import type { Span } from "./span.ts";

/** Room for items: how many, and how many bytes of them. */
export interface Room {
  readonly events: number;
  readonly bytes: number;
}

/** One item as it is sent. */
export interface Rendered {
  readonly seq: number;
  readonly text: string;
  readonly bytes: number;
}

/** The items of a stretch of the log that a viewer is sent. */
export interface Batch {
  readonly items: readonly Rendered[];
  /** Everything up to here was looked at: what is not among the items is hidden. */
  readonly scanned: number;
  readonly bytes: number;
}

/** Collects what a viewer is sent of the entries after `after`, up to the end or what there is room for. */
export function collect(
  span: Span,
  options: { readonly after: number; readonly viewer: Viewer; readonly room: Room },
): Batch {
  const { viewer, room } = options;
  const items: Rendered[] = [];
  let bytes = 0;
  let scanned = options.after;
  while (scanned < span.last && items.length < room.events) {
    const held = span.at(scanned + 1);
    const text = renderFor(held.entry, viewer);
    if (text !== null) {
      const size = text === held.entry.text ? held.bytes : byteLength(text);
      if (bytes + size > room.bytes && items.length > 0) break;
      items.push({ seq: scanned + 1, text, bytes: size });
      bytes += size;
    }
    scanned++;
  }
  return { items, scanned, bytes };
}

/** The first items of a batch that fit. */
export function fitting(batch: Batch, room: Room): Batch {
  if (batch.items.length <= room.events && batch.bytes <= room.bytes) return batch;
  let bytes = 0;
  let count = 0;
  for (const item of batch.items) {
    if (count === room.events || bytes + item.bytes > room.bytes) break;
    bytes += item.bytes;
    count++;
  }
  const items = batch.items.slice(0, count);
  return { items, bytes, scanned: batch.items[count]!.seq - 1 };
}
