/**
 * Goes over many connections without keeping the rest of the isolate waiting.
 *
 * @module
 */

import type { Clock } from "./clock.ts";

/** Connections dealt with before other work of the isolate gets its turn: some 5 ms of sending. */
export const SLICE = 1_000;

/** What is done in each round. */
export interface RoundsOptions<T> {
  readonly clock: Clock;
  /** Who takes part; asked at the start of each round. */
  readonly members: () => Iterable<T>;
  readonly each: (member: T) => void;
  /** Called after the last member. */
  readonly done: () => void;
}

interface Round<T> {
  readonly members: readonly T[];
}

/** Rounds over the same members, one at a time. */
export class Rounds<T> implements Disposable {
  readonly #options: RoundsOptions<T>;
  #round: Round<T> | null = null;
  /** A round was asked for while one is under way. */
  #again = false;
  #pause: Disposable | null = null;

  constructor(options: RoundsOptions<T>) {
    this.#options = options;
  }

  /** Begins a round, or has one follow that which is under way. */
  start(): void {
    if (this.#round === null) this.#begin();
    else this.#again = true;
  }

  /** Ends the round under way, also from within it. */
  [Symbol.dispose](): void {
    this.#pause?.[Symbol.dispose]();
    this.#pause = this.#round = null;
    this.#again = false;
  }

  #begin(): void {
    this.#again = false;
    this.#round = { members: [...this.#options.members()] };
    this.#slice(this.#round, 0);
  }

  #slice(round: Round<T>, from: number): void {
    const { clock, each, done } = this.#options;
    const to = from + SLICE;
    for (const member of round.members.slice(from, to)) {
      each(member);
      if (this.#round !== round) return;
    }
    if (to < round.members.length) {
      this.#pause = clock.after(0, () => this.#slice(round, to));
      return;
    }
    done();
    this.#round = null;
    if (this.#again) this.#begin();
  }
}
