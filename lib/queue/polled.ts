/**
 * Rings without queues, for KV Connect and Deno Deploy: a key all isolates watch, written in the
 * commit of the work itself, and a timer for work that falls due later.
 *
 * @module
 */

import { bellKey, inboxKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";
import { type Bell, keepLooking, type Look, LOOK_EVERY } from "./bell.ts";

/** Shortest time between two looks, ms: rings come in bursts. */
const LOOK_GAP = 200;

/** What the adapter needs. */
export interface PolledBellOptions {
  readonly store: Store;
  readonly now: () => number;
}

/** Makes the bell for any store. */
export function createPolledBell(options: PolledBellOptions): Bell {
  return {
    kind: "polled",
    ring: () => ({ sets: [{ key: bellKey(), value: options.now() }] }),
    rung: () => {},
    start: (look, signal) => {
      const plan = planner(options, { look, signal });
      options.store.watch([bellKey()], { onChange: () => plan(LOOK_GAP), signal });
      keepLooking(async () => {
        await look();
        plan(await untilNext(options));
      }, signal);
    },
  };
}

/** Looks after a while, unless a look is planned before that. */
function planner(
  options: PolledBellOptions,
  { look, signal }: { readonly look: Look; readonly signal: AbortSignal },
): (delay: number | null) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = Infinity;
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  function plan(delay: number | null): void {
    if (delay === null || signal.aborted || options.now() + delay >= at) return;
    clearTimeout(timer);
    at = options.now() + delay;
    timer = setTimeout(() => void run(), delay);
  }

  async function run(): Promise<void> {
    at = Infinity;
    await look();
    plan(await untilNext(options));
  }

  return plan;
}

/**
 * Milliseconds until the next entry falls due; `null` when that is left to the next look: none waits, it
 * is far off, or the store can't say.
 */
async function untilNext(options: PolledBellOptions): Promise<number | null> {
  try {
    const [next] = await options.store.list({ prefix: inboxKey(), limit: 1 });
    if (next === undefined) return null;
    const wait = Number(next.key[1]) - options.now();
    return wait > LOOK_EVERY ? null : Math.max(LOOK_GAP, wait);
  } catch {
    // It is looked again anyway, and said when the store stays away.
    return null;
  }
}
