/**
 * Looks at the webhook in Jira at the start and once an hour: one isolate does, and renews or makes
 * anew what an app registered.
 *
 * @module
 */

import { RENEW_WITHIN_DAYS } from "../../jira/rest/check_registration.ts";
import { JiraError } from "../../jira/rest/types.ts";
import { StoreError } from "../../store/types.ts";
import { type AlarmDeps, clearAlarm } from "../alarms.ts";
import { type FailedDeps, readFailed } from "./failed_deliveries.ts";
import { type Inspection, type Registrar, REGISTRATION } from "./registrar.ts";
import {
  changeRegistrationState,
  readRegistrationState,
  type StateWriter,
} from "./registration_state.ts";

const MINUTE = 60_000;

/** Time between two looks, ms. */
const LOOK_EVERY = 60 * MINUTE;

/** The same after a look that failed, ms. */
const RETRY_AFTER = 10 * MINUTE;

/** A start looks again unless somebody looked so lately, ms. */
const FRESH = 5 * MINUTE;

/** What watching needs. */
export interface WatchDeps extends StateWriter, AlarmDeps, Pick<FailedDeps, "hint"> {
  /** `null`: nothing says where Jira is to deliver, so that there is nothing to look at. */
  readonly registrar: Registrar | null;
  readonly log: (message: string, cause?: unknown) => void;
}

/** Watches the webhook in Jira. */
export interface RegistrationWatch {
  /** Looks, if it is time to; never rejects. */
  look(): Promise<void>;
  /** Ends the look under way. */
  stop(): Promise<void>;
}

/** Makes the watch of one isolate. */
export function watchRegistration(deps: WatchDeps): RegistrationWatch {
  const { registrar } = deps;
  const stopping = new AbortController();
  let working: Promise<void> | null = null;
  let isStart = true;

  async function lookNow(): Promise<void> {
    try {
      // What was found when it was looked at last is no longer known to be so.
      if (registrar === null) return await clearAlarm(deps, REGISTRATION);
      const isOurs = await claim(deps, { isStart });
      isStart = false;
      if (isOurs) await lookAfter({ ...deps, registrar }, stopping.signal);
    } catch (cause) {
      if (!stopping.signal.aborted) await noteFailure(deps, cause);
    }
  }

  return {
    look: () => {
      if (stopping.signal.aborted) return Promise.resolve();
      return working ??= lookNow().finally(() => working = null);
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}

/** Of several isolates that find it due, the one whose write comes first. */
async function claim(
  deps: WatchDeps,
  { isStart }: { readonly isStart: boolean },
): Promise<boolean> {
  const now = deps.now();
  let isOurs = false;
  await changeRegistrationState(deps, ({ checkedAt, dueAt }) => {
    // Clocks of isolates differ a little; one that was put back must not wait for ever.
    const isFresh = Math.abs(now - checkedAt) < FRESH;
    isOurs = now >= dueAt || (!isFresh && (isStart || now < checkedAt));
    return isOurs ? { checkedAt: now, dueAt: now + LOOK_EVERY } : {};
  });
  return isOurs;
}

/** What looking after needs. */
type Looking = WatchDeps & { readonly registrar: Registrar };

async function lookAfter(deps: Looking, signal: AbortSignal): Promise<void> {
  const found = await deps.registrar.inspect({ signal });
  await mend(deps, { found, signal });
  await readFailed(deps, { webhooks: found.webhooks, url: deps.registrar.url, signal });
}

async function mend(
  { registrar, log }: Looking,
  { found, signal }: { readonly found: Inspection; readonly signal: AbortSignal },
): Promise<void> {
  if (!isToMend(found)) return;
  const outcome = await registrar.mend({ signal });
  if (!outcome.ok) log(outcome.message);
  for (const line of outcome.ok ? outcome.done : []) log(`The webhook in Jira: ${line}`);
}

/** Jira forgets an app's webhook by itself, so keeping it is no change of anybody's will. */
function isToMend({ webhooks, health, state }: Inspection): boolean {
  if (webhooks.kind !== "app" || state.jql === null) return false;
  return health.daysLeft === null ? health.ours === null : health.daysLeft < RENEW_WITHIN_DAYS;
}

/** What ails Jira or the token is the sweep's alarm; here it is said when it is news. */
async function noteFailure(deps: WatchDeps, cause: unknown): Promise<void> {
  const code = cause instanceof JiraError || cause instanceof StoreError ? cause.code : "internal";
  const known = await readRegistrationState(deps).catch(() => null);
  // Who may not see webhooks any more can't tell either whether they are as they should be.
  if (code === "forbidden") await clearAlarm(deps, REGISTRATION).catch(() => {});
  if (known !== null && known.problem !== code) {
    deps.log("Cannot look after the webhook in Jira", cause);
  }
  const dueAt = deps.now() + RETRY_AFTER;
  // While the store is away there is nothing to note, and it is tried again in a minute.
  await changeRegistrationState(deps, () => ({ dueAt, problem: code })).catch(() => {});
}
