/**
 * Older parts of the log, for readers that catch up. Readers that come back together read the same
 * pages, so these are read once and shared.
 *
 * @module
 */

import { type Alarm, explainGap, readEntries, type SiteLog } from "./log.ts";
import { type Span, spanOf } from "./span.ts";

/** Entries of a page. */
const PAGE = 256;

/** Pages kept: what a crowd of returning clients needs at a time. */
const PAGES_KEPT = 8;

/** Reads spans of a log through a small cache. */
export class Pages {
  readonly #log: SiteLog;
  readonly #alarm: Alarm;
  readonly #kept = new Map<string, Promise<Span>>();

  constructor(log: SiteLog, alarm: Alarm) {
    this.#log = log;
    this.#alarm = alarm;
  }

  /**
   * Reads what follows `after`, up to the end of its page and no further than the log. The page
   * behind it is fetched as well, for the reader will need it as soon as it has sent this one.
   *
   * @param log `last` is the newest entry; what follows `held` is in memory and not read ahead.
   * @returns `null` when entries are missing: continuity from `after` cannot be proved.
   */
  async read(
    after: number,
    log: { readonly last: number; readonly held: number },
  ): Promise<Span | null> {
    const start = Math.floor(after / PAGE) * PAGE;
    const to = Math.min(start + PAGE, log.last);
    const reading = this.#page({ after: start, to });
    if (to < log.held) this.#readAhead({ after: to, to: Math.min(to + PAGE, log.last) });
    const page = await reading;
    if (page.after <= after) return page;
    await explainGap(this.#log, { after, alarm: this.#alarm });
    return null;
  }

  /** Forgets everything: the log is another one. */
  clear(): void {
    this.#kept.clear();
  }

  /** Whoever asks for the page then hears of a failure. */
  #readAhead(range: { readonly after: number; readonly to: number }): void {
    this.#page(range).catch(() => {});
  }

  #page(range: { readonly after: number; readonly to: number }): Promise<Span> {
    // The end is part of the name: the newest page grows, and its shorter copies are left to age.
    const name = `${range.after}-${range.to}`;
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const page = readEntries(this.#log, range)
      .then((entries) => spanOf(range.to - entries.length, entries));
    this.#kept.set(name, page);
    page.catch(() => this.#kept.delete(name));
    if (this.#kept.size > PAGES_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return page;
  }
}
