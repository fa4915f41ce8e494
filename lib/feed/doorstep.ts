/**
 * Sockets that have not said who they are. The runtime takes up to 64 MB of one message before
 * anybody sees a byte of it, and closing a stalled socket frees nothing; so what bounds the memory
 * strangers can take is how many of them may stand here.
 *
 * @module
 */

/** Sockets without a token's name, of one address. Behind a proxy that is not trusted: of all. */
export const STRANGERS_PER_ADDRESS = 64;

/** Sockets without a token's name in all; greeting takes milliseconds, so storms pass through. */
export const STRANGERS = 256;

/** Counts who has not greeted yet. */
export class Doorstep {
  readonly #counts = new Map<string, number>();
  #all = 0;

  /** Whether one more may come from that address. */
  admits(address: string): boolean {
    return this.#all < STRANGERS && (this.#counts.get(address) ?? 0) < STRANGERS_PER_ADDRESS;
  }

  /** Counts one more; dispose of it once it has greeted or its socket is gone. */
  enter(address: string): Disposable {
    let isHere = true;
    this.#add(address, 1);
    return {
      [Symbol.dispose]: () => {
        if (isHere) this.#add(address, -1);
        isHere = false;
      },
    };
  }

  #add(address: string, change: 1 | -1): void {
    this.#all += change;
    const count = (this.#counts.get(address) ?? 0) + change;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
  }
}
