/**
 * `nextPageToken`: where a page ended. Clients can't read it, and may use it only with the search it
 * came from, for seven days.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Place } from "./search_index.ts";

/** Days a token is good for, by Atlassian's documentation of search/jql. */
const LIFETIME = 7 * 86_400_000;

/** Makes the token for a search. */
export function writePageToken(place: Place, options: { jql: string; now: number }): string {
  const { updated, created, project, number } = place;
  const content = [options.jql, options.now, updated, created, project, number];
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

/** Where the token points; `null` when it is damaged, too old or of another search. */
export function readPageToken(
  token: string,
  options: { jql: string; now: number },
): Place | null {
  const content = parse(Buffer.from(token, "base64").toString());
  if (!Array.isArray(content) || content.length !== 6) return null;
  const [jql, made, updated, created, project, number] = content;
  if (jql !== options.jql || options.now - made > LIFETIME) return null;
  return { updated, created, project, number };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
