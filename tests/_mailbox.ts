/**
 * A queue that tests wait on.
 *
 * @module
 */

import { inTime } from "./_waiting.ts";

/** Keeps what comes until it is asked for. */
export class Mailbox<T> {
  #last: T | "nothing" = "nothing";
  readonly #arrived: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  /** What has come and was not taken. */
  get waiting(): readonly T[] {
    return this.#arrived;
  }

  /** Something comes. */
  put(value: T): void {
    this.#last = value;
    const taker = this.#waiting.shift();
    if (taker === undefined) this.#arrived.push(value);
    else taker(value);
  }

  /** The next that comes, or has come. */
  take(): Promise<T> {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift()!);
    const next = new Promise<T>((resolve) => this.#waiting.push(resolve));
    return inTime(next, { what: "the next in the mailbox", seen: () => this.#last });
  }

  /** The next that fits; what comes before is dropped. */
  takeUntil<S extends T>(fits: (value: T) => value is S): Promise<S>;
  takeUntil(fits: (value: T) => boolean): Promise<T>;
  async takeUntil(fits: (value: T) => boolean): Promise<T> {
    while (true) {
      const value = await this.take();
      if (fits(value)) return value;
    }
  }
}
