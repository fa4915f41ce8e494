/**
 * How often an address may fail to authenticate. Those who succeed are never limited.
 *
 * @module
 */

import { failureKey } from "./address.ts";

/** Failures an address has per window before it is told to wait. */
export const FAILURES_PER_WINDOW = 100;

/** Length of the window, ms. */
export const FAILURE_WINDOW = 60_000;

/** Addresses remembered at most; beyond, the oldest windows are forgotten first. */
const ADDRESSES = 10_000;

/** Counts failures by address. */
export interface FailureLimiter {
  /** Seconds the address must wait; 0 when it need not. */
  blockedFor(address: string): number;
  /** Notes a failure. */
  fail(address: string): void;
}

interface Window {
  readonly since: number;
  failures: number;
}

/** Makes a limiter with fixed windows. */
export function createFailureLimiter(now: () => number): FailureLimiter {
  const windows = new Map<string, Window>();

  function current(address: string): Window | null {
    const window = windows.get(address);
    return window !== undefined && now() - window.since < FAILURE_WINDOW ? window : null;
  }

  return {
    blockedFor: (address) => {
      const window = current(failureKey(address));
      if (window === null || window.failures < FAILURES_PER_WINDOW) return 0;
      return Math.ceil((window.since + FAILURE_WINDOW - now()) / 1000);
    },
    fail: (address) => {
      const key = failureKey(address);
      const window = current(key);
      if (window !== null) window.failures++;
      else {
        windows.delete(key);
        windows.set(key, { since: now(), failures: 1 });
      }
      const [oldest] = windows.keys();
      if (windows.size > ADDRESSES && oldest !== undefined) windows.delete(oldest);
    },
  };
}
