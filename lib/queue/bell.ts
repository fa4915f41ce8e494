/**
 * The queue port. The inbox in the store is the queue; an adapter only makes sure that somebody
 * looks into it when work falls due. Losing a ring costs latency, never work.
 *
 * @module
 */

import type { Change } from "../store/types.ts";

/** Looks into the inbox for work that is due. */
export type Look = () => Promise<void>;

/** Rings when work falls due. */
export interface Bell {
  readonly kind: "native" | "polled";
  /** What a commit must hold so that somebody looks soon after `due` (ms). */
  ring(due: number): Pick<Change, "sets" | "rings">;
  /** Says that a commit with `ring(due)` succeeded. */
  rung(due: number): void;
  /** Begins to call `look`, until aborted. */
  start(look: Look, signal: AbortSignal): void;
}

/** How often the inbox is read whatever happens, ms. */
export const LOOK_EVERY = 10_000;

/** Calls `look` at once and then every {@linkcode LOOK_EVERY}, until aborted. */
export function keepLooking(look: Look, signal: AbortSignal): void {
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
