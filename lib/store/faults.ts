/**
 * Which errors of Deno KV are the database's own, and which come of what it was asked. Both are
 * `TypeError`s (seen in Deno 2.9.6): only their words tell them apart.
 *
 * @module
 */

/** How SQLite speaks of itself: `database is locked`, `disk I/O error` and so on. */
const DATABASE = /\b(database|disk)\b/;

/** What no second attempt a moment later gets over. */
const LASTING = /\bfull\b|readonly|malformed|disk I\/O/;

/** Whether the database failed, rather than what it was asked was wrong. */
export function isDatabaseFault(cause: unknown): boolean {
  return !(cause instanceof TypeError) || DATABASE.test(cause.message);
}

/** Whether it will fail in the same way for a while, as a full disk does. */
export function isLasting(cause: unknown): cause is Error {
  return cause instanceof Error && LASTING.test(cause.message);
}
