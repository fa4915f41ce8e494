/**
 * When notifications are silent.
 *
 * @module
 */

import type { Settings } from "./settings.ts";

const DAY = 24 * 60;

/** Whether it is quiet now: paused, a quiet day, or within the quiet hours, by local time. */
export function isQuiet(
  now: number,
  { quiet, pausedUntil }: { readonly quiet: Settings["quiet"]; readonly pausedUntil: number },
): boolean {
  if (pausedUntil > now) return true;
  if (!quiet.on) return false;
  const local = new Date(now);
  if (quiet.days.includes(local.getDay())) return true;
  const minute = local.getHours() * 60 + local.getMinutes();
  // Hours that pass midnight are a stretch of the day that begins at `from`, too.
  const length = (minutes(quiet.to) - minutes(quiet.from) + DAY) % DAY;
  return (minute - minutes(quiet.from) + DAY) % DAY < length;
}

/** Tomorrow at eight, when a pause or a snooze "until tomorrow" ends, ms. */
export function tomorrow(now: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  return day.setHours(8, 0, 0, 0);
}

/** Next Monday at eight, ms. */
export function nextWeek(now: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + ((8 - day.getDay()) % 7 || 7));
  return day.setHours(8, 0, 0, 0);
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}
