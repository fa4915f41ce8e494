/**
 * Which of an app's webhooks are ours: as last seen, and looked up in Jira when a delivery names
 * others, since somebody may just have registered one.
 *
 * @module
 */

import type { Registrar } from "./registrar.ts";
import { readRegistrationState, type StatePlace } from "./registration_state.ts";

/** Shortest time between two questions to Jira, ms, whatever deliveries name. */
const ASK_EVERY = 10_000;

/** Longest time for one, ms: Jira waits 20 s for the answer to a delivery. */
const ASK_WITHIN = 15_000;

/** What telling needs. */
export interface OwnershipDeps extends StatePlace {
  readonly registrar: Registrar;
  readonly now: () => number;
}

/**
 * Makes the function that tells whether one of `ids` is ours.
 *
 * It rejects with {@linkcode JiraError} when Jira would have to be asked and does not answer.
 */
export function createOwnership(
  deps: OwnershipDeps,
): (ids: readonly string[]) => Promise<boolean> {
  const { registrar, now } = deps;
  let askedAt = -Infinity;
  let asking: Promise<unknown> | null = null;

  const isKnown = async (ids: readonly string[]) => {
    const known = await readRegistrationState(deps);
    return ids.some((id) => known.ids.includes(id));
  };
  const ask = () =>
    asking ??= registrar.inspect({ signal: AbortSignal.timeout(ASK_WITHIN) })
      .then(() => askedAt = now())
      .finally(() => asking = null);

  return async (ids) => {
    if (ids.length === 0) return false;
    if (await isKnown(ids)) return true;
    if (now() - askedAt < ASK_EVERY) return false;
    await ask();
    return await isKnown(ids);
  };
}
