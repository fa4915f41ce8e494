/**
 * Facts that were read from Jira, applied in commits small enough that webhooks get in between.
 *
 * @module
 */

import type { Applier } from "../../mirror/apply.ts";
import type { Fact } from "../../mirror/decide.ts";
import type { Applied } from "../../mirror/work.ts";
import type { RightOfWay } from "../../store/right_of_way.ts";

/** Facts given to the applier at once: the more, the less each costs. */
const AT_ONCE = 20;

/** The same while webhooks come: one of them waits for such a commit, 1 or 2 ms. */
const AT_ONCE_BUSY = 3;

/** What applying needs. */
export interface Applying {
  readonly applier: Applier;
  /** Webhooks go first. */
  readonly way: RightOfWay;
}

/**
 * Applies `facts` in order and answers in the same order.
 *
 * @throws {StoreError} When the store can't; some may be applied then, and all can be given again.
 */
export async function applyAll(
  { applier, way }: Applying,
  facts: readonly Fact[],
): Promise<Applied[]> {
  const results: Applied[] = [];
  while (results.length < facts.length) {
    await way.giveWay();
    const size = way.isBusy ? AT_ONCE_BUSY : AT_ONCE;
    const next = facts.slice(results.length, results.length + size);
    results.push(...await applier.apply(next.map((fact) => ({ fact, delivery: null }))));
  }
  return results;
}
