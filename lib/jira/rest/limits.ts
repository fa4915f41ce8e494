/**
 * What Jira says about asking it more slowly, and how long that is. Pure.
 *
 * Headers: `Retry-After` (seconds, or a date), `X-RateLimit-Remaining`, `X-RateLimit-Reset` (a
 * date), `X-RateLimit-NearLimit` (a fifth is left), `RateLimit-Reason`.
 *
 * @module
 */

/** For how long not to ask, and what. */
export interface Hold {
  /** `site`: a quota is used up, whatever is asked. `endpoint`: this path and method only. */
  readonly scope: "site" | "endpoint";
  readonly ms: number;
}

/** Tries after the first one; Atlassian's advice. */
export const RETRIES = 4;

/** Longest pause that a call waits out, ms; when it is longer the caller is told. Atlassian's advice. */
export const LONGEST_PAUSE = 30_000;

/** The first pause, ms; each further one is twice as long. */
const FIRST_PAUSE = 2_000;

/** How far apart calls stay once Jira says that a limit is near, ms. */
const NEAR_LIMIT = 1_000;

/** Longest hold believed, ms: nothing Jira limits takes longer to come back than an hour. */
const LONGEST_HOLD = 60 * 60 * 1000;

const QUOTA = /quota/;

/** What an answer says about asking on; `null` when nothing. `now`: our clock, ms. */
export function holdOf(
  { status, headers }: { readonly status: number; readonly headers: Headers },
  now: number,
): Hold | null {
  const clock = { now, theirs: instantOf(headers.get("date")) ?? now };
  const retryAfter = delayOf(headers.get("retry-after"), clock);
  const reset = delayOf(headers.get("x-ratelimit-reset"), clock);
  if (status === 429 && QUOTA.test(headers.get("ratelimit-reason") ?? "")) {
    return hold("site", retryAfter ?? reset ?? toNextHour(clock.theirs));
  }
  if (status === 429 || status === 503) {
    const ms = retryAfter ?? (status === 429 ? reset : null);
    return ms === null ? null : hold("endpoint", ms);
  }
  if (headers.get("x-ratelimit-remaining") === "0" && reset !== null) {
    return hold("endpoint", reset);
  }
  return headers.get("x-ratelimit-nearlimit") === "true" ? hold("endpoint", NEAR_LIMIT) : null;
}

/**
 * How long to wait before try `attempt + 1`, ms: 2, 4, 8, 16 s within 30 %, so that many who failed
 * together don't come back together; and never sooner than Jira said, for the same reason up to
 * 30 % later.
 */
export function pauseOf(
  attempt: number,
  { told, random }: { readonly told: number; readonly random: () => number },
): number {
  const chance = random();
  const own = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt) * (0.7 + 0.6 * chance);
  return Math.max(own, told * (1 + 0.3 * chance));
}

interface Clock {
  readonly now: number;
  /** Jira's clock: dates in headers are read by it, however wrong ours is. */
  readonly theirs: number;
}

function hold(scope: Hold["scope"], ms: number): Hold {
  return { scope, ms: Math.min(LONGEST_HOLD, Math.max(0, ms)) };
}

/** Seconds or a date as ms from now; `null` for anything else. */
function delayOf(text: string | null, { theirs }: Clock): number | null {
  if (text === null) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = instantOf(text);
  return at === null ? null : at - theirs;
}

function instantOf(text: string | null): number | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : at;
}

/** Quotas begin anew with the hour, UTC. */
function toNextHour(theirs: number): number {
  return LONGEST_HOLD - theirs % LONGEST_HOLD;
}
