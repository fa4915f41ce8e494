/**
 * Opens the store a path names.
 *
 * @module
 */

import { guardFile } from "./file_guard.ts";
import { type FileLock, lockFile } from "./file_lock.ts";
import { createKvStore } from "./kv_store.ts";
import type { RawKv } from "./commit.ts";
import { type Store, StoreError } from "./types.ts";

/** Where the data lives. */
export interface OpenOptions {
  /** A file, `:memory:`, the address of a KV Connect server, or `null` for the platform's own. */
  readonly path: string | null;
  /** Stands between the store and Deno KV, in tests of faults. */
  readonly wrap?: (kv: RawKv) => RawKv;
}

/**
 * Opens the store, making the folder of a new file.
 *
 * @throws {StoreError} `in_use` or `cannot_open`, saying what to do.
 */
export async function openStore(options: OpenOptions): Promise<Store> {
  const { path } = options;
  const backend = backendOf(path);
  const lock = backend === "sqlite" ? await prepareFile(path!) : null;
  try {
    const kv = await Deno.openKv(path ?? undefined);
    return createKvStore({
      kv: options.wrap?.(kv) ?? kv,
      backend,
      ...backend === "sqlite" ? { guard: guardFile(path!) } : {},
      onClose: () => lock?.[Symbol.dispose](),
    });
  } catch (cause) {
    lock?.abandon();
    throw cannotOpen(path, cause);
  }
}

function backendOf(path: string | null): Store["backend"] {
  if (path === null) return "deploy";
  if (path === ":memory:") return "memory";
  return /^https?:\/\//.test(path) ? "connect" : "sqlite";
}

/** Makes folder and file for nobody else to read: webhooks and the secret lie in there. */
async function prepareFile(path: string): Promise<FileLock> {
  try {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder !== "") Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
    // By another name it is the same file.
    return await lockFile(Deno.realPathSync(path));
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw cannotOpen(path, cause);
  }
}

function cannotOpen(path: string | null, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const todo = /access token/i.test(reason)
    ? "Set DENO_KV_ACCESS_TOKEN to the token the server was started with."
    : path !== null && backendOf(path) === "connect"
    ? "Start the denokv server there, or correct KV_PATH."
    : "Choose another with KV_PATH.";
  const where = path === null ? "of the platform" : `at ${path}`;
  const message = `Cannot open the store ${where}: ${reason}. ${todo}`;
  return new StoreError("cannot_open", message, { cause });
}
