/**
 * An inbox entry that this isolate is working on. Its versionstamp is the fence: whoever moved or
 * settled part of it since makes every commit that checks it fail.
 *
 * @module
 */

import type { Fence } from "../mirror/work.ts";
import type { Found, Key } from "../store/types.ts";
import type { InboxBatch, InboxItem } from "./types.ts";

/** Bytes one delivery takes of an entry, roughly. */
const ITEM_BYTES = 400;

/** An inbox entry in hand. */
export class OpenBatch implements Fence {
  /** The entry's key. */
  readonly key: Key;
  /** The site of its deliveries. */
  readonly site: string;
  #versionstamp: string | null;
  readonly #pending: Map<string, InboxItem>;

  /** Takes an entry in hand as it stands in the store. */
  constructor(found: Found<InboxBatch>) {
    this.key = found.key;
    this.site = found.value.site;
    this.#versionstamp = found.versionstamp;
    this.#pending = new Map(found.value.items.map((item) => [item.id, item]));
  }

  /** The version last seen; `null` when the entry's fate is unknown. */
  get versionstamp(): string | null {
    return this.#versionstamp;
  }

  /** The deliveries not yet settled. */
  get items(): readonly InboxItem[] {
    return [...this.#pending.values()];
  }

  /** Bytes of the deliveries not yet settled as the entry holds them, roughly. */
  get bytes(): number {
    return this.#pending.size * ITEM_BYTES;
  }

  /** What stays in the inbox without some deliveries; `null` when nothing does. */
  without(ids: ReadonlySet<string>): InboxBatch | null {
    const items = this.items.filter((item) => !ids.has(item.id));
    return items.length === 0 ? null : { site: this.site, items };
  }

  /** Some deliveries were taken out by a commit; `null`: its version is not known. */
  settled(ids: ReadonlySet<string>, versionstamp: string | null): void {
    for (const id of ids) this.#pending.delete(id);
    this.#versionstamp = versionstamp;
  }
}
