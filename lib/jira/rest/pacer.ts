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

/** A pause of our own that is 30 % over the longest is still one to wait for. */
const TOO_LONG = LONGEST_PAUSE * 1.3;

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
  /** `null` when a pause began while the call waited in line: it must not keep a place then. */
  const turn = <T>({ call, signal, work }: Turn<T>) =>
    limit(async () => {
      signal.throwIfAborted();
      await spaced(signal);
      if (await heldFor(deps, call) > 0) return null;
      return { value: await work() };
    });
  return {
    run: async (call, { signal, work }) => {
      try {
        for (;;) {
          await outwait(deps, { call, signal });
          const done = await unlessStopped(turn({ call, signal, work }), signal);
          if (done !== null) return done.value;
        }
      } catch (cause) {
        throw signal.aborted && !(cause instanceof JiraError) ? stopped(call, cause) : cause;
      }
    },
    hold: (call, { scope, ms }) =>
      memory.hold(scope === SITE ? SITE : endpointOf(call), now() + ms),
  };
}

interface Turn<T> {
  readonly call: JiraCall;
  readonly signal: AbortSignal;
  readonly work: () => Promise<T>;
}

/** How long the call must not be made yet, ms; 0 or less: now. */
async function heldFor({ memory, now }: PacerDeps, call: JiraCall): Promise<number> {
  return await memory.notBefore([SITE, endpointOf(call)]) - now();
}

/** Waits until nothing holds the call. */
async function outwait(
  deps: PacerDeps,
  { call, signal }: { readonly call: JiraCall; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const ms = await heldFor(deps, call);
    if (ms <= 0) return;
    if (ms > TOO_LONG) throw heldTooLong(call, { ms, until: deps.now() + ms });
    await deps.wait(ms, signal);
  }
}

/** Says when rather than how long: as an alarm it is read later. */
function heldTooLong(
  call: JiraCall,
  { ms, until }: { readonly ms: number; readonly until: number },
): JiraError {
  const at = new Date(until).toISOString().slice(0, 19).replace("T", " ");
  return new JiraError(
    "rate_limited",
    `Cannot ${call.action}: Jira asked for a pause until ${at} UTC. ` +
      "Nothing to do: it is asked again after that",
    { retryAfter: ms },
  );
}

/** Method and path, with one name for all ids in it. */
function endpointOf(call: JiraCall): string {
  return nameOf(call).replace(/\/\d+(?=\/|$)/g, "/*");
}
