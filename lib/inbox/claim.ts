/**
 * Taking work that is due out of the inbox: each entry is moved to a later due time, at a known
 * version. Whoever moved it works on it; if it dies, the entry falls due again.
 *
 * @module
 */

import { inboxKey, keyName } from "../store/keys.ts";
import { type CommitResult, type Found, type Key, type Store, StoreError } from "../store/types.ts";
import type { InboxBatch } from "./types.ts";

/** How long a claim holds, ms. */
export const CLAIM_LEASE = 30_000;

/** Entries one look takes at most. */
export const PAGE = 100;

/** Entries one commit moves at most: each may hold some 15 KB. */
const CLAIM_AT_ONCE = 25;

/** What claiming needs. */
export interface ClaimDeps {
  readonly store: Store;
  readonly now: () => number;
}

/** An inbox entry as it stands in the store. */
export type StoredBatch = Found<InboxBatch>;

/** Reads what is due; `except` are the keys, by name, of entries being worked on here. */
export async function readDue(
  deps: ClaimDeps,
  { except }: { readonly except: ReadonlySet<string> },
): Promise<StoredBatch[]> {
  const found = await deps.store.list<InboxBatch>({
    prefix: inboxKey(),
    end: inboxKey(deps.now() + 1),
    limit: PAGE + except.size,
  });
  return found.filter((entry) => !except.has(keyName(entry.key))).slice(0, PAGE);
}

/** Claims `due`, as far as nobody else was faster; gives what it has before it goes on. */
export async function* claim(
  deps: ClaimDeps,
  due: readonly StoredBatch[],
): AsyncGenerator<StoredBatch> {
  const size = Math.min(deps.store.limits.checks, CLAIM_AT_ONCE);
  for (let at = 0; at < due.length; at += size) {
    const part = due.slice(at, at + size);
    const together = await moveTogether(deps, part);
    if (together !== null) yield* together;
    else for (const one of part) yield* await moveTogether(deps, [one]) ?? [];
  }
}

async function moveTogether(
  deps: ClaimDeps,
  part: readonly StoredBatch[],
): Promise<StoredBatch[] | null> {
  const until = deps.now() + CLAIM_LEASE;
  const moved = part.map(({ key, value }) => ({ key: inboxKey(until, String(key[2])), value }));
  const result = await commitMove(deps, { part, moved });
  // Recognised only by its proof, the claim has no version to go on with: it falls due again.
  if (!result.ok || result.versionstamp === null) return null;
  const { versionstamp } = result;
  return moved.map((entry) => ({ ...entry, versionstamp }));
}

/** Entries too large to be moved together are moved one by one. */
async function commitMove(
  { store }: ClaimDeps,
  { part, moved }: {
    readonly part: readonly StoredBatch[];
    readonly moved: readonly { readonly key: Key; readonly value: InboxBatch }[];
  },
): Promise<CommitResult> {
  try {
    return await store.commit({
      checks: part,
      sets: moved,
      deletes: part.map((entry) => entry.key),
    }, { key: moved[0]!.key, mine: () => false });
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === "too_large") return { ok: false };
    throw cause;
  }
}
