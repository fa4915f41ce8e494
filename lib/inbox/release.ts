/**
 * Letting go of deliveries that wait for an issue: it is known now, or it was proved not to be there.
 *
 * @module
 */

import type { Bell } from "../queue/bell.ts";
import { heldKey, inboxKey } from "../store/keys.ts";
import type { Entry, Found, Store } from "../store/types.ts";
import { movedSets } from "./moved.ts";
import type { InboxBatch } from "./types.ts";

/** Deliveries of one issue let go of at once, before the next are read. */
const AT_ONCE = 200;

/** What letting go needs. */
export interface ReleaseDeps {
  readonly store: Store;
  readonly site: string;
  readonly bell: Bell;
  readonly now: () => number;
  /** Has the inbox of this isolate look for what is due. */
  readonly look: () => Promise<void>;
}

/** What a read by id has told of an issue. */
export interface ReadOf {
  readonly issueId: string;
  /** `null`: the issue is known now. Else: it was not found, and what is older than this (ms) is over. */
  readonly absentFor: number | null;
}

/** Whether any delivery of a site waits for an issue. */
export async function isAnyHeld(
  { store, site }: Pick<ReleaseDeps, "store" | "site">,
): Promise<boolean> {
  return (await store.list({ prefix: heldKey(site), limit: 1 })).length > 0;
}

/**
 * Makes the deliveries that wait for an issue due now; those of an absent issue are shown with what
 * they tell themselves.
 *
 * @returns How many of an absent issue are too young for that, and wait on.
 */
export async function releaseHeld(
  deps: ReleaseDeps,
  { issueId, absentFor }: ReadOf,
): Promise<number> {
  const { young, released, more } = await releasePage(deps, { issueId, absentFor });
  if (released > 0) await deps.look();
  if (!more || released === 0) return young;
  return await releaseHeld(deps, { issueId, absentFor });
}

async function releasePage(deps: ReleaseDeps, { issueId, absentFor }: ReadOf) {
  const { store, site } = deps;
  const held = await store.list<number>({ prefix: heldKey(site, issueId), limit: AT_ONCE });
  const entries = await store.getMany<InboxBatch>(
    held.map(({ key, value }) => inboxKey(value, String(key[3]))),
  );
  let young = 0;
  let released = 0;
  for (const [at, mark] of held.entries()) {
    const entry = entries[at]!;
    const since = entry.value?.items[0]?.receivedAt ?? 0;
    if (absentFor !== null && entry.value !== null && since > absentFor) young++;
    else if (await release(deps, { mark, entry, absent: absentFor !== null })) released++;
  }
  return { young, released, more: held.length === AT_ONCE };
}

/** `false`: somebody has it in hand, and only the mark of its waiting goes. */
async function release(
  { store, bell, now }: ReleaseDeps,
  { mark, entry, absent }: {
    readonly mark: Found<number>;
    readonly entry: Entry<InboxBatch>;
    readonly absent: boolean;
  },
): Promise<boolean> {
  const gone = { checks: [mark], deletes: [mark.key] };
  if (entry.value === null) {
    await store.commit(gone, { key: mark.key, mine: () => false });
    return false;
  }
  const due = Math.min(now(), mark.value - 1);
  const key = inboxKey(due, String(mark.key[3]));
  const items = entry.value.items.map((item) => absent ? { ...item, issueAbsent: true } : item);
  const value: InboxBatch = { ...entry.value, items };
  const ring = bell.ring(due);
  const result = await store.commit({
    checks: [mark, entry],
    sets: [
      { key, value },
      ...movedSets(value, now()),
      ...ring.sets ?? [],
    ],
    deletes: [mark.key, entry.key],
    rings: ring.rings ?? [],
  }, { key, mine: () => true });
  if (result.ok) bell.rung(due);
  return result.ok;
}
