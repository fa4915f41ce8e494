/**
 * Whether a database's file is still where it was opened. SQLite goes on with a file that was removed
 * or replaced: all that is written then goes with the process, although every commit succeeds.
 *
 * @module
 */

import { StoreError } from "./types.ts";

/**
 * Notes the file at `path`; what it gives throws when another file, or none, is there. Where files
 * have no identity, as on Windows, which lets nobody remove an open one, it never throws.
 */
export function guardFile(path: string): () => void {
  const opened = identityOf(path);
  return () => {
    if (opened === null || identityOf(path) === opened) return;
    throw new StoreError(
      "unavailable",
      `Cannot store: the file ${path} was removed or replaced while in use. Nothing is accepted ` +
        "until the service is started again.",
    );
  };
}

function identityOf(path: string): string | null {
  try {
    const { dev, ino } = Deno.statSync(path);
    return ino === null ? null : `${dev}:${ino}`;
  } catch {
    return null;
  }
}
