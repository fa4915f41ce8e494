/**
 * A `chrome.storage` area in memory, as much of it as the store relies on.
 *
 * @module
 */

import type { Area } from "./store.ts";

/** An area that can be full, and that tells what was written. */
export class MemoryArea implements Area {
  readonly values = new Map<string, unknown>();
  /** Keys of each `set`, in order. */
  readonly writes: string[][] = [];
  /** Bytes that fit; written down as Chromium counts them: key and JSON. */
  quota = Infinity;

  get(keys: string | null): Promise<Record<string, unknown>> {
    const all = Object.fromEntries(structuredClone([...this.values]));
    return Promise.resolve(keys === null ? all : { [keys]: all[keys] });
  }

  set(items: Record<string, unknown>): Promise<void> {
    const next = new Map([...this.values, ...Object.entries(structuredClone(items))]);
    if (sizeOf(next) > this.quota) {
      return Promise.reject(new Error("Resource::kQuotaBytes quota exceeded"));
    }
    this.writes.push(Object.keys(items));
    for (const [key, value] of next) this.values.set(key, value);
    return Promise.resolve();
  }

  remove(keys: string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
    return Promise.resolve();
  }

  /** What is stored, in bytes. */
  get size(): number {
    return sizeOf(this.values);
  }
}

function sizeOf(values: ReadonlyMap<string, unknown>): number {
  let size = 0;
  for (const [key, value] of values) size += key.length + JSON.stringify(value).length;
  return size;
}
