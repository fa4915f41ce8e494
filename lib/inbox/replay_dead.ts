/**
 * Dead letters put back into the inbox. A letter leaves and its delivery is in the inbox in one
 * commit, so that it is never in neither of the two, nor in both.
 *
 * @module
 */

import type { Bell } from "../queue/bell.ts";
import { readBlob } from "../store/blob.ts";
import { deadKey, inboxKey } from "../store/keys.ts";
import type { Found, Store } from "../store/types.ts";
import type { Shelf } from "./kept.ts";
import { movedSets } from "./moved.ts";
import { letterOf } from "./stored.ts";
import { discard, take, type Taking } from "./take.ts";
import type { DeadLetter, InboxBatch, InboxItem } from "./types.ts";

/** Letters of one inbox entry: each takes up to 3 KB of its 64. */
const LETTERS_AT_ONCE = 20;

/** Bytes of bodies of one inbox entry: whoever claims it reads all of them. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** What replaying needs. */
export interface ReplayDeps {
  readonly store: Store;
  readonly site: string;
  readonly bell: Bell;
  readonly now: () => number;
  readonly newId: () => string;
  /** Told how many bytes now wait in the store. */
  readonly overflow: (bytes: number) => void;
  /** Has the inbox look for what is due. */
  readonly look: () => Promise<void>;
}

/** The dead letters of a site. */
export function deadLetters(deps: ReplayDeps): Shelf<DeadLetter> {
  const { store, site } = deps;
  return {
    store,
    key: (id) => deadKey(site, id),
    whole: letterOf,
    bodyOf: async ({ body: place, bytes }) => {
      const whole = await readBlob(store, { site, id: place.blob, info: place });
      return whole.subarray(place.offset, place.offset + bytes);
    },
    replay: async (found) => {
      const { taken, gone } = await take(replaying(deps), found);
      if (taken > 0) void deps.look();
      return { replayed: taken, duplicates: 0, unreadable: 0, gone };
    },
    // Its body is shared with other deliveries: it goes with the retention.
    discard: (found) => discard({ store, keysWith: () => [] }, found),
  };
}

function replaying(deps: ReplayDeps): Taking<DeadLetter> {
  const { store, site, bell, now, newId } = deps;
  return {
    store,
    fits: (group) => group.length <= LETTERS_AT_ONCE && bytesOf(group) <= BYTES_AT_ONCE,
    change: (group) => {
      const due = now();
      // Nobody else writes this key, so that it proves whose commit it was.
      const key = inboxKey(due, newId());
      const value: InboxBatch = { site, items: group.map(({ value }) => itemOf(value, due)) };
      const ring = bell.ring(due);
      return {
        change: {
          sets: [
            { key, value },
            ...movedSets(site, value.items),
            ...ring.sets ?? [],
          ],
          rings: ring.rings ?? [],
        },
        proof: { key, mine: () => true },
      };
    },
    onTaken: (group) => {
      bell.rung(now());
      deps.overflow(bytesOf(group));
    },
  };
}

/** Its attempts go on where they ended: one that fails again is soon a dead letter again. */
function itemOf({ site: _site, diedAt: _diedAt, about: _about, ...item }: DeadLetter, now: number) {
  return { ...item, holds: 0, replayedAt: now } satisfies InboxItem;
}

function bytesOf(group: readonly Found<DeadLetter>[]): number {
  return group.reduce((sum, { value }) => sum + value.bytes, 0);
}
