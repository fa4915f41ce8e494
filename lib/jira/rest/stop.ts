/**
 * Waiting that a signal can end.
 *
 * @module
 */

/** What `work` gives; rejects with the signal's reason as soon as that is aborted. */
export async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, work]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Resolves after `ms`; rejects with the signal's reason as soon as that is aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await unlessStopped(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}
