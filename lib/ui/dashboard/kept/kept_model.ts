/**
 * What the dashboard knows of one kind of what is kept, and what an operator has chosen of it.
 *
 * @module
 */

import { batch, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { bodyText, type KeptItem, type KeptPage, readKeptPage } from "../../kept.ts";
import type { KeptKind } from "../../kept_words.ts";
import { allUntil, type KeptTimes, timesFor } from "../../kept_times.ts";
import { errorWords } from "../actions.ts";
import { type Api, ask } from "../api.ts";
import { Poller } from "../poller.ts";
import { type Choice, KeptOrders } from "./kept_orders.ts";

/** Time between two questions, in ms. */
const ASK_EVERY = 5_000;

/** Rows shown at first, and added at a time. */
const ROWS = 50;

/** Rows shown at most: as many as the service gives in one page. */
const MOST_ROWS = 500;

/** Longest wait for a body, in ms. */
const ANSWER_WITHIN = 30_000;

/** What a model is made with. */
export interface KeptModelOptions {
  readonly api: Api;
  /** When what is shown came. */
  readonly times: ReadonlySignal<KeptTimes>;
  /** Hears when something was done. */
  readonly onChange: () => void;
}

/** One kind as last told. It asks only between `watch` and the end of that. */
export class KeptModel implements Disposable {
  /** Newest first; `null` before the first answer. */
  readonly items: Signal<readonly KeptItem[] | null> = signal(null);
  /** Whether there are more than these. */
  readonly hasMore: Signal<boolean> = signal(false);
  /** Ids of those that are chosen. */
  readonly chosen: Signal<ReadonlySet<string>> = signal(new Set<string>());
  /** Bodies that were asked for, by id. */
  readonly bodies: Signal<ReadonlyMap<string, string>> = signal(new Map<string, string>());
  /** Why the last question was not answered, in plain words. */
  readonly problem: Signal<string | null> = signal(null);
  /** What is done with them. */
  readonly orders: KeptOrders;

  readonly #api: Api;
  readonly #times: ReadonlySignal<KeptTimes>;
  readonly #poller: Poller;
  readonly #stopListening: () => void;
  #rows = ROWS;

  /** Asks nothing yet. */
  constructor(readonly kind: KeptKind, { api, times, onChange }: KeptModelOptions) {
    this.#api = api;
    this.#times = times;
    this.#poller = new Poller({ ask: (signal) => this.#ask(signal), pause: () => ASK_EVERY });
    this.orders = new KeptOrders(kind.path, {
      api,
      onDone: () => {
        onChange();
        this.#poller.soon();
      },
    });
    this.#stopListening = effect(() => {
      void times.value;
      this.#rows = ROWS;
      this.#poller.soon();
    });
  }

  /** Asks again and again until what it gives back is disposed of. */
  watch(): Disposable {
    return this.#poller.start();
  }

  /** Shows older ones, too. */
  more(): void {
    this.#rows = Math.min(this.#rows + ROWS, MOST_ROWS);
    this.#poller.soon();
  }

  /** Asks at once: something was done about them elsewhere. */
  look(): void {
    this.#poller.soon();
  }

  /** Whether there is room for more rows. */
  get canShowMore(): boolean {
    return this.#rows < MOST_ROWS;
  }

  /** Everything of the time that is shown, in rows or not. */
  get all(): Choice {
    // The service's clock may be ahead of this one.
    const newest = this.items.peek()?.[0]?.receivedAt ?? 0;
    return allUntil(this.#times.peek(), Math.max(Date.now(), newest));
  }

  /** Chooses one, or no longer. */
  toggle(id: string): void {
    const chosen = new Set(this.chosen.peek());
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen.value = chosen;
  }

  /** Chooses all that are shown; none, when all are chosen already. */
  toggleAll(): void {
    const ids = (this.items.peek() ?? []).map(({ id }) => id);
    const isAll = ids.every((id) => this.chosen.peek().has(id));
    this.chosen.value = new Set(isAll ? [] : ids);
  }

  /** Shows a body, or hides it. */
  async toggleBody(id: string): Promise<void> {
    if (this.bodies.peek().has(id)) return this.#setBody(id, null);
    this.#setBody(id, "Asking for it …");
    const text = await this.#readBody(id);
    if (this.bodies.peek().has(id)) this.#setBody(id, text);
  }

  /** Nobody is signed in any more. */
  [Symbol.dispose](): void {
    this.#stopListening();
    this.orders[Symbol.dispose]();
  }

  /** The body, or why there is none, in words. */
  async #readBody(id: string): Promise<string> {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN);
      return bodyText(await ask(this.#api, { path: `${this.kind.path}/${id}`, signal }));
    } catch (error) {
      return errorWords(error);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const asked = this.#times.peek();
    try {
      const query = new URLSearchParams({ limit: String(this.#rows) });
      for (const [name, at] of Object.entries(timesFor(asked))) query.set(name, String(at));
      const path = `${this.kind.path}?${query}`;
      const page = readKeptPage(await ask(this.#api, { path, signal }));
      // What was asked about another time is asked again at once.
      if (!signal.aborted && asked === this.#times.peek()) this.#show(page);
    } catch (error) {
      if (!(error instanceof DOMException)) this.problem.value = errorWords(error);
    }
  }

  /** What is there no more is neither chosen nor looked at. */
  #show({ items, next }: KeptPage): void {
    const there = new Set(items.map(({ id }) => id));
    const chosen = [...this.chosen.peek()].filter((id) => there.has(id));
    const bodies = [...this.bodies.peek()].filter(([id]) => there.has(id));
    batch(() => {
      this.items.value = items;
      this.hasMore.value = next !== null;
      this.problem.value = null;
      if (chosen.length < this.chosen.peek().size) this.chosen.value = new Set(chosen);
      if (bodies.length < this.bodies.peek().size) this.bodies.value = new Map(bodies);
    });
  }

  #setBody(id: string, text: string | null): void {
    const bodies = new Map(this.bodies.peek());
    if (text === null) bodies.delete(id);
    else bodies.set(id, text);
    this.bodies.value = bodies;
  }
}
