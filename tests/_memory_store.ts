/**
 * A store in plain memory: every answer comes in microtasks, so that a seeded run is the same run
 * each time. Only what the feed uses is there.
 *
 * @module
 */

import type { Change, CommitResult, Entry, Found, Key, Range, Store } from "../lib/store/types.ts";

interface Cell {
  readonly key: Key;
  readonly value: unknown;
  readonly versionstamp: string;
}

/** See the module. */
export class MemoryStore {
  #cells = new Map<string, Cell>();
  #version = 0;
  readonly #watchers = new Set<() => void>();
  /** Whether a watcher hears of a commit. */
  heard: () => boolean = () => true;

  /** The store as the service sees it. */
  readonly store: Store = {
    backend: "memory",
    limits: { checks: 100, mutations: 1_000, commitBytes: 8e5, keyBytes: 8e4, valueBytes: 65_536 },
    get: (key) => Promise.resolve(this.#entry(key)),
    getMany: (keys) => Promise.resolve(keys.map((key) => this.#entry(key))),
    list: (range) => Promise.resolve(this.#list(range)),
    commit: (change) => Promise.resolve(this.#commit(change)),
    check: () => Promise.resolve(),
    watch: (_keys, { onChange, signal }) => {
      this.#watchers.add(onChange);
      signal.addEventListener("abort", () => this.#watchers.delete(onChange));
    },
    listen: null,
    close: () => Promise.resolve(),
  };

  /** Everything there is, to be put back later. */
  copy(): ReadonlyMap<string, Cell> {
    return new Map(this.#cells);
  }

  /** Puts a copy back, as somebody does who restores a file. */
  restore(copy: ReadonlyMap<string, Cell>): void {
    this.#cells = new Map(copy);
  }

  #entry<T>(key: Key): Entry<T> {
    const cell = this.#cells.get(nameOf(key));
    return cell === undefined
      ? { key, value: null, versionstamp: null }
      : { ...cell, value: cell.value as T };
  }

  /** Entries between two seqs of one log: the only ranges the feed reads. */
  #list<T>({ prefix, start, end, limit = Infinity }: Range): Found<T>[] {
    const found = [...this.#cells.values()].filter(({ key }) =>
      prefix !== undefined ? isUnder(key, prefix) : isBetween(key, { start: start!, end: end! })
    );
    found.sort((a, b) => Number(a.key.at(-1)) - Number(b.key.at(-1)));
    return found.slice(0, limit) as Found<T>[];
  }

  #commit({ checks = [], sets = [], deletes = [] }: Change): CommitResult {
    if (checks.some(({ key, versionstamp }) => this.#entry(key).versionstamp !== versionstamp)) {
      return { ok: false };
    }
    const versionstamp = String(++this.#version);
    for (const { key, value } of sets) {
      this.#cells.set(nameOf(key), { key, value: structuredClone(value), versionstamp });
    }
    for (const key of deletes) this.#cells.delete(nameOf(key));
    for (const watcher of this.#watchers) if (this.heard()) queueMicrotask(watcher);
    return { ok: true, versionstamp };
  }
}

function nameOf(key: Key): string {
  return JSON.stringify(key);
}

function isUnder(key: Key, prefix: Key): boolean {
  return prefix.every((part, at) => key[at] === part);
}

function isBetween(key: Key, { start, end }: { readonly start: Key; readonly end: Key }): boolean {
  const seq = Number(key.at(-1));
  return isUnder(key, start.slice(0, -1)) && seq >= Number(start.at(-1)) &&
    seq < Number(end.at(-1));
}
