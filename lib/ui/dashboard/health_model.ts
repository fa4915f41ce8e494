/**
 * What the dashboard knows of the service's health, asked for every few seconds.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { ServiceStatus } from "../status.ts";
import { type Api, ApiError, fetchStatus } from "./api.ts";
import { Poller } from "./poller.ts";

/** Time between two questions, in ms. */
const ASK_EVERY = 5_000;

/** Time between two questions while changes come in, in ms. */
const ASK_SOON = 1_000;

/** The service's state as last told, until disposed of. */
export class HealthModel implements Disposable {
  /** As last told; `null` before the first answer. */
  readonly status: Signal<ServiceStatus | null> = signal(null);
  /** When that was, in ms. */
  readonly toldAt: Signal<number | null> = signal(null);
  /** Whether the last question went unanswered. */
  readonly stale: Signal<boolean> = signal(false);

  readonly #api: Api;
  readonly #onRefused: () => void;
  readonly #poller: Poller;
  readonly #asking: Disposable;

  /** Starts asking. `onRefused` hears when the token is not accepted. */
  constructor(api: Api, onRefused: () => void) {
    this.#api = api;
    this.#onRefused = onRefused;
    this.#poller = new Poller({ ask: (signal) => this.#ask(signal), pause: () => ASK_EVERY });
    this.#asking = this.#poller.start();
  }

  /** Something changed: asks sooner than it would. */
  soon(): void {
    this.#poller.soon(ASK_SOON);
  }

  /** Stops asking. */
  [Symbol.dispose](): void {
    this.#asking[Symbol.dispose]();
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      const status = await fetchStatus(this.#api, signal);
      if (signal.aborted) return;
      this.status.value = status;
      this.toldAt.value = Date.now();
      this.stale.value = false;
    } catch (error) {
      if (error instanceof DOMException) return;
      this.stale.value = true;
      if (error instanceof ApiError && error.status === 401) this.#onRefused();
    }
  }
}
