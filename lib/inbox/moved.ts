/**
 * Telling those who remove old bodies that something which may need one has moved.
 *
 * @module
 */

import { movedKey } from "../store/keys.ts";
import type { Change } from "../store/types.ts";
import type { InboxBatch } from "./types.ts";

/**
 * Bodies of deliveries that came less than this long ago are never removed, ms: half of the shortest
 * retention there is (`RETENTION_DAYS=1`), so that neither the length of a run nor clocks matter.
 */
export const YOUNG: number = 12 * 60 * 60_000;

/**
 * What a commit writes that puts deliveries where somebody who reads the lists may have read already:
 * into the inbox, or to an earlier place in it. Of young ones nobody needs to know.
 */
export function movedSets(
  { site, items }: InboxBatch,
  now: number,
): NonNullable<Change["sets"]> {
  const old = items.find(({ receivedAt }) => now - receivedAt >= YOUNG);
  return old === undefined ? [] : [{ key: movedKey(site), value: old.id }];
}
