/**
 * What is kept until somebody decides, as a list and as a choice of it. Both kinds, dead letters and
 * calls in quarantine, lie under ULIDs, so by the time they came.
 *
 * @module
 */

import { firstIdAt } from "../../store/ids.ts";
import { pagesOf } from "../../store/pages.ts";
import type { Found, Key, Store } from "../../store/types.ts";
import type { Taken } from "./take.ts";

/** The last time a choice may name, ms: the end of the year 9999. */
export const LAST_TIME = 253_402_300_799_999;

/** Entries counted at once. */
const COUNT_PAGE = 500;

/** One kind of what is kept, of one site. */
export interface Shelf<T> {
  readonly store: Store;
  /** Key of a thing; without an id the prefix of all. */
  readonly key: (id?: string) => Key;
  /** A thing as the store holds it, with what may not have been noted of it. */
  readonly whole: (stored: T) => T;
  /**
   * The body as it came.
   *
   * @throws {StoreError} `damaged` when it is no longer whole.
   */
  readonly bodyOf: (value: T) => Promise<Uint8Array>;
  /**
   * Puts things back on their way, each once, whoever does the same at the same time.
   *
   * @throws {StoreError} When the store can't; what was put back before stays so.
   */
  readonly replay: (found: readonly Found<T>[]) => Promise<Replayed>;
  /** Removes things for good. */
  readonly discard: (found: readonly Found<T>[]) => Promise<Taken>;
}

/** What became of things that were to be replayed. */
export interface Replayed {
  /** On their way again. */
  readonly replayed: number;
  /** Accepted before under another id, so there was nothing to do. */
  readonly duplicates: number;
  /** Still not readable; why is noted with each. */
  readonly unreadable: number;
  /** Replayed or discarded by somebody else meanwhile. */
  readonly gone: number;
}

/** Which things are meant: by id, or by when they came (ms, both ends included). */
export type Selection =
  | { readonly ids: readonly string[] }
  | { readonly from: number; readonly to: number };

/** A part of a selection: oldest first, from behind `after` on. */
export interface Part {
  readonly limit: number;
  readonly after: string | null;
}

/** The things of a part. */
export interface Chosen<T> {
  readonly found: readonly Found<T>[];
  /** Named by id, and not there. */
  readonly missing: number;
  /** `after` of the next part; `null` when this was the last. */
  readonly next: string | null;
  /** How many are left for the parts to come. */
  readonly remaining: number;
}

/** A page of a list. */
export interface KeptPage<T> {
  /** Newest first. */
  readonly items: readonly T[];
  /** `before` of the next page; `null` when this was the last. */
  readonly next: string | null;
}

/** Reads one; `null` when it is not there. */
export async function getKept<T>(shelf: Shelf<T>, id: string): Promise<Found<T> | null> {
  const [found] = await getNamed(shelf, [id]);
  return found ?? null;
}

/** Reads a page. */
export async function listKept<T>(
  { store, key, whole }: Shelf<T>,
  { limit, before }: { readonly limit: number; readonly before: string | null },
): Promise<KeptPage<T>> {
  const end = before === null ? {} : { end: key(before) };
  const found = await store.list<T>({ prefix: key(), ...end, limit: limit + 1, reverse: true });
  const page = found.slice(0, limit);
  return {
    items: page.map(({ value }) => whole(value)),
    next: found.length > limit ? idOf(page.at(-1)!) : null,
  };
}

/** Reads the things of a part. */
export async function choose<T>(
  shelf: Shelf<T>,
  { selection, part }: { readonly selection: Selection; readonly part: Part },
): Promise<Chosen<T>> {
  if ("ids" in selection) return await chooseNamed(shelf, { ids: selection.ids, part });
  const { limit, after } = part;
  const listed = await shelf.store.list<T>({ ...rangeOf(shelf, { selection, after }), limit });
  const found = listed.map((each) => ({ ...each, value: shelf.whole(each.value) }));
  const next = found.length < limit ? null : idOf(found.at(-1)!);
  const remaining = next === null ? 0 : await countKept(shelf, { selection, after: next });
  return { found, missing: 0, remaining, next: remaining === 0 ? null : next };
}

/** Counts the things of a selection that are there. */
export async function countKept<T>(
  shelf: Shelf<T>,
  { selection, after }: { readonly selection: Selection; readonly after: string | null },
): Promise<number> {
  if ("ids" in selection) {
    const ids = namesAfter(selection.ids, after);
    return (await getNamed(shelf, ids)).length;
  }
  let count = 0;
  const paging = { ...rangeOf(shelf, { selection, after }), size: () => COUNT_PAGE };
  for await (const found of pagesOf(shelf.store, paging)) count += found.length;
  return count;
}

async function chooseNamed<T>(
  shelf: Shelf<T>,
  { ids, part }: { readonly ids: readonly string[]; readonly part: Part },
): Promise<Chosen<T>> {
  const left = namesAfter(ids, part.after);
  const named = left.slice(0, part.limit);
  const found = await getNamed(shelf, named);
  const remaining = left.length - named.length;
  const next = remaining === 0 ? null : named.at(-1)!;
  return { found, missing: named.length - found.length, next, remaining };
}

/** Sorted, as by time, and each once. */
function namesAfter(ids: readonly string[], after: string | null): string[] {
  return [...new Set(ids)].sort().filter((id) => after === null || id > after);
}

async function getNamed<T>(
  { store, key, whole }: Shelf<T>,
  ids: readonly string[],
): Promise<Found<T>[]> {
  const entries = await store.getMany<T>(ids.map((id) => key(id)));
  return entries.filter((entry): entry is Found<T> => entry.value !== null)
    .map((entry) => ({ ...entry, value: whole(entry.value) }));
}

function rangeOf<T>(
  { key }: Shelf<T>,
  { selection: { from, to }, after }: {
    readonly selection: { readonly from: number; readonly to: number };
    readonly after: string | null;
  },
) {
  const first = firstIdAt(from);
  // The first key behind one: the same with anything more.
  const start = after !== null && after >= first ? [...key(after), 0] : key(first);
  return { start, end: key(firstIdAt(to + 1)) };
}

function idOf({ key }: { readonly key: Key }): string {
  return String(key.at(-1));
}
