/**
 * One process per database file. Deno KV takes no lock of its own, and two processes on one file see
 * neither each other's watches nor each other's queue.
 *
 * @module
 */

import { StoreError } from "./types.ts";

/** A lock in hand. */
export interface FileLock extends Disposable {
  /** Gives the lock up and leaves no trace of it, as nothing was opened. */
  abandon(): void;
}

/** Of a file that another thread of this process has locked already: the lock is that thread's. */
const SHARED: FileLock = { abandon: () => {}, [Symbol.dispose]: () => {} };

/**
 * Takes the lock beside `path`. The kernel gives it up when the process ends, however it ends.
 * Threads of one process count as one owner.
 *
 * @throws {StoreError} `in_use` when another process holds it; the message names its process id.
 */
export function lockFile(path: string): FileLock {
  const lockPath = `${path}.lock`;
  const file = Deno.openSync(lockPath, { read: true, write: true, create: true });
  if (file.tryLockSync(true)) {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(thisProcess()));
    return {
      abandon: () => {
        Deno.removeSync(lockPath);
        file.close();
      },
      [Symbol.dispose]: () => file.close(),
    };
  }
  file.close();
  const owner = Deno.readTextFileSync(lockPath).trim();
  if (owner === thisProcess()) return SHARED;
  throw new StoreError(
    "in_use",
    `Cannot open ${path}: ${inWords(owner)} is using it. ` +
      "Stop that process, or give this one a file of its own with KV_PATH.",
  );
}

/** The process id alone names many processes: in a container it is mostly 1. */
function thisProcess(): string {
  return `${Deno.pid} ${Deno.hostname()} ${processNamespace()}`.trim();
}

/** Which process ids belong together; empty where the system has only one set of them. */
function processNamespace(): string {
  try {
    return Deno.readLinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function inWords(owner: string): string {
  const [pid = "", host = ""] = owner.split(" ");
  if (pid === "") return "another process";
  return host === "" || host === Deno.hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}
