/**
 * What the worker remembers, over its own deaths: `chrome.storage`, read once in a worker's life and
 * written through one line of transactions.
 *
 * @module
 */

import { apply, inOrder, placeOf } from "../model/state.ts";
import { forgetTasks } from "../model/tasks.ts";
import type { Failure } from "../model/trouble.ts";
import type { Change, State } from "../model/types.ts";
import { INSTALL, toRecords, toState } from "./keys.ts";

/** The part of a `chrome.storage` area the store uses. */
export interface Area {
  get(keys: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
}

/** What a store is made of. */
export interface StoreOptions {
  readonly local: Area;
  readonly sync: Area;
  readonly newId: () => string;
}

/** Names of what the browser did not do. */
type Code = Extract<Failure, `storage_${string}` | `settings_${string}`>;

/**
 * The browser did not store or read something. `storage_full`: there is no room, even after older
 * entries went; `settings_refused`: what it carries to others is too much, or changes too often.
 */
export class StorageError extends Error {
  override readonly name = "StorageError";

  /** A failure with its cause. */
  constructor(readonly code: Code, cause: unknown) {
    const action = code === "storage_unreadable" ? "read" : "store";
    super(`Cannot ${action} what is known: ${String(cause)}`, { cause });
  }
}

/** The only writer of the extension's storage. */
export class Store {
  readonly #options: StoreOptions;
  /** As stored; `null` until it is read, and after a write of unknown outcome. */
  #state: State | null = null;
  #line: Promise<unknown> = Promise.resolve();

  /** Reads nothing yet. */
  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** The state, when everything asked for before is done. */
  read(): Promise<State> {
    return this.#inLine(() => this.#load());
  }

  /**
   * Changes the state: one write of everything the step gives.
   *
   * @returns The states before and after.
   * @throws {StorageError} When the browser does not store it; nothing of it is stored then.
   */
  change(
    step: (state: State) => Change,
  ): Promise<{ readonly before: State; readonly after: State }> {
    return this.#inLine(async () => {
      const before = await this.#load();
      await this.#write(before, step(before));
      return { before, after: this.#state! };
    });
  }

  /** The browser brought other settings from elsewhere: reads them with the next use. */
  forget(): void {
    this.#inLine(() => Promise.resolve(this.#state = null));
  }

  /** Identity of this install, made when there is none. */
  install(): Promise<string> {
    return this.#inLine(async () => {
      const { local, newId } = this.#options;
      const { [INSTALL]: known } = await local.get(INSTALL);
      if (typeof known === "string") return known;
      const made = newId();
      await local.set({ [INSTALL]: made });
      return made;
    });
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }

  async #load(): Promise<State> {
    const { local, sync } = this.#options;
    try {
      return this.#state ??= toState(await local.get(null), await sync.get(null));
    } catch (cause) {
      throw new StorageError("storage_unreadable", cause);
    }
  }

  async #write(before: State, change: Change): Promise<void> {
    try {
      await this.#put(change);
      this.#state = apply(before, change);
    } catch (cause) {
      this.#state = null;
      if (cause instanceof StorageError) throw cause;
      if (!isQuota(cause)) throw new StorageError("storage_failed", cause);
      await this.#writeInLess(before, change, cause);
    }
  }

  /** What the browser carries over has limits of its own, which room in this one would not mend. */
  async #putSettings(sync: Record<string, unknown>): Promise<void> {
    try {
      await this.#options.sync.set(sync);
    } catch (cause) {
      throw new StorageError("settings_refused", cause);
    }
  }

  /** Room for the new is made by letting the older half of the old go. */
  async #writeInLess(before: State, change: Change, full: unknown): Promise<void> {
    const room = olderHalf(before);
    try {
      await this.#options.local.remove(Object.keys(toRecords(room).local));
      await this.#put(change);
      this.#state = apply(apply(before, room), change);
    } catch (cause) {
      throw new StorageError(isQuota(cause) ? "storage_full" : "storage_failed", full);
    }
  }

  async #put(change: Change): Promise<void> {
    const { local, sync } = toRecords(change);
    if (Object.keys(sync).length > 0) await this.#putSettings(sync);
    if (Object.keys(local).length === 0) return;
    // One `set` is one write batch in Chromium (value_store/leveldb_value_store.cc). A removal would
    // be another, so what goes is overwritten first and swept away after.
    await this.#options.local.set(local);
    const gone = Object.keys(local).filter((key) => local[key] === null);
    if (gone.length > 0) await this.#options.local.remove(gone);
  }
}

function olderHalf(state: State): Change {
  const entries = inOrder(state);
  const rank = ({ mark }: { readonly mark: string }) =>
    mark === "done" ? 0 : mark === "read" ? 1 : 2;
  const first = entries.toSorted((a, b) => rank(a) - rank(b));
  return {
    ...forgetTasks(state, Math.ceil(state.tasks.size / 2)),
    entries: new Map(
      first.slice(0, Math.ceil(first.length / 2)).map((each) => [placeOf(each), null]),
    ),
  };
}

/** Chromium says "Resource::kQuotaBytes quota exceeded", Firefox "QuotaExceededError". */
function isQuota(cause: unknown): boolean {
  return /quota/i.test(String(cause));
}
