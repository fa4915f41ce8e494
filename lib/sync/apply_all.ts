/**
 * Facts that were read from Jira, applied in commits small enough that webhooks get in between.
 *
 * @module
 */

import type { Applier } from "../mirror/apply.ts";
import type { Fact } from "../mirror/decide.ts";
import type { Applied } from "../mirror/work.ts";

/** Facts given to the applier at once: a webhook waits for one such commit, some 5 ms. */
const AT_ONCE = 20;

/**
 * Applies `facts` in order and answers in the same order.
 *
 * @throws {StoreError} When the store can't; some may be applied then, and all can be given again.
 */
export async function applyAll(applier: Applier, facts: readonly Fact[]): Promise<Applied[]> {
  const results: Applied[] = [];
  while (results.length < facts.length) {
    const next = facts.slice(results.length, results.length + AT_ONCE);
    results.push(...await applier.apply(next.map((fact) => ({ fact, delivery: null }))));
  }
  return results;
}
