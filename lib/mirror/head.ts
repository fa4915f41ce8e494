/**
 * The head of a site's log: made once, and given a new term at each start on an embedded store, so
 * that clients notice a file restored from a copy.
 *
 * @module
 */

import { randomText } from "../store/ids.ts";
import { headKey } from "../store/keys.ts";
import { createOnce } from "../store/once.ts";
import { type Entry, type Store, StoreError } from "../store/types.ts";
import type { Head } from "./types.ts";

/** Starts the head remembers: a cursor older than so many starts is answered by a reset. */
const TERMS_KEPT = 200;

/** Lost races after which opening gives up. */
const TRIES = 20;

/** Makes sure that the site has a head; on an embedded store begins a new term. */
export async function openHead(store: Store, site: string): Promise<void> {
  await createOnce<Head>(store, { key: headKey(site), make: newHead });
  if (store.backend !== "memory" && store.backend !== "sqlite") return;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (await beginTerm(store, site)) return;
  }
  throw new StoreError("unavailable", `Cannot begin a term of the log of ${site}: it keeps moving`);
}

function newHead(): Head {
  return {
    epoch: randomText(9),
    seq: 0,
    terms: [{ term: randomText(4), from: 0 }],
    commit: randomText(9),
  };
}

async function beginTerm(store: Store, site: string): Promise<boolean> {
  const known = await readHead(store, site);
  const { terms, seq } = known.value;
  const commit = randomText(9);
  const next: Head = {
    ...known.value,
    commit,
    terms: [...terms, { term: randomText(4), from: seq }].slice(-TERMS_KEPT),
  };
  const result = await store.commit({
    checks: [known],
    sets: [{ key: headKey(site), value: next }],
  }, { key: headKey(site), mine: (there) => (there as Head).commit === commit });
  return result.ok;
}

/** Reads the head, strongly consistent. */
export async function readHead(
  store: Store,
  site: string,
): Promise<Entry<Head> & { readonly value: Head }> {
  const entry = await store.get<Head>(headKey(site));
  if (entry.value === null) {
    throw new StoreError("unavailable", `Cannot read the log of ${site}: it has no head`);
  }
  return { ...entry, value: entry.value };
}
