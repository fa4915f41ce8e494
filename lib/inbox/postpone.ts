/**
 * Deliveries that can't be applied now: put off with back-off, and in the end dead letters.
 *
 * @module
 */

import type { Bell } from "../queue/bell.ts";
import { deadKey, foreignKey, heldKey, inboxKey } from "../store/keys.ts";
import type { Change, CommitResult, Proof, Store } from "../store/types.ts";
import { movedSets } from "./moved.ts";
import { OpenBatch } from "./open_batch.ts";
import type { About, DeadLetter, ForeignLetter, InboxBatch, InboxItem } from "./types.ts";

/** Waits before the 2nd, 3rd … attempt, ms; after the last one the delivery is a dead letter. */
export const RETRY_AFTER = [1_000, 10_000, 60_000, 5 * 60_000, 30 * 60_000];

/** Waits of a delivery whose issue isn't known yet, ms; the last one repeats. */
export const HOLD_FOR = [5_000, 30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000];

/** How long a delivery waits for its issue before it is a dead letter, ms; anew after a replay. */
export const HOLD_AT_MOST = 24 * 60 * 60_000;

/** Characters kept of why a delivery failed: an entry must stay small enough to be stored. */
const LONGEST_REASON = 500;

/** The same of the address of another Jira: none that is one comes near it. */
const LONGEST_ADDRESS = 2_000;

/** What postponing needs. */
export interface PostponeDeps {
  readonly store: Store;
  readonly bell: Bell;
  readonly now: () => number;
  readonly random: () => number;
}

/** A delivery of a batch in hand. */
export interface Ours {
  readonly batch: OpenBatch;
  readonly item: InboxItem;
}

/** The delivery in an entry of its own, or `null` when it is a dead letter or no longer ours. */
export type Postponed = Ours | null;

/** Puts a delivery off after a failed attempt. */
export async function postponeFailed(
  deps: PostponeDeps,
  { ours, reason: given, about }: {
    readonly ours: Ours;
    readonly reason: string;
    readonly about: About;
  },
): Promise<Postponed> {
  const reason = given.slice(0, LONGEST_REASON);
  const item: InboxItem = { ...ours.item, attempts: ours.item.attempts + 1, reason };
  const wait = RETRY_AFTER[ours.item.attempts];
  if (wait === undefined) return await bury(deps, { ours, item, about });
  return await move(deps, { ours, item, wait });
}

/** Puts a delivery off until its issue is known. */
export async function postponeHeld(
  deps: PostponeDeps,
  { ours, issueId, about }: {
    readonly ours: Ours;
    readonly issueId: string | null;
    readonly about: About;
  },
): Promise<Postponed> {
  const reason = `Waits for issue ${issueId ?? "(unnamed)"}, which is not known yet`;
  const item: InboxItem = { ...ours.item, holds: ours.item.holds + 1, reason };
  const since = item.replayedAt ?? item.receivedAt;
  if (deps.now() - since > HOLD_AT_MOST) return await bury(deps, { ours, item, about });
  const wait = HOLD_FOR[Math.min(ours.item.holds, HOLD_FOR.length - 1)]!;
  return await move(deps, { ours, item, wait, issueId });
}

/**
 * Sets a delivery of another Jira aside, under an id of this moment: it may have come long ago, and
 * lies there as long as any other.
 *
 * @throws {StoreError} When the store can't.
 */
export async function setAside(
  deps: PostponeDeps & { readonly newId: () => string },
  { ours, address }: { readonly ours: Ours; readonly address: string | null },
): Promise<null> {
  const { site } = ours.batch;
  const { id } = ours.item;
  const key = foreignKey(site, deps.newId());
  const noted = address?.slice(0, LONGEST_ADDRESS) ?? null;
  const value: ForeignLetter = { ...ours.item, site, address: noted };
  await replace(deps, {
    ours,
    change: { sets: [{ key, value }] },
    proof: { key, mine: (there) => (there as ForeignLetter).id === id },
  });
  return null;
}

interface Changed {
  readonly ours: Ours;
  readonly item: InboxItem;
}

async function move(
  deps: PostponeDeps,
  { ours, item, wait, issueId = null }: Changed & {
    readonly wait: number;
    /** Under which it is found once the issue has been read. */
    readonly issueId?: string | null;
  },
): Promise<Postponed> {
  const later = Math.round(deps.now() + wait * (0.75 + deps.random() / 2));
  // At the very ms its claim ends it would be written and removed under one key, and be lost.
  const due = later === ours.batch.key[1] ? later + 1 : later;
  const key = inboxKey(due, item.id);
  const value: InboxBatch = { site: ours.batch.site, items: [item] };
  const ring = deps.bell.ring(due);
  const result = await replace(deps, {
    ours,
    change: {
      sets: [
        { key, value },
        ...issueId === null ? [] : [{
          key: heldKey(ours.batch.site, issueId, item.id),
          value: due,
        }],
        ...movedSets(value, deps.now()),
        ...ring.sets ?? [],
      ],
      rings: ring.rings ?? [],
    },
    proof: { key, mine: () => true },
  });
  if (!result.ok || result.versionstamp === null) return null;
  deps.bell.rung(due);
  return { batch: new OpenBatch({ key, value, versionstamp: result.versionstamp }), item };
}

async function bury(
  deps: PostponeDeps,
  { ours, item, about }: Changed & { readonly about: About },
): Promise<null> {
  const { site } = ours.batch;
  const key = deadKey(site, item.id);
  const value: DeadLetter = { ...item, site, diedAt: deps.now(), about };
  await replace(deps, {
    ours,
    change: { sets: [{ key, value }] },
    proof: { key, mine: (there) => (there as DeadLetter).id === item.id },
  });
  return null;
}

/** Takes the delivery out of its batch and does `change`, in one commit. */
async function replace(
  deps: PostponeDeps,
  { ours, change, proof }: {
    readonly ours: Ours;
    readonly change: Pick<Change, "sets" | "rings">;
    readonly proof: Proof;
  },
): Promise<CommitResult> {
  const { batch, item } = ours;
  if (batch.versionstamp === null) return { ok: false };
  const ids = new Set([item.id]);
  const rest = batch.without(ids);
  const result = await deps.store.commit({
    checks: [{ key: batch.key, versionstamp: batch.versionstamp }],
    sets: [...change.sets ?? [], ...rest === null ? [] : [{ key: batch.key, value: rest }]],
    deletes: rest === null ? [batch.key] : [],
    rings: change.rings ?? [],
  }, proof);
  if (result.ok) batch.settled(ids, result.versionstamp);
  return result;
}
