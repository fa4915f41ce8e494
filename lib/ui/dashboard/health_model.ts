/**
 * What the dashboard knows of the service's health, asked for every few seconds.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { ServiceStatus } from "../status.ts";
import { type Api, ApiError, fetchStatus } from "./api.ts";

/** Time between two questions, in ms. */
const ASK_EVERY = 5_000;

/** Time between two questions while changes come in, in ms. */
const ASK_SOON = 1_000;

/** Longest wait for an answer, in ms. */
const ANSWER_WITHIN = 10_000;

/** The service's state as last told, until disposed of. */
export class HealthModel implements Disposable {
  /** As last told; `null` before the first answer. */
  readonly status: Signal<ServiceStatus | null> = signal(null);
  /** When that was, in ms. */
  readonly toldAt: Signal<number | null> = signal(null);
  /** Whether the last question went unanswered. */
  readonly stale: Signal<boolean> = signal(false);

  readonly #api: Api;
  readonly #ended = new AbortController();
  readonly #onRefused: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = 0;

  /** Starts asking. `onRefused` hears when the token is not accepted. */
  constructor(api: Api, onRefused: () => void) {
    this.#api = api;
    this.#onRefused = onRefused;
    this.#ask();
  }

  /** Something changed: asks sooner than it would. */
  soon(): void {
    // Without a timer a question is under way, and its answer tells of the change or is followed up.
    if (this.#timer !== undefined) this.#askIn(this.#askedAt + ASK_SOON - Date.now());
  }

  /** Stops asking. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#ended.abort();
  }

  #askIn(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, delay));
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#askedAt = Date.now();
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(ANSWER_WITHIN)]);
    try {
      const status = await fetchStatus(this.#api, signal);
      if (this.#ended.signal.aborted) return;
      this.status.value = status;
      this.toldAt.value = Date.now();
      this.stale.value = false;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.stale.value = true;
      if (error instanceof ApiError && error.status === 401) this.#onRefused();
    }
    this.#askIn(ASK_EVERY);
  }
}
