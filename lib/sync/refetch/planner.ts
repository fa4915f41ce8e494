/**
 * Calls something at the earliest of the times it was asked for.
 *
 * @module
 */

/** A longer wait is cut: a clock that is set must not leave anything waiting for ever, ms. */
const LONGEST = 60_000;

/** A call planned for later; dispose of it to call no more. */
export interface Planner extends Disposable {
  /** Calls at `at` (ms), unless a call is planned before that. */
  plan(at: number): void;
}

/** Makes a planner; `run` must not throw. */
export function createPlanner(
  { now, run }: { readonly now: () => number; readonly run: () => Promise<void> },
): Planner {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let planned = Infinity;
  let closed = false;
  return {
    plan: (at) => {
      if (closed || at >= planned) return;
      clearTimeout(timer);
      planned = at;
      timer = setTimeout(() => {
        planned = Infinity;
        void run();
      }, Math.min(Math.max(0, at - now()), LONGEST));
    },
    [Symbol.dispose]: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
