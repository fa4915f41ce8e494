/**
 * Identities that sort by time.
 *
 * @module
 */

import { encodeTime, monotonicFactory } from "ulid";

/** Makes ULIDs: 26 characters, sorted by time, increasing within one millisecond. */
export function createIds(now: () => number): () => string {
  const next = monotonicFactory();
  return () => next(now());
}

/** The smallest ULID of a time in ms: everything made before sorts before it. */
export function firstIdAt(at: number): string {
  return encodeTime(Math.max(0, at), 10) + "0".repeat(16);
}

/** A random text of `bytes` random bytes in hex, for secrets, epochs and terms. */
export function randomText(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
