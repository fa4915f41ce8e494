/**
 * Waiting for what ought to happen: a guard that is gone fails its test, and does not hang the suite.
 *
 * @module
 */

/** Far longer than anything here takes, for machines that are busy with something else, ms. */
const PATIENCE = 30_000;

/** Time between two looks, ms. */
const BREATH = 10;

/** Far more than any chain of promises here is long. */
const TURNS = 10_000;

/** What is said when nothing happens. */
export interface Awaited {
  /** What is waited for, in words. */
  readonly what: string;
  /** What there is meanwhile. */
  readonly seen?: () => unknown;
}

/**
 * What `event` gives.
 *
 * @throws {Error} With what was waited for and what was seen last, when it doesn't come.
 */
export async function inTime<T>(event: Promise<T>, { what, seen }: Awaited): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(inVain(what, seen?.())), PATIENCE);
  try {
    return await Promise.race([event, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What a look gives once it is what is hoped for. The hope is told as it stands in the code.
 *
 * @throws {Error} With what was hoped for and what was seen last, when it never comes.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  hope: (found: T) => boolean,
): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (hope(found)) return found;
    if (performance.now() > end) throw inVain(String(hope), found);
    await new Promise((resolve) => setTimeout(resolve, BREATH));
  }
}

/**
 * Resolves once what promises alone bring about is so, before anything of the world outside is heard.
 *
 * @throws {Error} With `what` was waited for, when it never is.
 */
export async function inTurns(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (isSo()) return;
    await Promise.resolve();
  }
  throw new Error(`Waited ${TURNS} turns for ${what}`);
}

function inVain(what: string, seen: unknown): Error {
  return new Error(`Waited ${PATIENCE / 1_000} s for ${what}: last seen ${Deno.inspect(seen)}`);
}
