/**
 * Rings with Deno KV's own queue: a message with a delay, written in the commit of the work itself.
 * It outlives the process, so work is looked for even when nothing else happens.
 *
 * @module
 */

import type { Store } from "../store/types.ts";
import { type Bell, keepLooking } from "./bell.ts";

/**
 * A message due up to this long after the work serves for it too, ms: at thousands of deliveries a
 * second one message each would cost three more commits a batch.
 */
const SHARED_WITHIN = 1_000;

/** What the adapter needs. */
export interface NativeBellOptions {
  readonly store: Store;
  readonly now: () => number;
}

/** Makes the bell for a store with queues. */
export function createNativeBell(options: NativeBellOptions): Bell {
  const { store, now } = options;
  if (store.listen === null) {
    throw new TypeError(`Cannot use the native queue: the ${store.backend} store has none`);
  }
  const listen = store.listen;
  let lastRung = 0;
  const covers = (due: number) => lastRung >= due && lastRung - due <= SHARED_WITHIN;
  const rungFor = (due: number) => due + SHARED_WITHIN / 2;
  return {
    kind: "native",
    ring: (due) =>
      covers(due) ? {} : {
        rings: [{ payload: { ring: "inbox" }, delay: Math.max(0, rungFor(due) - now()) }],
      },
    rung: (due) => {
      if (!covers(due)) lastRung = rungFor(due);
    },
    start: (look, signal) => {
      listen(async () => {
        // Always succeeds: a message that fails would be retried by rules of its own.
        if (!signal.aborted) await look().catch(() => {});
      });
      keepLooking(look, signal);
    },
  };
}
