/**
 * What the content pass remembers: how far it has come, and when the last one came to its end.
 *
 * @module
 */

import { syncStateKey } from "../../store/keys.ts";
import type { CensusPlace } from "../census/state.ts";
import type { Completeness } from "../types.ts";

/** A pass over all issues, spread over nights. Times on Jira's clock, ms. */
export interface ContentPass {
  readonly begunAt: number;
  /** Where the last page ended; `null` before the first. */
  readonly cursor: string | null;
  readonly seen: number;
  /** Issues there were at the begin, roughly. */
  readonly expected: number;
}

/** See the module. */
export interface ContentState {
  /** When it last had its turn, by our clock, ms; `null` before the first. */
  readonly turnAt: number | null;
  readonly pass: ContentPass | null;
  /** When the last pass that came to its end had begun, on Jira's clock, ms. */
  readonly wholeSince: number | null;
}

const NOTHING: ContentState = { turnAt: null, pass: null, wholeSince: null };

/** How long a whole pass is what is told, ms: until the next one should be whole. */
const FRESH = 8 * 24 * 60 * 60_000;

/** Where {@linkcode ContentState} lies. */
export function contentStateKey(site: string): ReturnType<typeof syncStateKey> {
  return syncStateKey(site, "content");
}

/** Reads what the content pass of a site remembers. */
export async function readContentState({ store, site }: CensusPlace): Promise<ContentState> {
  return (await store.get<ContentState>(contentStateKey(site))).value ?? NOTHING;
}

/** How much was read again since when; `null` before the first page. */
export function contentShare(
  { pass, wholeSince }: ContentState,
  now: number,
): Completeness["content"] {
  if (wholeSince !== null && (now - wholeSince <= FRESH || pass === null)) {
    return { share: 1, since: wholeSince };
  }
  if (pass === null) return null;
  // Only the end is the whole: how many there are is not known exactly.
  const share = Math.min(0.99, pass.seen / Math.max(1, pass.expected));
  return { share, since: pass.begunAt };
}
