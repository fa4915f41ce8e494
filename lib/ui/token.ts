/**
 * The token of a page: comes with the link in the address, stays for the life of the tab.
 *
 * @module
 */

const KEY = "boardcast.token";

/** The parts of a window the token passes through. */
export interface TokenPlaces {
  /** Where the link left it. */
  readonly location: Pick<Location, "hash" | "pathname" | "search">;
  /** Where it is taken away. */
  readonly history: Pick<History, "replaceState">;
  /** Where it stays. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

/**
 * Takes a token out of `#token=…` and keeps it for the tab; else answers with the one kept.
 * The fragment never reaches a server, and is removed so that it is not copied with the address.
 */
export function takeToken({ location, history, storage }: TokenPlaces): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null || given === "") return storage.getItem(KEY);
  history.replaceState(null, "", location.pathname + location.search);
  storage.setItem(KEY, given);
  return given;
}

/** Keeps a token, or forgets it. */
export function keepToken(storage: TokenPlaces["storage"], token: string | null): void {
  if (token === null) storage.removeItem(KEY);
  else storage.setItem(KEY, token);
}
