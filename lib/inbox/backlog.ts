/**
 * What is accepted and not yet applied.
 *
 * @module
 */

import { inboxKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";
import type { InboxBatch } from "./types.ts";

/** Commits of the inbox counted at most; a larger backlog is shown as what these hold "or more". */
const COUNT_AT_MOST = 1_000;

/** What waits. */
export interface Backlog {
  /** Deliveries. */
  readonly size: number;
  /** Age of the oldest of them, ms; `null` when there is none. */
  readonly oldest: number | null;
}

/** Reads what waits, as of `now` (ms). */
export async function readBacklog(store: Store, now: number): Promise<Backlog> {
  const waiting = await store.list<InboxBatch>({ prefix: inboxKey(), limit: COUNT_AT_MOST });
  const items = waiting.flatMap(({ value }) => value.items);
  const first = items.reduce((at, item) => Math.min(at, item.receivedAt), Infinity);
  return { size: items.length, oldest: items.length === 0 ? null : Math.max(0, now - first) };
}
