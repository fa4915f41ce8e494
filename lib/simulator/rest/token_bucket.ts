/**
 * A token bucket: each call takes a token, and tokens come back at a steady rate.
 *
 * @module
 */

/** A bucket. */
export interface Bucket {
  /** Tokens a second, and how many it holds. */
  readonly rate: number;
  /** Takes a token; `false` when there is none. */
  take(): boolean;
  /** Whole tokens left. */
  left(): number;
  /** Ms until there is a token. */
  wait(): number;
}

/** Makes a full bucket. */
export function createBucket(options: { rate: number; now: () => number }): Bucket {
  const { rate, now } = options;
  let [tokens, at] = [rate, now()];
  function fill(): number {
    const elapsed = Math.max(0, now() - at);
    tokens = Math.min(rate, tokens + elapsed * rate / 1_000);
    at = now();
    return tokens;
  }
  return {
    rate,
    take: () => {
      if (fill() < 1) return false;
      tokens -= 1;
      return true;
    },
    left: () => Math.floor(fill()),
    wait: () => fill() >= 1 ? 0 : Math.ceil((1 - tokens) * 1_000 / rate),
  };
}
