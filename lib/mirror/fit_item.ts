/**
 * Cutting an entry's text to what a value of the store holds, so that no change, however large, is
 * kept out of the log.
 *
 * @module
 */

import type { FeedChange, FeedItem } from "../feed/protocol.ts";
import { cutChars } from "../jira/text.ts";

/**
 * Longest text of an item, in UTF-16 units. A value holds 64 KiB and a unit takes two bytes, and
 * beside the text there are the entry's scopes, of some 10 KB at most.
 */
export const MAX_ITEM_TEXT = 24 * 1024;

/** How long the sides of changes may be, tried in turn: all fields shown beat a few shown whole. */
const SIDES = [500, 100, 30];

/** Length of a summary or a comment's text beside which changes no longer fit. */
const SHORT_TEXT = 200;

/** The item as JSON of at most {@linkcode MAX_ITEM_TEXT} units; what is cut off ends in `…`. */
export function itemText(item: FeedItem): string {
  const whole = JSON.stringify(item);
  if (whole.length <= MAX_ITEM_TEXT) return whole;
  for (const cut of cuts(item)) {
    const text = JSON.stringify(cut);
    if (text.length <= MAX_ITEM_TEXT) return text;
  }
  return JSON.stringify(bare(item));
}

function* cuts(item: FeedItem): Generator<FeedItem> {
  let cut = item;
  for (const side of SIDES) {
    cut = withSides(cut, side);
    yield cut;
  }
  cut = withShortTexts(cut);
  yield cut;
  yield withFewerChanges(cut);
}

function withSides(item: FeedItem, max: number): FeedItem {
  if (item.changes === undefined) return item;
  const cut = (side: string | null) => side === null ? null : cutChars(side, max);
  const changes = item.changes.map(({ field, from, to }) => ({
    field,
    from: cut(from),
    to: cut(to),
  }));
  return { ...item, changes };
}

function withShortTexts(item: FeedItem): FeedItem {
  const { issue, subject } = item;
  return {
    ...item,
    ...issue?.summary === undefined
      ? {}
      : { issue: { ...issue, summary: cutChars(issue.summary, SHORT_TEXT) } },
    ...subject?.text === undefined
      ? {}
      : { subject: { ...subject, text: cutChars(subject.text, SHORT_TEXT) } },
  };
}

/** As many changes as there is room for, and how many there were beyond. */
function withFewerChanges(item: FeedItem): FeedItem {
  const all = item.changes ?? [];
  let room = MAX_ITEM_TEXT - sizeOf({ ...item, changes: [moreChanges(all.length)] });
  const kept = all.filter((change) => (room -= sizeOf(change) + 1) >= 0);
  return { ...item, changes: [...kept, moreChanges(all.length - kept.length)] };
}

function moreChanges(count: number): FeedChange {
  return { field: "…", from: null, to: `${count} more changes` };
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/** What is left when even names are too long: what happened, and to which issue. */
function bare({ seq, id, at, kind, action, event, issue, late, source }: FeedItem): FeedItem {
  return {
    seq,
    id,
    at,
    kind,
    ...action === undefined ? {} : { action },
    ...event === undefined ? {} : { event },
    ...issue === undefined ? {} : { issue: { id: issue.id } },
    ...late === undefined ? {} : { late },
    source,
  };
}
