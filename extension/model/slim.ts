/**
 * Cuts an item to what a row shows: what is kept of it must stay small.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";

const LONGEST_SIDE = 280;
const LONGEST_TEXT = 500;
const MOST_CHANGES = 12;

/** The same item with long texts cut and without what nothing shows. */
export function slim(item: FeedItem): FeedItem {
  const { subject, changes, event, ...rest } = item;
  return {
    ...rest,
    ...item.kind === "other" || item.kind === "app"
      ? { ...event === undefined ? {} : { event } }
      : {},
    ...subject === undefined ? {} : { subject: cutSubject(subject) },
    ...changes === undefined ? {} : {
      changes: changes.slice(0, MOST_CHANGES).map(({ field, from, to }) => ({
        field: cut(field, LONGEST_SIDE),
        from: from === null ? null : cut(from, LONGEST_SIDE),
        to: to === null ? null : cut(to, LONGEST_SIDE),
      })),
    },
  };
}

function cutSubject(subject: NonNullable<FeedItem["subject"]>): NonNullable<FeedItem["subject"]> {
  const { id, name, text } = subject;
  return {
    id,
    ...name === undefined ? {} : { name: cut(name, LONGEST_SIDE) },
    ...text === undefined ? {} : { text: cut(text, LONGEST_TEXT) },
  };
}

/** Cuts between characters, never through one. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
