/**
 * Mentions in the wiki text Jira sends.
 *
 * @module
 */

import { MAX_ITEMS, readId } from "./read.ts";

/** `[~accountid:5c5f88…]` on Cloud, `[~user.name]` on Data Center. */
const MENTION = /\[~(?:accountid:)?([^[\]\r\n]{1,255})\]/g;

/** Jira's default limit for a comment, in characters; longer texts are read up to here. */
const MAX_SCANNED = 32_767;

/** Ids of the people mentioned in a text, each once, at most 100, in order of appearance. */
export function readMentions(text: string): string[] {
  const found = new Set<string>();
  for (const [, name] of text.slice(0, MAX_SCANNED).matchAll(MENTION)) {
    const id = readId(name);
    if (id !== null && found.add(id).size === MAX_ITEMS) break;
  }
  return [...found];
}
