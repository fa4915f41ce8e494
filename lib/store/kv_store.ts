/**
 * The {@linkcode Store} over a `Deno.Kv`.
 *
 * @module
 */

import { answered, SILENT } from "./answered.ts";
import { commitChange, type CommitDeps, type RawKv } from "./commit.ts";
import { isDatabaseFault } from "./faults.ts";
import { trialKey } from "./keys.ts";
import {
  type Change,
  type CommitResult,
  type Entry,
  type Found,
  type Key,
  type Proof,
  type Range,
  type Store,
  StoreError,
} from "./types.ts";

/** Keys one `getMany` may ask for (Deno KV's limit everywhere). */
const KEYS_PER_READ = 10;

/** Entries one page of a `list` may hold (Deno KV's limit). */
const LIST_PAGE = 500;

/** How long a read of single keys may take, ms: an embedded database was seen to stall for 4.9 s. */
const READ_DEADLINE = 10_000;

/** How long a read of a range may take, ms. */
const LIST_DEADLINE = 30_000;

/** What a trial writes, bytes: on a full disk there is room for a few, and none for a delivery. */
const TRIAL_BYTES = 60 * 1024;

/** Limits every backend shares; only the checks of a commit differ. */
const SHARED_LIMITS = {
  mutations: 1_000,
  commitBytes: 800 * 1024,
  keyBytes: 80 * 1024,
  valueBytes: 64 * 1024,
};

/** Checks one commit may hold: embedded 100; KV Connect refuses more than 10 (denokv's source). */
const CHECKS = { memory: 100, sqlite: 100, connect: 10, deploy: 10 };

/** What {@linkcode createKvStore} needs. */
export interface KvStoreOptions {
  readonly kv: RawKv;
  readonly backend: Store["backend"];
  readonly now?: () => number;
  readonly random?: () => number;
  /** How long a read of single keys may take, ms; 10 s unless given. */
  readonly readDeadline?: number;
  /** Throws when what was just committed will not be kept. */
  readonly guard?: () => void;
  /** Called once, after the database is closed. */
  readonly onClose?: () => void;
}

/** Makes a {@linkcode Store} of an open `Deno.Kv`, which it owns from then on. */
export function createKvStore(options: KvStoreOptions): Store {
  const { kv, backend } = options;
  const deps: CommitDeps = {
    kv,
    now: options.now ?? (() => performance.now()),
    random: options.random ?? Math.random,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    silent: new Set(),
  };
  const readWithin = options.readDeadline ?? READ_DEADLINE;
  const embedded = backend === "memory" || backend === "sqlite";
  let closed = false;
  let refused = false;
  const commit = async (change: Change, proof: Proof): Promise<CommitResult> => {
    try {
      const result = await commitChange(deps, { change, proof });
      options.guard?.();
      if (result.ok) refused = false;
      return result;
    } catch (cause) {
      if (cause instanceof StoreError && cause.code === "unavailable") refused = true;
      throw cause;
    }
  };
  return {
    backend,
    limits: { ...SHARED_LIMITS, checks: CHECKS[backend] },
    get: <T>(key: Key) => read(() => kv.get<T>(key) as Promise<Entry<T>>, readWithin),
    getMany: (keys) => read(() => getMany(kv, keys), readWithin),
    list: (range) => read(() => list(kv, range), LIST_DEADLINE),
    commit,
    check: async () => {
      const key = trialKey("check");
      await read(() => kv.get(key), readWithin);
      if (!refused) return;
      const value = new Uint8Array(TRIAL_BYTES);
      await commit({ sets: [{ key, value }] }, { key, mine: () => false });
      await commit({ deletes: [key] }, { key, mine: () => false });
    },
    watch: (keys, watching) => watch(kv, { ...watching, keys }),
    listen: embedded ? (handler) => listen(kv, handler) : null,
    close: () => {
      if (closed) return Promise.resolve();
      closed = true;
      kv.close();
      options.onClose?.();
      return Promise.resolve();
    },
  };
}

/** A fault of the store is told from a fault of ours, which stays what it is. */
async function read<T>(work: () => Promise<T>, ms: number): Promise<T> {
  let cause: unknown;
  try {
    const answer = await answered(work(), ms);
    if (answer !== SILENT) return answer;
  } catch (thrown) {
    if (!isDatabaseFault(thrown)) throw thrown;
    cause = thrown;
  }
  const found = cause instanceof Error ? cause.message : `no answer within ${ms / 1000} s`;
  throw new StoreError("unavailable", `Cannot read the store: ${found}`, { cause });
}

async function getMany<T>(kv: RawKv, keys: readonly Key[]): Promise<Entry<T>[]> {
  const reads: Promise<Entry<T>[]>[] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_READ) {
    reads.push(kv.getMany(keys.slice(at, at + KEYS_PER_READ)) as Promise<Entry<T>[]>);
  }
  return (await Promise.all(reads)).flat();
}

async function list<T>(kv: RawKv, range: Range): Promise<Found<T>[]> {
  const found: Found<T>[] = [];
  const limit = range.limit ?? Infinity;
  const entries = kv.list<T>(selector(range), {
    ...(limit === Infinity ? {} : { limit }),
    ...(range.reverse === true ? { reverse: true } : {}),
    batchSize: Math.min(limit, LIST_PAGE),
  });
  for await (const entry of entries) found.push(entry as Found<T>);
  return found;
}

function selector(range: Range): Deno.KvListSelector {
  const { prefix, start, end } = range;
  if (prefix !== undefined && start !== undefined) return { prefix, start };
  if (prefix !== undefined && end !== undefined) return { prefix, end };
  if (prefix !== undefined) return { prefix };
  return { start: start ?? [], end: end ?? [] };
}

async function watch(
  kv: RawKv,
  options: {
    readonly keys: readonly Key[];
    readonly onChange: () => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  try {
    const reader = kv.watch(options.keys as Key[]).getReader();
    options.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}), {
      once: true,
    });
    while (!(await reader.read()).done && !options.signal.aborted) options.onChange();
  } catch {
    // A watch that breaks is only a lost wake-up: polls and sweeps look all the same.
  }
}

function listen(kv: RawKv, handler: (payload: unknown) => Promise<void>): void {
  // The promise ends with the database; that the database is closed is no error.
  kv.listenQueue(handler).catch(() => {});
}
