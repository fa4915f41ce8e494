/**
 * When a call may be made: not while Jira asked for a pause, not more at a time than the budget
 * allows, and not closer together.
 *
 * @module
 */

import pLimit from "p-limit";
import { type JiraCall, nameOf } from "./call.ts";
import { stopped } from "./exchange.ts";
import { type Hold, LONGEST_PAUSE } from "./limits.ts";
import type { RateMemory } from "./rate_memory.ts";
import { unlessStopped } from "./stop.ts";
import { JiraError } from "./types.ts";

/** Resolves after `ms`; rejects when the signal stops it. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** How much one isolate asks. */
export interface Budget {
  /** Calls begun per second. */
  readonly perSecond: number;
  /** Calls under way at a time. */
  readonly concurrency: number;
}

/** What a pacer needs. */
export interface PacerDeps {
  readonly budget: Budget;
  readonly memory: RateMemory;
  readonly now: () => number;
  readonly wait: Wait;
}

/** Lets calls through. */
export interface Pacer {
  /**
   * Runs `work` when its turn has come.
   *
   * @throws {JiraError} `rate_limited` when that is too far away to wait for, or `stopped`.
   */
  run<T>(call: JiraCall, options: {
    readonly signal: AbortSignal;
    readonly work: () => Promise<T>;
  }): Promise<T>;
  /** Holds everything that `scope` names, seen from this call. */
  hold(call: JiraCall, hold: Hold): Promise<void>;
}

const SITE = "site";

/** Makes the pacer of one client. */
export function createPacer(deps: PacerDeps): Pacer {
  const { budget, memory, now, wait } = deps;
  const limit = pLimit(budget.concurrency);
  let next = 0;
  const spaced = async (signal: AbortSignal) => {
    const at = Math.max(now(), next);
    next = at + 1000 / budget.perSecond;
    if (at > now()) await wait(at - now(), signal);
  };
  return {
    run: async (call, { signal, work }) => {
      try {
        await outwait(deps, { call, signal });
        const turn = limit(async () => {
          signal.throwIfAborted();
          await spaced(signal);
          return await work();
        });
        return await unlessStopped(turn, signal);
      } catch (cause) {
        throw signal.aborted && !(cause instanceof JiraError) ? stopped(call, cause) : cause;
      }
    },
    hold: (call, { scope, ms }) =>
      memory.hold(scope === SITE ? SITE : endpointOf(call), now() + ms),
  };
}

/** Waits until nothing holds the call. */
async function outwait(
  { memory, now, wait }: PacerDeps,
  { call, signal }: { readonly call: JiraCall; readonly signal: AbortSignal },
): Promise<void> {
  const subjects = [SITE, endpointOf(call)];
  for (;;) {
    signal.throwIfAborted();
    const ms = await memory.notBefore(subjects) - now();
    if (ms <= 0) return;
    if (ms > tooLong()) throw heldTooLong(call, ms);
    await wait(ms, signal);
  }
}

/** A pause of our own that is 30 % over the longest is still one to wait for. */
function tooLong(): number {
  return LONGEST_PAUSE * 1.3;
}

function heldTooLong(call: JiraCall, ms: number): JiraError {
  return new JiraError(
    "rate_limited",
    `Cannot ${call.action}: Jira asked for a pause that lasts ${Math.ceil(ms / 1000)} s more. ` +
      "Nothing to do: it is asked again after that",
    { retryAfter: ms },
  );
}

/** Method and path, with one name for all ids in it. */
function endpointOf(call: JiraCall): string {
  return nameOf(call).replace(/\/\d+(?=\/|$)/g, "/*");
}
