/**
 * One process per database file. Deno KV takes no lock of its own, and two processes on one file see
 * neither each other's watches nor each other's queue.
 *
 * @module
 */

import { StoreError } from "./types.ts";

/** A lock in hand. */
export interface FileLock extends Disposable {
  /** Gives the lock up and, unless others share it, leaves no trace of it, as nothing was opened. */
  abandon(): void;
}

/** Tries before a refusal stands: another thread may be just about to write who it is. */
const TRIES = 10;

/** Time between two of them, ms. */
const TRY_EVERY = 10;

/**
 * Takes the lock beside `path`. The kernel gives it up when the process ends, however it ends.
 * Threads of one process, and handles of one thread, share it: the file is the process's until the
 * last of them has let go.
 *
 * @throws {StoreError} `in_use` when another process holds it; the message names its process id.
 */
export async function lockFile(path: string): Promise<FileLock> {
  for (let attempt = 1;; attempt++) {
    const lock = tryLock(`${path}.lock`);
    if (typeof lock !== "string") return lock;
    if (attempt === TRIES) throw inUse(path, lock);
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
  }
}

/** The lock, or who holds it. */
function tryLock(lockPath: string): FileLock | string {
  const file = Deno.openSync(lockPath, { read: true, write: true, create: true });
  try {
    if (share(file, lockPath)) return lockOf(file, lockPath);
    const owner = ownerOf(lockPath);
    file.close();
    return owner;
  } catch (cause) {
    file.close();
    // Somebody has just abandoned it.
    if (cause instanceof Deno.errors.NotFound) return "";
    throw cause;
  }
}

/**
 * Whoever is alone writes its name there. Each holds a lock of its own from then on, which others of
 * the same name may hold, too.
 */
function share(file: Deno.FsFile, lockPath: string): boolean {
  if (file.tryLockSync(true)) {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(thisProcess()));
    file.unlockSync();
  }
  if (ownerOf(lockPath) !== thisProcess() || !file.tryLockSync(false)) return false;
  // Another process may have been alone in between; and a lock on a file that was removed is none.
  return ownerOf(lockPath) === thisProcess() &&
    file.statSync().ino === Deno.statSync(lockPath).ino;
}

function ownerOf(lockPath: string): string {
  return Deno.readTextFileSync(lockPath).trim();
}

function lockOf(file: Deno.FsFile, lockPath: string): FileLock {
  return {
    abandon: () => {
      if (file.tryLockSync(true)) Deno.removeSync(lockPath);
      file.close();
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function inUse(path: string, owner: string): StoreError {
  return new StoreError(
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
