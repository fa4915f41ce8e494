/**
 * What is done once a night: at an hour of its own for each site, so that sites that share a Jira, or
 * a service, don't all begin at once.
 *
 * @module
 */

import { hash32 } from "../../jira/text.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Nights are from 0:00 to 6:00 UTC: no place has them all by day, and a fixed hour needs no zone. */
const NIGHT_MINUTES = 6 * 60;

/** The last instant (ms) at or before `now` at which the night's work of `site` was to begin. */
export function lastNight(site: string, now: number): number {
  const at = (hash32(site) % NIGHT_MINUTES) * MINUTE;
  const today = Math.floor(now / DAY) * DAY + at;
  return today <= now ? today : today - DAY;
}
