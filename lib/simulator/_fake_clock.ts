/**
 * A clock for tests: time passes only when nothing else is left to do.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Clock } from "./clock.ts";

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** A {@linkcode Clock} with the time in the test's hands. */
export interface FakeClock extends Clock {
  /** Moves the time on without waking anybody. */
  set(now: number): void;
  /** Waits for a promise, ringing one due timer after the other, and gives its value. */
  settle<T>(promise: Promise<T>): Promise<T>;
}

/** Makes a {@linkcode FakeClock} that stands at `now`. */
export function createFakeClock(now: number): FakeClock {
  const timers = new Set<Timer>();

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = { at: now + ms, ring: done };
      timers.add(timer);
      signal.addEventListener("abort", onAbort, { once: true });
      function onAbort(): void {
        timers.delete(timer);
        reject(signal.reason);
      }
      function done(): void {
        signal.removeEventListener("abort", onAbort);
        resolve();
      }
    });
  }
  async function settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => settled = true);
    watched.catch(() => {});
    while (!settled) {
      await turn();
      if (!settled) ringNext();
    }
    return await watched;
  }
  function ringNext(): void {
    const next = [...timers].sort((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.ring();
  }
  return { now: () => now, sleep, set: (to) => now = to, settle };
}

/** Lets everything that is ready run: all promises, and one round of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
