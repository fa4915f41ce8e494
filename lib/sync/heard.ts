/**
 * Issues that webhooks just told of: a search asked to reconcile them shows them as they are now,
 * whatever its index has yet to learn.
 *
 * @module
 */

import { RECONCILE_AT_ONCE } from "../jira/rest/types.ts";
import { readHead } from "../mirror/head.ts";
import { type Segment } from "../mirror/segment.ts";
import { logKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";

/** Segments of the log looked at: some hundred entries each. */
const SEGMENTS = 20;

/** Where to look, and how far back (our clock, ms). */
export interface HeardOf {
  readonly store: Store;
  readonly site: string;
  readonly since: number;
}

/** The ids heard of last, newest first, as many as one search can reconcile. */
export async function readHeard({ store, site, since }: HeardOf): Promise<readonly string[]> {
  const { value: head } = await readHead(store, site);
  const segments = await store.list<Segment>({
    start: logKey(site, 0),
    end: logKey(site, head.seq + 1),
    limit: SEGMENTS,
    reverse: true,
  });
  const ids = new Set<string>();
  for (const { value } of segments) {
    for (const entry of value.toReversed()) {
      if (entry.at < since || ids.size >= RECONCILE_AT_ONCE) return [...ids];
      const id = entry.scope.issue;
      if (entry.delivery !== null && id !== null && /^\d+$/.test(id)) ids.add(id);
    }
  }
  return [...ids];
}
