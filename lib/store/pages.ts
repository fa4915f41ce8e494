/**
 * Reading a range of keys in pages: what does not fit into memory is met page by page.
 *
 * @module
 */

import type { Found, Range, Store } from "./types.ts";

/** What is read, and how much of it at once. */
export type Paging = Range & {
  /** Entries a page has at most; asked, and waited for, before each page is read. */
  readonly size: () => number | Promise<number>;
};

/**
 * All of a range in pages, in order. What a page is settled to, even removed, does not disturb the
 * next; what comes behind the page meanwhile is met.
 *
 * @throws {StoreError} When the store can't.
 */
export async function* pagesOf<T>(
  store: Store,
  { size, ...whole }: Paging,
): AsyncGenerator<readonly Found<T>[]> {
  let range: Range = whole;
  while (true) {
    const limit = await size();
    const found = await store.list<T>({ ...range, limit });
    const last = found.at(-1);
    if (last === undefined) return;
    yield found;
    if (found.length < limit) return;
    // The first key after the last one read.
    range = { ...range, start: [...last.key, 0] };
  }
}
