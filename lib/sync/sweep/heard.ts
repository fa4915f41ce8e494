/**
 * Issues that webhooks just told of: a search asked to reconcile them shows them as they are now,
 * whatever its index has yet to learn.
 *
 * @module
 */

import { RECONCILE_AT_ONCE } from "../../jira/rest/types.ts";
import { readHead } from "../../mirror/head.ts";
import type { Segment } from "../../mirror/segment.ts";
import { logKey } from "../../store/keys.ts";
import type { Store } from "../../store/types.ts";

/** Commits of the log read at once, and how often at most: a quiet site has an entry a commit. */
const SEGMENTS = 50;
const READS = 4;

/** Where to look, and how far back (our clock, ms). */
export interface HeardOf {
  readonly store: Store;
  readonly site: string;
  readonly since: number;
}

/** The ids heard of last, newest first, as many as one search can reconcile. */
export async function readHeard({ store, site, since }: HeardOf): Promise<readonly string[]> {
  const ids = new Set<string>();
  let end = logKey(site, (await readHead(store, site)).value.seq + 1);
  for (let read = 0; read < READS; read++) {
    const start = logKey(site, 0);
    const found = await store.list<Segment>({ start, end, limit: SEGMENTS, reverse: true });
    for (const entry of found.flatMap(({ value }) => value.toReversed())) {
      if (entry.at < since || ids.size >= RECONCILE_AT_ONCE) return [...ids];
      const id = entry.scope.issue;
      if (entry.delivery !== null && id !== null && /^\d+$/.test(id)) ids.add(id);
    }
    if (found.length < SEGMENTS) break;
    end = found.at(-1)!.key;
  }
  return [...ids];
}
