/**
 * Telling those who remove old bodies that something which may need one has moved.
 *
 * @module
 */

import { movedKey } from "../store/keys.ts";
import type { Change } from "../store/types.ts";
import type { InboxItem } from "./types.ts";

/**
 * What a commit writes that puts deliveries where somebody who reads the lists may have read already.
 * What was kept aside and replayed may have a body older than the retention; for what just came nothing
 * is written. Letting go of what has waited for its issue writes the key for each: it may be as old.
 */
export function movedSets(
  site: string,
  items: readonly Pick<InboxItem, "id" | "replayedAt">[],
): NonNullable<Change["sets"]> {
  const old = items.find(({ replayedAt }) => replayedAt !== undefined);
  return old === undefined ? [] : [{ key: movedKey(site), value: old.id }];
}
