/**
 * A world in which something is kept and replayed, over each kind of store.
 *
 * @module
 */

import { choose, LAST_TIME, type Part, type Shelf } from "../lib/inbox/kept/kept.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { openHead } from "../lib/mirror/head.ts";
import type { Found, Store } from "../lib/store/types.ts";
import { inboxOf, logOf, SITE, type Time } from "./_isolate.ts";
import { type StoreKind, STORES } from "./_stores.ts";

/** Chooses everything, whenever it came. */
export const ALL = { from: 0, to: LAST_TIME };

/** Everything a part of any size holds. */
const WHOLE: Part = { limit: 500, after: null };

/** What isolates share. */
export interface World {
  readonly store: Store;
  readonly time: Time;
  readonly inboxes: Inbox[];
}

/** Has a test run over each kind of store there is here. */
export function onEachStore(does: string, fn: (world: World) => Promise<void>): void {
  for (const kind of STORES) {
    Deno.test({
      name: `${kind.name} store: ${does}`,
      ignore: kind.missing !== null,
      fn: () => inWorld(kind, fn),
    });
  }
}

/** The same over a store in memory, where the kind makes no difference. */
export function inMemory(does: string, fn: (world: World) => Promise<void>): void {
  Deno.test(does, () => inWorld(STORES[0]!, fn));
}

async function inWorld(kind: StoreKind, fn: (world: World) => Promise<void>): Promise<void> {
  await using opened = await kind.open();
  const { store } = opened;
  await openHead(store, SITE);
  const world: World = { store, time: { now: Date.now() }, inboxes: [] };
  try {
    await fn(world);
  } finally {
    for (const inbox of world.inboxes) await inbox.stop();
  }
}

/** Resolves once something is so. */
export async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 5_000; turn++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("It did not become so within the time of a test");
}

/** Resolves once nothing waits in the inbox. */
export async function everythingDone({ store }: Pick<World, "store">): Promise<void> {
  await waitUntil(async () => (await inboxOf(store)).length === 0);
}

/** All of a kind that is kept. */
export async function allOf<T>(shelf: Shelf<T>): Promise<readonly Found<T>[]> {
  return (await choose(shelf, { selection: ALL, part: WHOLE })).found;
}

/** The deliveries the log tells of, in its order. */
export async function toldOf({ store }: Pick<World, "store">): Promise<string[]> {
  return (await logOf(store)).map(({ delivery }) => delivery!);
}
