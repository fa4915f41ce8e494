/**
 * Times as people in a time zone read them.
 *
 * @module
 */

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Minutes that a zone is ahead of UTC at an instant (ms). */
export function offsetAt(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  const local = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return Math.round((local - at) / 60_000);
}

/** The instant (ms) at which clocks in a zone show what `local` (ms, as if in UTC) shows. */
export function instantIn(zone: string, local: number): number {
  const guess = local - offsetAt(zone, local) * 60_000;
  // Near a change of clocks the offset of the guess is that of the other side.
  return local - offsetAt(zone, guess) * 60_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  FORMATS.set(zone, format);
  return format;
}
