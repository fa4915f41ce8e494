/**
 * How many deliveries that could not be applied are kept: enough for any mishap to be looked into,
 * and not without end.
 *
 * @module
 */

import { deadKey } from "../../store/keys.ts";
import type { Key, Range, Store } from "../../store/types.ts";

/** Dead letters kept per site; beyond, the oldest go. */
export const DEAD_LETTERS = 10_000;

/** Keys read or deleted at once. */
const PAGE = 200;

/** What bounding needs. */
export interface BoundOptions {
  readonly store: Store;
  readonly site: string;
  /** @default {DEAD_LETTERS} */
  readonly most?: number;
}

/** Removes the oldest dead letters beyond what is kept; gives how many. */
export async function boundDeadLetters(options: BoundOptions): Promise<number> {
  const { store, site, most = DEAD_LETTERS } = options;
  const surplus = await keysBeyond(store, { site, most });
  for (let at = 0; at < surplus.length; at += PAGE) {
    const deletes = surplus.slice(at, at + PAGE);
    await store.commit({ deletes }, { key: deletes[0]!, mine: () => false });
  }
  return surplus.length;
}

/** Their ids are ULIDs, so from the end the newest come first. */
async function keysBeyond(
  store: Store,
  { site, most }: { readonly site: string; readonly most: number },
): Promise<Key[]> {
  const prefix = deadKey(site);
  const beyond: Key[] = [];
  let range: Range = { prefix };
  let seen = 0;
  while (true) {
    const found = await store.list({ ...range, limit: PAGE, reverse: true });
    for (const { key } of found) if (++seen > most) beyond.push(key);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return beyond;
    range = { prefix, end: last.key };
  }
}
