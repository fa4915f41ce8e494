/**
 * What the dashboard knows of the webhooks registered in Jira, and what an operator does to them.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import { readWebhooks, type Webhook, type Webhooks } from "../../webhooks.ts";
import { Actions, errorWords } from "../actions.ts";
import { type Api, ApiError, ask } from "../api.ts";
import { Poller } from "../poller.ts";

/** Time between two questions, in ms: each of them asks Jira. */
const ASK_EVERY = 60_000;

/** The registrations as last told. It asks only between `watch` and the end of that. */
export class WebhooksModel {
  /** As last told; `null` before the first answer. */
  readonly webhooks: Signal<Webhooks | null> = signal(null);
  /** Whether the service has anything to say of them. */
  readonly known: Signal<boolean> = signal(true);
  /** Why the last question was not answered, in plain words. */
  readonly problem: Signal<string | null> = signal(null);
  /** What an operator asks for. */
  readonly actions: Actions;

  readonly #api: Api;
  readonly #poller: Poller;

  /** Asks nothing yet. */
  constructor(api: Api) {
    this.#api = api;
    this.#poller = new Poller({ ask: (signal) => this.#ask(signal), pause: () => ASK_EVERY });
    this.actions = new Actions(api, () => this.#poller.soon());
  }

  /** Asks again and again until what it gives back is disposed of. */
  watch(): Disposable {
    return this.#poller.start();
  }

  /** Registers this service with Jira, for the issues of a JQL; empty: for all. */
  async create(jql: string): Promise<void> {
    const body = jql === "" ? {} : { body: { jql } };
    const done = "Webhook created";
    await this.actions.do({ path: "/api/webhooks", method: "POST", ...body, done });
  }

  /** Makes a registration what it should be. */
  async repair({ id, name }: Webhook): Promise<void> {
    const path = `/api/webhooks/${encodeURIComponent(id)}/repair`;
    await this.actions.do({ path, method: "POST", done: `${name} repaired` });
  }

  /** Removes a registration from Jira. */
  async remove({ id, name }: Webhook): Promise<void> {
    const path = `/api/webhooks/${encodeURIComponent(id)}`;
    await this.actions.do({ path, method: "DELETE", done: `${name} deleted` });
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      const body = await ask(this.#api, { path: "/api/webhooks", signal });
      this.webhooks.value = readWebhooks(body);
      this.known.value = true;
      this.problem.value = null;
    } catch (error) {
      if (error instanceof DOMException) return;
      if (error instanceof ApiError && error.status === 404) this.known.value = false;
      else this.problem.value = errorWords(error);
    }
  }
}
