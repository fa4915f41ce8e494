/**
 * Deliveries of another Jira than the mirror's: kept as long as the log is, and applied after all when
 * their Jira proves to be the same one under another address.
 *
 * @module
 */

import { foreignKey } from "../../store/keys.ts";
import { pagesOf } from "../../store/pages.ts";
import type { Found, Store } from "../../store/types.ts";
import { readRawBody } from "../body_source.ts";
import type { Showcase } from "./kept.ts";
import { putBack, type PutBackDeps } from "./put_back.ts";
import type { ForeignLetter, InboxItem } from "../types.ts";

/** Read at once. */
const PAGE = 200;

/** Where they lie. */
export interface ForeignPlace {
  readonly store: Store;
  readonly site: string;
}

/** What applying them after all needs. */
export interface ReviveDeps extends PutBackDeps {
  /** Whether a delivery may be of the mirror's Jira, by the address that its body names. */
  readonly isOurs: (address: string | null) => boolean;
}

/** All of them, to be looked at; each by the ULID of when it was set aside. */
export function foreignLetters({ store, site }: ForeignPlace): Showcase<ForeignLetter> {
  return {
    store,
    key: (id) => foreignKey(site, id),
    whole: (letter, id) => ({ ...letter, id }),
    bodyOf: (letter) => readRawBody({ store, site }, letter),
  };
}

/** The one set aside last, with the ULID of when it was; `null` when there is none. */
export async function newestForeign(
  { store, site }: ForeignPlace,
): Promise<Pick<ForeignLetter, "id" | "address"> | null> {
  const [newest] = await store.list<ForeignLetter>({
    prefix: foreignKey(site),
    limit: 1,
    reverse: true,
  });
  if (newest === undefined) return null;
  return { id: String(newest.key.at(-1)), address: newest.value.address };
}

/** Whether any that was set aside names this address. */
export async function isForeign(place: ForeignPlace, address: string): Promise<boolean> {
  for await (const page of pages(place)) {
    if (page.some(({ value }) => value.address === address)) return true;
  }
  return false;
}

/** Gives those that are ours after all back to the inbox; gives how many. */
export async function reviveForeign(deps: ReviveDeps): Promise<number> {
  let revived = 0;
  for await (const page of pages(deps)) {
    const found = page.filter(({ value }) => deps.isOurs(value.address));
    revived += (await putBack(deps, { found, itemOf })).taken;
  }
  if (revived > 0) await deps.look();
  return revived;
}

function itemOf({ address: _address, site: _site, ...item }: ForeignLetter): InboxItem {
  return item;
}

function pages({ store, site }: ForeignPlace): AsyncGenerator<readonly Found<ForeignLetter>[]> {
  return pagesOf(store, { prefix: foreignKey(site), size: () => PAGE });
}
