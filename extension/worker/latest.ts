/**
 * Work that brings something to what the state says, whatever it was before.
 *
 * @module
 */

/**
 * Does a piece of work one run at a time. Runs asked for during a run are one more run after it, so
 * that the last one has seen everything.
 */
export class Latest {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;

  /** Does nothing yet. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /**
   * Asks for a run.
   *
   * @returns When a run that began after this is done.
   */
  async run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#runAll();
    await this.#running;
  }

  async #runAll(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#work();
      }
    } finally {
      // At once: who asks a turn later must not be told that it runs still.
      this.#running = null;
    }
  }
}
