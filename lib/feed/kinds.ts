/**
 * The kinds a filter may name.
 *
 * @module
 */

import { KINDS } from "../jira/types.ts";

/** Characters of a wrong name that are repeated to whoever wrote it. */
const SHOWN = 64;

/**
 * What is wrong with the kinds of a filter, in words; `null` when all exist. Names are taken as they
 * are written, capitals included. `left` is none of them: no filter on kinds holds it back.
 */
export function kindsFault(kinds: readonly string[]): string | null {
  const known: readonly string[] = KINDS;
  // One for all: a frame may hold thousands of wrong names.
  const wrong = kinds.find((kind) => !known.includes(kind));
  if (wrong === undefined) return null;
  return `${JSON.stringify(wrong.slice(0, SHOWN))} is no kind; the kinds are ${known.join(", ")}`;
}
