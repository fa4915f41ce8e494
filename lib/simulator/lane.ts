/**
 * Bounds how many deliveries are under way at once.
 *
 * @module
 */

/** Lets at most `size` tasks run at once; the others wait in order. */
export interface Lane {
  /** Runs the task when there is room. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** How many tasks wait for room. */
  waiting(): number;
}

/** Makes a {@linkcode Lane}. */
export function createLane(size: number): Lane {
  const waiting: (() => void)[] = [];
  let running = 0;
  async function enter(): Promise<void> {
    if (running < size) {
      running += 1;
      return;
    }
    // Whoever leaves hands its place over, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  function leave(): void {
    const first = waiting.shift();
    if (first === undefined) running -= 1;
    else first();
  }
  async function run<T>(task: () => Promise<T>): Promise<T> {
    await enter();
    try {
      return await task();
    } finally {
      leave();
    }
  }
  return { run, waiting: () => waiting.length };
}
