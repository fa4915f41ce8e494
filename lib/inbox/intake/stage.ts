/**
 * Bodies too large for one commit: their chunks are written first, out of sight, and become part of
 * a delivery by the one commit that accepts it. What was abandoned in between is removed.
 *
 * @module
 */

import { type Blob, blobKeys, blobSets } from "../../store/blob.ts";
import { stagedKey } from "../../store/keys.ts";
import { type Store, StoreError } from "../../store/types.ts";

/** Chunks one commit may hold beside the staging note. */
const CHUNKS_PER_COMMIT = 10;

/** How old a staging must be to count as abandoned, ms. */
const ABANDONED_AFTER = 60 * 60 * 1000;

interface Staged {
  readonly site: string;
  readonly id: string;
  readonly at: number;
  readonly chunks: number;
}

/**
 * Writes the chunks of a body. The staging note comes with the first ones, so that nothing can be
 * left behind unnoticed.
 *
 * @throws {StoreError} When they can't be stored.
 */
export async function stageBlob(
  deps: { readonly store: Store; readonly now: () => number },
  part: { readonly site: string; readonly id: string; readonly blob: Blob },
): Promise<void> {
  const { site, id, blob } = part;
  const key = stagedKey(id);
  const note: Staged = { site, id, at: deps.now(), chunks: blob.chunks.length };
  for (let first = 0; first < blob.chunks.length; first += CHUNKS_PER_COMMIT) {
    const sets = blobSets(site, { id, blob, first, end: first + CHUNKS_PER_COMMIT });
    const result = await deps.store.commit({ sets: [{ key, value: note }, ...sets] }, {
      key: sets.at(-1)!.key,
      mine: () => true,
    });
    if (!result.ok) throw new StoreError("unavailable", "Cannot stage a large body: refused");
  }
}

/** Removes abandoned stagings and their chunks; gives how many. */
export async function removeAbandoned(
  deps: { readonly store: Store; readonly now: () => number },
): Promise<number> {
  let removed = 0;
  for (const { key, value } of await deps.store.list<Staged>({ prefix: stagedKey() })) {
    if (deps.now() - value.at < ABANDONED_AFTER) continue;
    const info = { encoding: "raw" as const, chunks: value.chunks };
    const result = await deps.store.commit({
      deletes: [key, ...blobKeys(value.site, { id: value.id, info })],
    }, { key, mine: () => false });
    if (result.ok) removed++;
  }
  return removed;
}
