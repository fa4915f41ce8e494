/**
 * Work that is done now and then, by one isolate of all: trimming the log, removing old payloads and
 * abandoned stagings.
 *
 * @module
 */

import { trimLog } from "../feed/trim.ts";
import { boundDeadLetters } from "../inbox/kept/dead_letters.ts";
import { removePayloads } from "../inbox/retention.ts";
import { removeAbandoned } from "../inbox/intake/stage.ts";
import { takeLease } from "../store/lease.ts";
import type { Store } from "../store/types.ts";
import type { Log } from "./log.ts";

/** How long the chores' lease holds, ms: longer than a run, shorter than the time between two. */
const LEASE = 10 * 60_000;

/** What the chores need. */
export interface ChoreDeps {
  readonly store: Store;
  readonly sites: readonly string[];
  /** Identity of this run: of two at once, even in one isolate, only one works. */
  readonly owner: string;
  readonly now: () => number;
  /** How long entries and payloads are kept, ms. */
  readonly retention: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Does all chores, unless another isolate is at it. */
export async function doChores(deps: ChoreDeps): Promise<void> {
  const { store, owner, now, signal } = deps;
  try {
    if (!await takeLease(store, { job: "chores", owner, ttl: LEASE, now: now() })) return;
    const before = now() - deps.retention;
    for (const site of deps.sites) {
      await trimLog({ store, site, before, signal });
      const gone = await boundDeadLetters({ store, site });
      if (gone > 0) {
        deps.log(`Removed the ${gone} oldest dead letters of ${site}: too many to keep`);
      }
      await removePayloads({ store, site, before, signal });
    }
    await removeAbandoned({ store, now });
  } catch (cause) {
    if (!signal.aborted) deps.log("Cannot finish the chores: the next run goes on", cause);
  }
}
