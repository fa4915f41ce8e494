/**
 * What to tell somebody whose list could not be continued.
 *
 * @module
 */

import type { Cursor } from "../feed/protocol.ts";

/** How many changes lie between two positions, in words; none can be counted in another log. */
export function awayWords(before: Cursor | null, now: Cursor): string {
  // Terms of one log share what stands before the dot.
  const sameLog = before?.epoch.split(".")[0] === now.epoch.split(".")[0];
  const missed = before === null || !sameLog ? 0 : now.seq - before.seq;
  if (missed <= 0) return "The service's log began anew while you were away";
  return `${missed} ${missed === 1 ? "change" : "changes"} while you were away`;
}
