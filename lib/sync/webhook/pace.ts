/**
 * The pace at which webhooks come: counted by the hour, so that a night or a weekend is compared with
 * the same night or weekend a week before. Pure.
 *
 * @module
 */

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Weeks that are looked back. */
const WEEKS = 2;

/** Longest stretch that is compared, ms: a longer silence is compared by its end. */
const LONGEST = DAY;

/** Hours kept: enough to compare the longest stretch. */
const HOURS_KEPT = (WEEKS * WEEK + LONGEST) / HOUR + 1;

/** What is known of a site's pace. Times in ms by our clock. */
export interface Pace {
  /** When counting began; `null` before the first delivery. */
  readonly since: number | null;
  /** The last verified delivery. */
  readonly lastAt: number | null;
  /** Deliveries of an hour (counted from 1970), oldest first; those without any are left out. */
  readonly hours: readonly (readonly [hour: number, count: number])[];
  /** The service was there to hear them from here … */
  readonly awakeFrom: number;
  /** … to here, without a longer break. */
  readonly awakeTo: number;
  /** Of the last change: two that write the same at the same moment must not count as one. */
  readonly writer: string;
}

/** Deliveries that came since the last note of them. */
export interface Heard {
  readonly hours: ReadonlyMap<number, number>;
  readonly lastAt: number;
}

/** Nothing is known yet. */
export const NO_PACE: Pace = {
  since: null,
  lastAt: null,
  hours: [],
  awakeFrom: 0,
  awakeTo: 0,
  writer: "",
};

/** The hour (counted from 1970) an instant lies in. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR);
}

/** The pace with more deliveries counted. */
export function addHeard(pace: Pace, heard: Heard): Pace {
  const counts = new Map(pace.hours);
  for (const [hour, count] of heard.hours) counts.set(hour, (counts.get(hour) ?? 0) + count);
  const oldest = hourOf(heard.lastAt) - HOURS_KEPT;
  return {
    ...pace,
    since: pace.since ?? heard.lastAt,
    lastAt: Math.max(pace.lastAt ?? 0, heard.lastAt),
    hours: [...counts].filter(([hour]) => hour >= oldest).sort(([a], [b]) => a - b),
  };
}

/**
 * How many deliveries came in the same stretch of the week before, and of the one before that: the
 * smaller number, as one of them may have been a busy one. `null` while not even one week is known.
 */
export function usualCount(
  pace: Pace,
  stretch: { readonly from: number; readonly to: number },
): number | null {
  const { to } = stretch;
  const from = Math.max(stretch.from, to - LONGEST);
  const counts = knownWeeks(pace, from).map((back) =>
    countIn(pace, { from: from - back, to: to - back })
  );
  return counts.length === 0 ? null : Math.min(...counts);
}

/** Time that usually passes between two at this hour of the week, ms; `null`: not known, or none. */
export function usualGap(pace: Pace, now: number): number | null {
  const from = hourOf(now) * HOUR;
  const weeks = knownWeeks(pace, from);
  const all = weeks.reduce(
    (sum, back) => sum + countIn(pace, { from: from - back, to: from + HOUR - back }),
    0,
  );
  return all === 0 ? null : weeks.length * HOUR / all;
}

function knownWeeks({ since }: Pace, from: number): number[] {
  return Array.from({ length: WEEKS }, (_, n) => (n + 1) * WEEK)
    .filter((back) => since !== null && since <= from - back);
}

/** Of an hour that lies in the stretch in part, that part is counted. */
function countIn(
  { hours }: Pace,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  return hours.reduce((sum, [hour, count]) => {
    const overlap = Math.min(to, (hour + 1) * HOUR) - Math.max(from, hour * HOUR);
    return overlap <= 0 ? sum : sum + count * overlap / HOUR;
  }, 0);
}
