/**
 * Deliveries of another Jira than the mirror's: kept as long as the log is, and applied after all when
 * their Jira proves to be the same one under another address.
 *
 * @module
 */

import type { Bell } from "../queue/bell.ts";
import { foreignKey, inboxKey, movedKey } from "../store/keys.ts";
import { pagesOf } from "../store/pages.ts";
import type { Found, Store } from "../store/types.ts";
import type { ForeignLetter, InboxItem } from "./types.ts";

/** Read at once. */
const PAGE = 200;

/** Where they lie. */
export interface ForeignPlace {
  readonly store: Store;
  readonly site: string;
}

/** What applying them after all needs. */
export interface ReviveDeps extends ForeignPlace {
  readonly bell: Bell;
  readonly now: () => number;
  /** Has the inbox of this isolate look for what is due. */
  readonly look: () => Promise<void>;
  /** Whether a delivery may be of the mirror's Jira, by the address that its body names. */
  readonly isOurs: (address: string | null) => boolean;
}

/** The one set aside last; `null` when there is none. */
export async function newestForeign(
  { store, site }: ForeignPlace,
): Promise<ForeignLetter | null> {
  const [newest] = await store.list<ForeignLetter>({
    prefix: foreignKey(site),
    limit: 1,
    reverse: true,
  });
  return newest?.value ?? null;
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
  const size = deps.store.limits.checks;
  let revived = 0;
  for await (const page of pages(deps)) {
    const ours = page.filter(({ value }) => deps.isOurs(value.address));
    for (let at = 0; at < ours.length; at += size) {
      revived += await revive(deps, ours.slice(at, at + size));
    }
  }
  if (revived > 0) await deps.look();
  return revived;
}

async function revive(
  { store, site, bell, now }: ReviveDeps,
  letters: readonly Found<ForeignLetter>[],
): Promise<number> {
  const items = letters.map(({ value: { address: _, site: __, ...item } }): InboxItem => item);
  const due = now();
  const key = inboxKey(due, items[0]!.id);
  const ring = bell.ring(due);
  const { ok } = await store.commit({
    checks: letters,
    sets: [
      { key, value: { site, items } },
      { key: movedKey(site), value: key },
      ...ring.sets ?? [],
    ],
    deletes: letters.map((letter) => letter.key),
    rings: ring.rings ?? [],
  }, { key, mine: () => true });
  if (ok) bell.rung(due);
  return ok ? letters.length : 0;
}

function pages({ store, site }: ForeignPlace): AsyncGenerator<readonly Found<ForeignLetter>[]> {
  return pagesOf(store, { prefix: foreignKey(site), size: () => PAGE });
}
