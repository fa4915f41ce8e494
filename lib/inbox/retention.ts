/**
 * Payloads have a clock of their own, shorter than that of the dedupe marks: bodies and records of
 * deliveries go after the retention, and so do deliveries of another Jira. What is pending, dead or in
 * quarantine keeps its body.
 *
 * @module
 */

import { firstIdAt } from "../store/ids.ts";
import {
  bodyKey,
  deadKey,
  deliveryKey,
  foreignKey,
  inboxKey,
  movedKey,
  quarantineKey,
} from "../store/keys.ts";
import { pagesOf } from "../store/pages.ts";
import type { Entry, Key, Store } from "../store/types.ts";
import type { DeadLetter, ForeignLetter, InboxBatch, Quarantined } from "./types.ts";

/** Entries read, and deleted, at once: some 12 MB of bodies. */
const PAGE = 200;

const size = () => PAGE;

/** How often what is in use is looked through anew in a run; the next one goes on. */
const TRIES = 5;

/** What removing payloads needs. */
export interface RetentionOptions {
  readonly store: Store;
  readonly site: string;
  /** Deliveries received before this go, ms. */
  readonly before: number;
  readonly signal: AbortSignal;
}

/** Removes what is older than the retention; gives how many keys. */
export async function removePayloads(options: RetentionOptions): Promise<number> {
  const { site, before } = options;
  const foreign = await removeOld(options, {
    prefix: foreignKey(site),
    end: foreignKey(site, firstIdAt(before)),
    keep: () => false,
  });
  const records = await removeOld(options, {
    prefix: deliveryKey(site),
    end: deliveryKey(site, firstIdAt(before)),
    keep: () => false,
  });
  let bodies = 0;
  for (let attempt = 0; attempt < TRIES && !options.signal.aborted; attempt++) {
    const fence = await options.store.get(movedKey(site));
    const kept = await bodiesInUse(options);
    const result = await removeBodies(options, { kept, fence });
    bodies += result.removed;
    if (result.isWhole) break;
  }
  return records + bodies + foreign;
}

/** Removes what nobody needs, unless something went by unseen while that was looked through. */
async function removeBodies(
  options: RetentionOptions,
  { kept, fence }: { readonly kept: ReadonlySet<string>; readonly fence: Entry<unknown> },
): Promise<{ readonly removed: number; readonly isWhole: boolean }> {
  const { site, before } = options;
  let isWhole = true;
  const removed = await removeOld(options, {
    prefix: bodyKey(site),
    end: bodyKey(site, firstIdAt(before)),
    keep: (key) => kept.has(String(key[2])),
    fence,
    onMoved: () => isWhole = false,
  });
  return { removed, isWhole };
}

/** Bodies that would go but for somebody who still needs them. */
async function bodiesInUse({ store, site, before }: RetentionOptions): Promise<Set<string>> {
  const end = firstIdAt(before);
  const kept = new Set<string>();
  const keep = (id: string) => id < end && kept.add(id);
  for await (const found of pagesOf<InboxBatch>(store, { prefix: inboxKey(), size })) {
    for (const { value } of found) value.items.forEach((item) => keep(item.body.blob));
  }
  for await (const found of pagesOf<DeadLetter>(store, { prefix: deadKey(site), size })) {
    for (const { value } of found) keep(value.body.blob);
  }
  for await (const found of pagesOf<ForeignLetter>(store, { prefix: foreignKey(site), size })) {
    for (const { value } of found) keep(value.body.blob);
  }
  for await (const found of pagesOf<Quarantined>(store, { prefix: quarantineKey(site), size })) {
    for (const { value } of found) keep(value.id);
  }
  return kept;
}

interface Old {
  readonly prefix: Key;
  readonly end: Key;
  readonly keep: (key: Key) => boolean;
  /** Nothing is removed once this has changed. */
  readonly fence?: Entry<unknown>;
  readonly onMoved?: () => void;
}

async function removeOld({ store, signal }: RetentionOptions, old: Old): Promise<number> {
  let removed = 0;
  for await (const found of pagesOf(store, { start: old.prefix, end: old.end, size })) {
    const deletes = found.map(({ key }) => key).filter((key) => !old.keep(key));
    if (deletes.length > 0) {
      const checks = old.fence === undefined ? [] : [old.fence];
      const { ok } = await store.commit({ checks, deletes }, {
        key: deletes[0]!,
        mine: () => false,
      });
      if (!ok) {
        old.onMoved?.();
        break;
      }
    }
    removed += deletes.length;
    if (signal.aborted) break;
  }
  return removed;
}
