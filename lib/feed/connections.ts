/**
 * Which connections belong together: all of one token, and the successive ones of one install.
 *
 * @module
 */

/** Connections one token may have: a whole company's. */
const CONNECTIONS_PER_TOKEN = 50_000;

/** Whose connection it is. */
export interface Owner {
  /** Identity of the token. */
  readonly token: string;
  readonly site: string;
  /** Identity of the install. */
  readonly client: string;
  /** Grows with every connection of the isolate. */
  readonly order: number;
}

/** What came of a join. */
export type Joined<C> =
  | { readonly ok: true; readonly replaced: C | null }
  /** The token has as many connections as it may, or the install has a newer one. */
  | { readonly ok: false; readonly why: "too_many" | "outdated" };

/** Keeps count of connections `C`. */
export class Connections<C> {
  readonly #max: number;
  readonly #counts = new Map<string, number>();
  readonly #installs = new Map<string, C>();
  readonly #owners = new Map<C, Owner>();

  constructor(max: number = CONNECTIONS_PER_TOKEN) {
    this.#max = max;
  }

  /**
   * Adds a connection, which takes the place of an earlier one of the same install. Which is earlier
   * tells the order in which they were opened: the hello of a connection that was given up may
   * arrive after that of its successor, and must not end it.
   */
  join(connection: C, owner: Owner): Joined<C> {
    this.leave(connection);
    const install = installOf(owner);
    const replaced = this.#installs.get(install) ?? null;
    if (replaced !== null && this.#owners.get(replaced)!.order > owner.order) {
      return { ok: false, why: "outdated" };
    }
    const count = this.#counts.get(owner.token) ?? 0;
    // The earlier one leaves only when its socket is gone: a stalled socket still costs memory.
    if (count >= this.#max + (replaced === null ? 0 : 1)) return { ok: false, why: "too_many" };
    this.#counts.set(owner.token, count + 1);
    this.#installs.set(install, connection);
    this.#owners.set(connection, owner);
    return { ok: true, replaced };
  }

  /** Takes a connection out; one that never joined is ignored. */
  leave(connection: C): void {
    const owner = this.#owners.get(connection);
    if (owner === undefined) return;
    this.#owners.delete(connection);
    const install = installOf(owner);
    if (this.#installs.get(install) === connection) this.#installs.delete(install);
    const count = (this.#counts.get(owner.token) ?? 1) - 1;
    if (count === 0) this.#counts.delete(owner.token);
    else this.#counts.set(owner.token, count);
  }
}

function installOf({ token, site, client }: Owner): string {
  return JSON.stringify([token, site, client]);
}
