/**
 * The inbox entries that an isolate has in hand: what each has left to do, and who waits for it.
 *
 * @module
 */

import { answered } from "../store/answered.ts";
import { keyName } from "../store/keys.ts";
import type { OpenBatch } from "./open_batch.ts";
import type { Ours } from "./postpone.ts";

/** Entries in hand. */
export interface InHand {
  /** Names of their keys. */
  names(): ReadonlySet<string>;
  /** Takes an entry in hand, with those of its deliveries that go to the worker. */
  take(batch: OpenBatch, ids: readonly string[]): void;
  /** A delivery is done with; `false` when it was before, or was never here. */
  leave(ours: Ours): boolean;
  /** Resolves when the delivery is done with, at the latest after `ms`. */
  settled(id: string, ms: number): Promise<void>;
}

/** Makes empty hands. */
export function createInHand(): InHand {
  /** Deliveries that have not left, by the name of their entry's key. */
  const open = new Map<string, Set<string>>();
  const waiting = new Map<string, () => void>();
  return {
    names: () => new Set(open.keys()),
    take: (batch, ids) => {
      open.set(keyName(batch.key), new Set(ids));
    },
    leave: ({ batch, item }) => {
      const name = keyName(batch.key);
      const left = open.get(name);
      if (left === undefined || !left.delete(item.id)) return false;
      if (left.size === 0) open.delete(name);
      waiting.get(item.id)?.();
      return true;
    },
    settled: async (id, ms) => {
      if (!open.values().some((left) => left.has(id))) return;
      await answered(new Promise<void>((resolve) => waiting.set(id, resolve)), ms);
      waiting.delete(id);
    },
  };
}
