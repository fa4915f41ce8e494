/**
 * Keeps the tokens of OAuth in the store, where all isolates find them.
 *
 * @module
 */

import type { KeptTokens, Renewal, TokenKeeper } from "../../jira/rest/oauth.ts";
import { jiraTokensKey } from "../../store/keys.ts";
import { takeLease } from "../../store/lease.ts";
import { type Store, StoreError } from "../../store/types.ts";

/** What a keeper needs. */
export interface TokenKeeperDeps {
  readonly store: Store;
  readonly site: string;
  /** Identity of the isolate. */
  readonly owner: string;
  /** Time by our clock, ms. */
  readonly now: () => number;
  /** Resolves after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
}

/** How long one isolate may take to renew, ms: twice as long as Atlassian is waited for. */
const TTL = 30_000;

/** How often an isolate looks whether another one has renewed, ms. */
const LOOK = 250;

/** Looks before giving up: the isolate that renews may die, and its lease must run out first. */
const LOOKS = 2 * TTL / LOOK;

/** Makes the keeper of a site's tokens. */
export function createTokenKeeper(deps: TokenKeeperDeps): TokenKeeper {
  const key = jiraTokensKey(deps.site);
  const underWay = new Set<Promise<unknown>>();
  let renewals = 0;
  const once = async (asker: TokenKeeperDeps, renewal: Renewal) => {
    const made = keptOrMade(asker, renewal);
    underWay.add(made);
    try {
      return await made;
    } finally {
      underWay.delete(made);
    }
  };
  return {
    read: async () => (await deps.store.get<KeptTokens>(key)).value,
    renew: async (renewal) => {
      // Several clients of one isolate must not renew at once either: a lease is open to its owner.
      const asker = { ...deps, owner: `${deps.owner} ${++renewals}` };
      for (let look = 0; look < LOOKS; look++) {
        const tokens = await once(asker, renewal);
        if (tokens !== null) return tokens;
        await deps.wait(LOOK);
      }
      throw new StoreError(
        "unavailable",
        "Cannot renew the access to Jira: another isolate has been at it for too long",
      );
    },
    idle: async () => void await Promise.allSettled(underWay),
  };
}

/** `null` while another isolate renews. */
async function keptOrMade(
  deps: TokenKeeperDeps,
  { needed, make }: Renewal,
): Promise<KeptTokens | null> {
  const { store, site } = deps;
  const key = jiraTokensKey(site);
  const { value } = await store.get<KeptTokens>(key);
  if (value !== null && !needed(value)) return value;
  if (!await lease(deps, TTL)) return null;
  try {
    // Who held the lease before may have renewed since the look above.
    const kept = await store.get<KeptTokens>(key);
    if (kept.value !== null && !needed(kept.value)) return kept.value;
    const made = await make(kept.value);
    const { ok } = await store.commit({
      checks: [{ key, versionstamp: kept.versionstamp }],
      sets: [{ key, value: made }],
    }, { key, mine: (there) => (there as KeptTokens).accessToken === made.accessToken });
    return ok ? made : null;
  } finally {
    await lease(deps, 0);
  }
}

function lease({ store, site, owner, now }: TokenKeeperDeps, ttl: number): Promise<boolean> {
  return takeLease(store, { job: `jira tokens ${site}`, owner, ttl, now: now() });
}
