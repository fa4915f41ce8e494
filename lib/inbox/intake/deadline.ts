/**
 * One deadline for many: bodies arrive by the thousand, and a timer for each costs more than reading
 * it.
 *
 * @module
 */

/** Gives what `work` gives, or `"slow"` when that takes too long. `work` must not reject. */
export type Deadline = <T>(work: Promise<T>) => Promise<T | "slow">;

/** Parts of the deadline after which it is looked for what is late. */
const LOOKS = 20;

interface Waiting {
  readonly until: number;
  readonly giveUp: () => void;
}

/** Makes a deadline of `ms`, kept to within a twentieth of it. */
export function createDeadline(ms: number): Deadline {
  // In order of their ends, because all wait equally long.
  const waiting = new Set<Waiting>();
  let timer: ReturnType<typeof setInterval> | undefined;

  function look(): void {
    const now = performance.now();
    for (const each of waiting) {
      if (each.until > now) break;
      waiting.delete(each);
      each.giveUp();
    }
    // Only now: ended with each body that was the last, it would be made anew for the next one.
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return <T>(work: Promise<T>) =>
    new Promise<T | "slow">((resolve) => {
      const mine = { until: performance.now() + ms, giveUp: () => resolve("slow") };
      waiting.add(mine);
      timer ??= setInterval(look, ms / LOOKS);
      void work.then((result) => {
        waiting.delete(mine);
        resolve(result);
      });
    });
}
