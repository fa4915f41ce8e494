/**
 * Jira's timestamps as milliseconds since 1970 UTC.
 *
 * @module
 */

/** The largest distance from 1970 that a `Date` can express, in ms (ECMA-262 §21.4.1.1). */
export const MAX_TIME = 8.64e15;

const INSTANT =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-]\d\d):?(\d\d)?)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MINUTES = 24 * 60;

/**
 * The instant a Jira timestamp names, in ms; `null` for anything else.
 *
 * Jira writes `2019-02-27T13:30:21.153+0300`, with the offset of a user or of the site and without
 * a colon, which `Date.parse` need not read. ISO 8601 with `Z`, `+03:00`, `+03` or other
 * precisions is read too. A time without an offset names no instant, so it is not guessed at.
 */
export function parseInstant(value: unknown): number | null {
  const found = typeof value === "string" ? INSTANT.exec(value) : null;
  if (found === null) return null;
  const [, day = "", hour, minute, second = "0", fraction = "", east = "+00", eastMinutes = "0"] =
    found;
  const midnight = parseDay(day);
  const offset = Math.abs(Number(east)) * 60 + Number(eastMinutes);
  if (midnight === null || offset >= DAY_MINUTES) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const minutes = Number(hour) * 60 + Number(minute) - (east.startsWith("-") ? -offset : offset);
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return midnight + (minutes * 60 + Number(second)) * 1000 + ms;
}

/** The start of a day written `2019-02-27`, in ms UTC; `null` for anything else. */
export function parseDay(day: string): number | null {
  if (!DAY.test(day)) return null;
  const at = Date.parse(day);
  // Date.parse lets 31 February pass as 3 March.
  return new Date(at).getUTCDate() === Number(day.slice(8)) ? at : null;
}
