/**
 * Time as people of a language say it.
 *
 * @module
 */

import type { Words } from "./words.ts";

const STEPS: readonly (readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, ms: number])[] =
  [
    [3_600_000, "minute", 60_000],
    [86_400_000, "hour", 3_600_000],
    [Infinity, "day", 86_400_000],
  ];

/** Times of one language. */
export class Times {
  readonly #words: Words;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #full: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #days: Intl.RelativeTimeFormat;

  /** For the language of these words. */
  constructor(words: Words) {
    const { locale } = words;
    this.#words = words;
    // Narrow German has "vor 5 m", which reads as five metres.
    const style = locale === "de" ? "short" : "narrow";
    this.#relative = new Intl.RelativeTimeFormat(locale, { style });
    this.#days = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    this.#full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    this.#clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  }

  /** How long ago `at` was; less than a minute, and the future, are now. Both in ms. */
  ago(at: number, now: number): string {
    const passed = now - at;
    if (passed < 60_000) return this.#words.t("now");
    const [, unit, ms] = STEPS.find(([limit]) => passed < limit) ?? STEPS[2]!;
    return this.#relative.format(-Math.floor(passed / ms), unit);
  }

  /** Date and time in full. */
  full(at: number): string {
    return this.#full.format(at);
  }

  /** Time of day. */
  clock(at: number): string {
    return this.#clock.format(at);
  }

  /** The local day of `at`: today, yesterday, or its name. */
  day(at: number, now: number): string {
    const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
    if (days > 1) return this.#day.format(at);
    const text = this.#days.format(-Math.max(days, 0), "day");
    return text.slice(0, 1).toUpperCase() + text.slice(1);
  }
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
