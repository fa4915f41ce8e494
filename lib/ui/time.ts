/**
 * Time as people say it.
 *
 * @module
 */

const STEPS: readonly (readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, ms: number])[] =
  [
    [60_000, "second", 1_000],
    [3_600_000, "minute", 60_000],
    [86_400_000, "hour", 3_600_000],
    [Infinity, "day", 86_400_000],
  ];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });
// Instants are written in the reader's language and zone, which `undefined` stands for.
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const weekday = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });

/** How long ago `at` was: `now`, `12s ago`, `3m ago`. Both in ms; the future is `now`. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < 5_000) return "now";
  const [, unit, ms] = STEPS.find(([limit]) => passed < limit) ?? STEPS[3]!;
  return relative.format(-Math.floor(passed / ms), unit);
}

/** Date and time in full. */
export function fullTime(at: number): string {
  return full.format(at);
}

/** Time of day: `14:02`. */
export function timeOfDay(at: number): string {
  return clock.format(at);
}

/** An instant, to the second when it is today, else with its day. Both in ms. */
export function instant(at: number, now: number): string {
  return midnight(at) === midnight(now) ? second.format(at) : minute.format(at);
}

/** The local day of `at`: `Today`, `Yesterday`, or its name. */
export function dayName(at: number, now: number): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days <= 0) return "Today";
  return days === 1 ? "Yesterday" : weekday.format(at);
}

/** A length of time, in ms, to one figure that matters: `340 ms`, `1.2 s`, `12 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
