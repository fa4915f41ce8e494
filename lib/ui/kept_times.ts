/**
 * The stretch of time a list of what is kept is narrowed to.
 *
 * @module
 */

/** When things came, in ms, both ends included; `null` for an end that is open. */
export interface KeptTimes {
  readonly from: number | null;
  readonly to: number | null;
}

/** Nothing is left out. */
export const ANY_TIME: KeptTimes = { from: null, to: null };

const MINUTE = 60_000;

/** Whether something may be left out. */
export function isNarrowed({ from, to }: KeptTimes): boolean {
  return from !== null || to !== null;
}

/** Reads a `datetime-local` field in the reader's zone, as the begin of its minute; `null` while empty. */
export function readBegin(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The same as the end of its minute: who says 14:02 means all of it. */
export function readEnd(text: string): number | null {
  const at = readBegin(text);
  return at === null ? null : at + MINUTE - 1;
}

/** Writes a time for such a field; empty for an end that is open. */
export function fieldText(at: number | null): string {
  if (at === null) return "";
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const year = String(date.getFullYear()).padStart(4, "0");
  const day = [year, two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The same times as the service takes them, in a query or an order: it knows none before 1970. */
export function timesFor({ from, to }: KeptTimes): Readonly<Record<string, number>> {
  return {
    ...from === null ? {} : { from: Math.max(0, from) },
    ...to === null ? {} : { to: Math.max(0, to) },
  };
}

/** All that came in them until `now` (ms), as an order names it: what comes meanwhile is not meant. */
export function allUntil({ from, to }: KeptTimes, now: number): Readonly<Record<string, number>> {
  return { from: 0, ...timesFor({ from, to: Math.min(to ?? now, now) }) };
}
