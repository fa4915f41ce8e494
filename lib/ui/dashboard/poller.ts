/**
 * Asks again and again while somebody looks.
 *
 * @module
 */

/** Longest wait for an answer, in ms. */
const ANSWER_WITHIN = 10_000;

/** What is asked, and how often. */
export interface Polling {
  /** Asks once; must not throw. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  /** Time to the next question, in ms, once one is answered. */
  readonly pause: () => number;
}

/** Asks from `start` to the end of that; one question at a time. */
export class Poller {
  readonly #polling: Polling;
  #ended: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = 0;
  #sooner: number | null = null;

  /** Asks nothing yet. */
  constructor(polling: Polling) {
    this.#polling = polling;
  }

  /** Asks at once, then after each pause, until what it gives back is disposed of. */
  start(): Disposable {
    this.#stop();
    const ended = this.#ended = new AbortController();
    this.#ask(ended.signal);
    return {
      [Symbol.dispose]: () => {
        if (this.#ended === ended) this.#stop();
      },
    };
  }

  /**
   * Asks sooner than it would: `after` ms after the last question, or at once. What is being asked may
   * be answered without what is new, so a question under way is followed by another.
   */
  soon(after = 0): void {
    if (this.#ended === null) return;
    this.#sooner = after;
    if (this.#timer !== undefined) this.#askNext(this.#ended.signal);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ended?.abort();
    this.#ended = null;
  }

  #askNext(ended: AbortSignal): void {
    const passed = Date.now() - this.#askedAt;
    const delay = this.#sooner === null ? this.#polling.pause() : this.#sooner - passed;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(ended), Math.max(0, delay));
  }

  async #ask(ended: AbortSignal): Promise<void> {
    this.#timer = undefined;
    this.#sooner = null;
    this.#askedAt = Date.now();
    await this.#polling.ask(AbortSignal.any([ended, AbortSignal.timeout(ANSWER_WITHIN)]));
    if (!ended.aborted) this.#askNext(ended);
  }
}
