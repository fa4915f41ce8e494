/**
 * Commits of whoever holds a lease: once it is lost, they write nothing.
 *
 * @module
 */

import type { HeldLease } from "../../store/held_lease.ts";
import { proofOf } from "../../store/proof.ts";
import type { Change, Store } from "../../store/types.ts";

/**
 * Commits a change under a lease; an empty one is none.
 *
 * @throws {DOMException} `AbortError` when the lease was lost.
 */
export async function commitHeld(
  { store }: { readonly store: Store },
  { change, hold }: {
    readonly change: Pick<Change, "sets" | "deletes">;
    readonly hold: HeldLease["hold"];
  },
): Promise<void> {
  const [set] = change.sets ?? [];
  const [gone] = change.deletes ?? [];
  if (set === undefined && gone === undefined) return;
  const proof = set === undefined ? { key: gone!, mine: () => false } : proofOf(set);
  const result = await store.commit({ ...change, checks: [await hold()] }, proof);
  if (!result.ok) {
    throw new DOMException("The lease was lost: another isolate goes on", "AbortError");
  }
}
