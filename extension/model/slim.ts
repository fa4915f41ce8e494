/**
 * Cuts an item to what a row shows: what is kept of it must stay small.
 *
 * @module
 */

import type { FeedItem, FeedNamed } from "../../lib/feed/protocol.ts";

const LONGEST_SIDE = 280;
const LONGEST_TEXT = 500;
const MOST_CHANGES = 12;

/** `[~accountid:5c5f88…]` on Cloud, `[~user.name]` on Data Center. */
const MENTION = /\[~(?:accountid:)?([^[\]\r\n]{1,255})\]/g;

/**
 * The same item with long texts cut, mentions by name and without what nothing shows.
 *
 * @param people Those whose names are known.
 */
export function slim(item: FeedItem, people: readonly FeedNamed[]): FeedItem {
  const { subject, changes, event, ...rest } = item;
  return {
    ...rest,
    ...item.kind === "other" || item.kind === "app"
      ? { ...event === undefined ? {} : { event } }
      : {},
    ...subject === undefined ? {} : { subject: cutSubject(subject, people) },
    ...changes === undefined ? {} : {
      changes: changes.slice(0, MOST_CHANGES).map(({ field, from, to }) => ({
        field: cut(field, LONGEST_SIDE),
        from: from === null ? null : cut(from, LONGEST_SIDE),
        to: to === null ? null : cut(to, LONGEST_SIDE),
      })),
    },
  };
}

function cutSubject(
  subject: NonNullable<FeedItem["subject"]>,
  people: readonly FeedNamed[],
): NonNullable<FeedItem["subject"]> {
  const { id, name, text } = subject;
  return {
    id,
    ...name === undefined ? {} : { name: cut(name, LONGEST_SIDE) },
    ...text === undefined ? {} : { text: cut(named(text, people), LONGEST_TEXT) },
  };
}

function named(text: string, people: readonly FeedNamed[]): string {
  return text.replace(MENTION, (_, id) => {
    const name = people.find((person) => person.id === id)?.name;
    // The account id of somebody never seen says nothing to anybody.
    return name === undefined ? "@…" : `@${name}`;
  });
}

/** Cuts between characters, never through one. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
