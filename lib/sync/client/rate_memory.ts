/**
 * Pauses that Jira asked for, shared by all isolates through the store.
 *
 * @module
 */

import { createLocalRateMemory, type RateMemory } from "../../jira/rest/rate_memory.ts";
import { jiraHoldKey } from "../../store/keys.ts";
import { type Key, type Store, StoreError } from "../../store/types.ts";

/** Tries to write a pause; each is lost only to another isolate that writes one. */
const TRIES = 3;

/** Makes the memory of a site's Jira. While the store is away each isolate keeps its own. */
export function createSharedRateMemory(
  { store, site }: { readonly store: Store; readonly site: string },
): RateMemory {
  const own = createLocalRateMemory();
  return {
    notBefore: async (subjects) => {
      const keys = subjects.map((subject) => jiraHoldKey(site, subject));
      const [mine, theirs] = await Promise.all([own.notBefore(subjects), latest(store, keys)]);
      return Math.max(mine, theirs);
    },
    hold: async (subject, until) => {
      await own.hold(subject, until);
      await unlessAway(() => extend(store, { key: jiraHoldKey(site, subject), until }), undefined);
    },
  };
}

function latest(store: Store, keys: readonly Key[]): Promise<number> {
  return unlessAway(async () => {
    const entries = await store.getMany<number>(keys);
    return Math.max(0, ...entries.map(({ value }) => value ?? 0));
  }, 0);
}

async function extend(
  store: Store,
  { key, until }: { readonly key: Key; readonly until: number },
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { value, versionstamp } = await store.get<number>(key);
    if (value !== null && value >= until) return;
    const { ok } = await store.commit({
      checks: [{ key, versionstamp }],
      sets: [{ key, value: until }],
    }, { key, mine: (there) => there === until });
    if (ok) return;
  }
}

/** A store that is away is no reason not to ask Jira: the pause of this isolate still counts. */
async function unlessAway<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreError) return otherwise;
    throw cause;
  }
}
