/**
 * What to tell somebody whose list could not be continued.
 *
 * @module
 */

import type { Cursor } from "../feed/protocol.ts";
import { counted } from "./numbers.ts";

/** How many changes lie between two positions; `null` where they are not of one log, as it began anew. */
export function passedOver(before: Cursor | null, now: Cursor): number | null {
  if (before === null) return null;
  // Terms of one log share what stands before the dot.
  const isSameLog = before.epoch.split(".")[0] === now.epoch.split(".")[0];
  return isSameLog && now.seq >= before.seq ? now.seq - before.seq : null;
}

/** The same in words. */
export function awayWords(before: Cursor | null, now: Cursor): string {
  const missed = passedOver(before, now) ?? 0;
  if (missed === 0) return "The service's log began anew while you were away";
  return `${counted(missed, "change")} while you were away`;
}
