/**
 * Group commit: requests that arrive while a commit is under way share the next one. One commit
 * costs about as much as fifty in one, so the store keeps up with a burst by growing its batches.
 *
 * @module
 */

import { createGatherer } from "./gather.ts";

/** How a {@linkcode Group} works. */
export interface GroupOptions<Item, Result> {
  /** Carries out one batch; answers in the order of its items, or throws for all of them. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Most items of a batch. */
  readonly maxItems: number;
  /** Most bytes of a batch; a single larger item goes alone. */
  readonly maxBytes: number;
  readonly bytesOf: (item: Item) => number;
  /**
   * Whether what failed a batch would fail the next one too. Then whoever waits is told at once:
   * the waits for one failure after the other would add up.
   */
  readonly isOutage?: (cause: unknown) => boolean;
}

/** Adds items to the next batch. */
export interface Group<Item, Result> {
  /** Resolves with the item's own result once its batch is done. */
  add(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

/** Makes a group whose batches run one after the other. */
export function createGroup<Item, Result>(
  options: GroupOptions<Item, Result>,
): Group<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = false;
  const crowd = createGatherer(() => waiting.length);

  async function runAll(): Promise<void> {
    running = true;
    // One turn of the event loop lets requests that are already here join the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, fitting(waiting, options));
      waiting = waiting.slice(batch.length);
      const failed = await settle(batch, options.run);
      if (failed !== null && options.isOutage?.(failed.cause) === true) rejectAll(failed.cause);
      else await crowd.gather(Math.min(batch.length + waiting.length, options.maxItems));
    }
    running = false;
  }

  function rejectAll(cause: unknown): void {
    const all = waiting;
    waiting = [];
    for (const each of all) each.reject(cause);
  }

  return {
    add: (item) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        crowd.arrived();
        if (!running) void runAll();
      }),
  };
}

function fitting<Item, Result>(
  waiting: readonly Waiting<Item, Result>[],
  options: GroupOptions<Item, Result>,
): number {
  let bytes = 0;
  let count = 0;
  for (const { item } of waiting) {
    bytes += options.bytesOf(item);
    if (count > 0 && (count >= options.maxItems || bytes > options.maxBytes)) break;
    count++;
  }
  return count;
}

/** Gives what failed the whole batch, if anything did. */
async function settle<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<{ readonly cause: unknown } | null> {
  try {
    const results = await run(batch.map((each) => each.item));
    batch.forEach((each, at) => each.resolve(results[at]!));
    return null;
  } catch (cause) {
    for (const each of batch) each.reject(cause);
    return { cause };
  }
}
