/**
 * Requests for reads by id, one an issue.
 *
 * @module
 */

import { type Context, DEBOUNCE, MARGIN, type Refetch, SECOND } from "./fact.ts";

/** Collects requests; where nothing can be read, it collects none. */
export interface Refetches {
  /**
   * Asks for a read after `wait` ms, {@linkcode DEBOUNCE} at least and little more than
   * {@linkcode MARGIN} at most: all that is known is known by now, and no read lags further behind.
   * The longest wait counts.
   */
  add(issueId: string, wait: number): void;
  list(): readonly Refetch[];
}

/** Starts a collection. */
export function createRefetches({ now, canRefetch }: Context): Refetches {
  const due = new Map<string, number>();
  return {
    add(issueId, wait) {
      if (!canRefetch) return;
      const notBefore = now + Math.min(Math.max(wait, DEBOUNCE), MARGIN + SECOND);
      due.set(issueId, Math.max(notBefore, due.get(issueId) ?? 0));
    },
    list: () => [...due].map(([issueId, notBefore]) => ({ issueId, notBefore })),
  };
}
