/**
 * What is kept until somebody decides, as a list and as a choice of it. All kinds, dead letters, calls
 * in quarantine and deliveries of another Jira, lie under ULIDs, so by the time they came.
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

/** One kind of what is kept, of one site, as far as it can be looked at. */
export interface Showcase<T> {
  readonly store: Store;
  /** Key of a thing; without an id the prefix of all. */
  readonly key: (id?: string) => Key;
  /** A thing as the store holds it under an id, with what may not have been noted of it. */
  readonly whole: (stored: T, id: string) => T;
  /**
   * The body as it came.
   *
   * @throws {StoreError} `damaged` when it is no longer whole.
   */
  readonly bodyOf: (value: T) => Promise<Uint8Array>;
}

/** One kind of what waits for somebody's decision. */
export interface Shelf<T> extends Showcase<T> {
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

/** A stretch of time in which things came, ms; both ends included. */
export interface Times {
  readonly from: number;
  readonly to: number;
}

/** Which things are meant: by id, or by when they came. */
export type Selection = { readonly ids: readonly string[] } | Times;

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
}

/** A page of a list. */
export interface KeptPage<T> {
  /** Newest first. */
  readonly items: readonly T[];
  /** `before` of the next page; `null` when this was the last. */
  readonly next: string | null;
}

/** Reads one; `null` when it is not there. */
export async function getKept<T>(shelf: Showcase<T>, id: string): Promise<Found<T> | null> {
  const [found] = await getNamed(shelf, [id]);
  return found ?? null;
}

/** Reads a page of what came in some time; from behind `before` on. */
export async function listKept<T>(
  shelf: Showcase<T>,
  { limit, before, ...times }: Times & { readonly limit: number; readonly before: string | null },
): Promise<KeptPage<T>> {
  const range = rangeOf(shelf, { times, before });
  const found = await shelf.store.list<T>({ ...range, limit: limit + 1, reverse: true });
  const page = found.slice(0, limit);
  return {
    items: page.map((each) => shelf.whole(each.value, idOf(each))),
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
  const range = rangeOf(shelf, { times: selection, after });
  // One more than is wanted tells whether this is the last part; counting the rest would read it all.
  const listed = await shelf.store.list<T>({ ...range, limit: limit + 1 });
  const found = listed.slice(0, limit).map((each) => completed(shelf, each));
  return { found, missing: 0, next: listed.length > limit ? idOf(found.at(-1)!) : null };
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
  const paging = { ...rangeOf(shelf, { times: selection, after }), size: () => COUNT_PAGE };
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
  const next = left.length > named.length ? named.at(-1)! : null;
  return { found, missing: named.length - found.length, next };
}

/** Sorted, as by time, and each once. */
function namesAfter(ids: readonly string[], after: string | null): string[] {
  return [...new Set(ids)].sort().filter((id) => after === null || id > after);
}

async function getNamed<T>(shelf: Showcase<T>, ids: readonly string[]): Promise<Found<T>[]> {
  const entries = await shelf.store.getMany<T>(ids.map((id) => shelf.key(id)));
  return entries.filter((entry): entry is Found<T> => entry.value !== null)
    .map((entry) => completed(shelf, entry));
}

function completed<T>({ whole }: Showcase<T>, entry: Found<T>): Found<T> {
  return { ...entry, value: whole(entry.value, idOf(entry)) };
}

/** What came in some time, between two others; empty where they leave nothing of it. */
function rangeOf<T>(
  { key }: Showcase<T>,
  { times: { from, to }, after = null, before = null }: {
    readonly times: Times;
    readonly after?: string | null;
    readonly before?: string | null;
  },
) {
  const [first, behind] = [firstIdAt(from), firstIdAt(to + 1)];
  const last = before !== null && before < behind ? before : behind;
  const end = key(last);
  // A range that ends before it begins is a fault to the store.
  if (first > last || (after !== null && after >= last)) return { start: end, end };
  // The first key behind one: the same with anything more.
  return { start: after !== null && after >= first ? [...key(after), 0] : key(first), end };
}

function idOf({ key }: { readonly key: Key }): string {
  return String(key.at(-1));
}
