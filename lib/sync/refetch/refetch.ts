/**
 * Reads issues by id that somebody asked for: after partial events, conflicts and doubts. Requests
 * lie in the store, one an issue; of many isolates one works them off, up to a hundred a call.
 *
 * @module
 */

import { JiraError } from "../../jira/rest/types.ts";
import { holdLease } from "../../store/held_lease.ts";
import { refetchKey } from "../../store/keys.ts";
import { raiseAlarm } from "../alarms.ts";
import { createQuota } from "./quota.ts";
import { createPatience } from "./patience.ts";
import { createPlanner } from "./planner.ts";
import type { BatchDeps } from "./batch.ts";
import { workOff } from "./round.ts";
import { BACK_OFF } from "./settle.ts";

/** Calls a minute at most: six thousand issues by id, and a twentieth of what Jira allows a second. */
const CALLS_PER_MINUTE = 60;

/** Shortest time between two rounds, ms: what is asked for meanwhile shares the next call. */
const GAP = 1_000;

/** When to look again at work that another isolate has in hand, ms. */
const ELSEWHERE = 5_000;

/** How long the lease holds without renewal, ms. */
const LEASE = 30_000;

/** What refetching needs. */
export interface RefetchDeps extends BatchDeps {
  readonly newId: () => string;
  readonly random: () => number;
}

/** Works off the requests of one site. */
export interface Refetcher {
  /** Reads were asked for; the first may begin at `at` (our clock, ms). */
  wake(at: number): void;
  /** Works off what is due; resolves when that is done. */
  look(): Promise<void>;
  /** Stops after the call under way is given up. */
  stop(): Promise<void>;
}

/** Makes the refetcher of one isolate; it does nothing until it is told to look. */
export function createRefetcher(deps: RefetchDeps): Refetcher {
  const { store, site, now } = deps;
  const stopping = new AbortController();
  const quota = createQuota({ perMinute: CALLS_PER_MINUTE, now });
  const planner = createPlanner({ now, run: look });
  const patience = createPatience();
  let looking: Promise<void> | null = null;
  let failures = 0;
  let notBefore = 0;

  function look(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    return looking ??= round().finally(() => looking = null);
  }

  function plan(at: number): void {
    if (!stopping.signal.aborted) planner.plan(Math.max(at, notBefore));
  }

  async function round(): Promise<void> {
    try {
      if (now() < notBefore) return plan(notBefore);
      if (!await isAny()) return;
      await using lease = await holdLease(store, {
        job: `refetch/${site}`,
        owner: deps.newId(),
        ttl: LEASE,
        now,
      });
      if (lease === null) return plan(now() + ELSEWHERE);
      const signal = AbortSignal.any([stopping.signal, lease.signal]);
      const next = await workOff({ ...deps, quota, patience }, { signal, hold: lease.hold });
      failures = 0;
      notBefore = now() + GAP;
      if (next !== null) plan(next);
    } catch (cause) {
      await rest(cause);
    }
  }

  async function isAny(): Promise<boolean> {
    return (await store.list({ prefix: refetchKey(site), limit: 1 })).length > 0;
  }

  /** Nothing was read: everything stays asked for, and is tried again later. */
  async function rest(cause: unknown): Promise<void> {
    if (stopping.signal.aborted) return;
    const least = BACK_OFF[Math.min(failures++, BACK_OFF.length - 1)]!;
    const asked = cause instanceof JiraError ? cause.retryAfter ?? 0 : 0;
    notBefore = now() + Math.max(least * (0.7 + 0.6 * deps.random()), asked);
    plan(notBefore);
    if (failures === 1) deps.log("Cannot read issues by id: will try again", cause);
    if (!(cause instanceof JiraError) || cause.code !== "dead_token") return;
    await raiseAlarm(deps, { code: cause.code, message: cause.message, project: null })
      .catch((problem) => deps.log("Cannot raise an alarm", problem));
  }

  return {
    wake: plan,
    look,
    stop: async () => {
      stopping.abort();
      planner[Symbol.dispose]();
      await looking;
    },
  };
}
