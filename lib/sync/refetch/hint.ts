/**
 * Requests for reads that come from outside: what a call says cannot be believed, but looking it up
 * does no harm.
 *
 * @module
 */

import { DEBOUNCE } from "../../mirror/fact.ts";
import { refetchKey } from "../../store/keys.ts";
import type { Store } from "../../store/types.ts";
import type { Request } from "./request.ts";

/** Requests that may wait before no more hints are taken: an hour's worth for nobody's sake. */
const WAITING_AT_MOST = 2_000;

/** What asking needs. */
export interface HintDeps {
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
  /** Told when the first read may begin (ms). */
  readonly wake: (at: number) => void;
}

/**
 * Asks for reads of issues, unless they are asked for already: who goes on calling must not put a
 * read off for ever. `false`: too many are waiting.
 */
export async function askForReads(deps: HintDeps, issueIds: readonly string[]): Promise<boolean> {
  const { store, site, now } = deps;
  const waiting = await store.list({ prefix: refetchKey(site), limit: WAITING_AT_MOST });
  if (waiting.length >= WAITING_AT_MOST) return false;
  const notBefore = now() + DEBOUNCE;
  for (const issueId of new Set(issueIds)) {
    const key = refetchKey(site, issueId);
    const value: Request = { issueId, notBefore };
    await store.commit(
      { checks: [{ key, versionstamp: null }], sets: [{ key, value }] },
      { key, mine: () => true },
    );
  }
  deps.wake(notBefore);
  return true;
}
