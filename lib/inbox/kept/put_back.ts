/**
 * Deliveries that were kept aside, put back into the inbox. Each leaves where it lay and is in the
 * inbox in one commit, so that it is never in neither of the two, nor in both.
 *
 * @module
 */

import type { Bell } from "../../queue/bell.ts";
import { inboxKey } from "../../store/keys.ts";
import type { Found, Store } from "../../store/types.ts";
import { movedSets } from "../moved.ts";
import { take, type Taken, type Taking } from "./take.ts";
import type { InboxBatch, InboxItem } from "../types.ts";

/** Deliveries of one inbox entry: each takes up to 3 KB of its 64. */
const AT_ONCE = 20;

/** Bytes of bodies of one inbox entry: whoever claims it reads all of them. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** What putting back needs. */
export interface PutBackDeps {
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

/** What is to be put back. */
export interface Aside<T extends InboxItem> {
  readonly found: readonly Found<T>[];
  /** The delivery without what was noted while it lay aside. */
  readonly itemOf: (value: T) => InboxItem;
}

/**
 * Puts deliveries back, each once whoever does the same at the same time. They wait for their issues
 * anew, however long ago they came.
 *
 * @throws {StoreError} When the store can't; those of earlier groups are in the inbox then.
 */
export async function putBack<T extends InboxItem>(
  deps: PutBackDeps,
  { found, itemOf }: Aside<T>,
): Promise<Taken> {
  return await take(taking(deps, itemOf), found);
}

function taking<T extends InboxItem>(
  { store, site, bell, now, newId, overflow }: PutBackDeps,
  itemOf: Aside<T>["itemOf"],
): Taking<T> {
  return {
    store,
    fits: (group) => group.length <= AT_ONCE && bytesOf(group) <= BYTES_AT_ONCE,
    change: (group) => {
      const due = now();
      // Nobody else writes this key, so that it proves whose commit it was.
      const key = inboxKey(due, newId());
      const items = group.map(({ value }): InboxItem => ({
        ...itemOf(value),
        holds: 0,
        replayedAt: due,
      }));
      const value: InboxBatch = { site, items };
      const ring = bell.ring(due);
      return {
        change: {
          sets: [{ key, value }, ...movedSets(value, due), ...ring.sets ?? []],
          rings: ring.rings ?? [],
        },
        proof: { key, mine: () => true },
      };
    },
    onTaken: (group) => {
      bell.rung(now());
      overflow(bytesOf(group));
    },
  };
}

function bytesOf(group: readonly Found<InboxItem>[]): number {
  return group.reduce((sum, { value }) => sum + value.bytes, 0);
}
