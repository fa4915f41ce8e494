/**
 * Which Jira the mirror is of. Ids of issues are small numbers that every Jira has, so what another
 * one tells must not be mixed in.
 *
 * @module
 */

import { plainAddress } from "../jira/address.ts";
import type { ServerInfo } from "../jira/rest/types.ts";
import { changeValue, type Written } from "../store/change_value.ts";
import { homeKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";

/** A Jira, as it tells itself from others. */
export interface JiraIdentity {
  /** Where it says that it is. */
  readonly url: string;
  /** Of a Cloud site, which a new name leaves as it is; `null` when it is not known. */
  readonly cloudId: string | null;
  /** By which it goes, plain (see {@linkcode plainAddress}). */
  readonly addresses: readonly string[];
}

/** The Jira that a mirror is of. */
export interface Home extends JiraIdentity, Written {
  /** Another one that was asked in its place last, and refused; `null` when there is none. */
  readonly other: JiraIdentity | null;
}

/** Where it is kept. */
export interface HomePlace {
  readonly store: Store;
  readonly site: string;
}

/** Addresses kept of one Jira; a site that was renamed more often than that is not known. */
const MOST = 30;

/** Reads which Jira the mirror is of; `null` while none has answered yet. */
export async function readHome({ store, site }: HomePlace): Promise<Home | null> {
  return (await store.get<Home>(homeKey(site))).value;
}

/**
 * Changes it by compare-and-set, and gives what it is then. What `change` gives as it was given is
 * left as it is.
 *
 * @throws {StoreError} When the store can't, or others don't stop changing it.
 */
export async function changeHome(
  { store, site, newId }: HomePlace & { readonly newId: () => string },
  change: (known: Home | null) => Omit<Home, "writer"> | null,
): Promise<Home | null> {
  const action = "note which Jira the issues are of";
  return await changeValue<Home>({ store, newId, key: homeKey(site), action }, (there) => {
    const changed = change(there);
    if (changed === null || there === null) return changed;
    return isSame({ ...changed, writer: there.writer }, there) ? null : changed;
  });
}

/** The identity in what a Jira says of itself. */
export function identityOf({ baseUrl, cloudId, addresses }: ServerInfo): JiraIdentity {
  const plain = addresses.map(plainAddress).filter((address) => address !== null);
  return { url: baseUrl ?? addresses[0] ?? "", cloudId, addresses: [...new Set(plain)] };
}

/**
 * Whether it is the same Jira. The cloud id decides where both are known: a site keeps it under
 * another name, and a name may get another site. Else where it says that it is does, and not where it
 * was asked: that may lead elsewhere since.
 */
export function isSameJira(home: JiraIdentity, found: JiraIdentity): boolean {
  if (home.cloudId !== null && found.cloudId !== null) return home.cloudId === found.cloudId;
  return home.addresses.includes(plainAddress(found.url) ?? "");
}

/** The home as it is once `found` has proved, or was said, to be the same Jira. */
export function withFound(
  home: Omit<Home, "writer">,
  found: JiraIdentity,
): Omit<Home, "writer"> {
  return {
    url: found.url,
    cloudId: found.cloudId ?? home.cloudId,
    addresses: [...new Set([...home.addresses, ...found.addresses])].slice(-MOST),
    other: null,
  };
}

/**
 * Whether a webhook whose body names `address` may be of this Jira. One that names none may be of
 * either, while another Jira is asked in the place of this one.
 */
export function isOfHome(home: Home | null, address: string | null): boolean {
  if (home === null) return true;
  return address === null ? home.other === null : home.addresses.includes(address);
}

function isSame(one: Home, other: Home): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
