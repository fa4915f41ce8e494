/**
 * Answers that may never come: a client of KV Connect tries for ever while its server is away.
 *
 * @module
 */

/** What {@linkcode answered} gives when time is up. */
export const SILENT: unique symbol = Symbol("no answer in time");

/** The answer of `work`, or {@linkcode SILENT} after `ms`. What comes later is ignored. */
export async function answered<T>(work: Promise<T>, ms: number): Promise<T | typeof SILENT> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<typeof SILENT>((resolve) => {
    timer = setTimeout(() => resolve(SILENT), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
