/**
 * What the dashboard knows of one kind of what is kept, and what an operator does with it. An order
 * goes to the service in small parts, so that the page can show how far it is, and stop.
 *
 * @module
 */

import { batch, type Signal, signal } from "@preact/signals";
import {
  addTally,
  bodyText,
  type KeptItem,
  type KeptKind,
  type KeptPage,
  type KeptProgress,
  NO_TALLY,
  readKeptPage,
  readKeptProgress,
  tallyWords,
} from "../../kept.ts";
import { errorWords } from "../actions.ts";
import { type Api, ask } from "../api.ts";
import { Poller } from "../poller.ts";

/** Time between two questions, in ms. */
const ASK_EVERY = 5_000;

/** Rows shown at first, and added at a time. */
const ROWS = 50;

/** Rows shown at most: as many as the service gives in one page. */
const MOST_ROWS = 500;

/** Things one part of an order is for. */
const PART = 10;

/** Longest wait for an answer, in ms. */
const ANSWER_WITHIN = 30_000;

/** What can be done with what is kept. */
export type Verb = "replay" | "discard";

/** An order under way. */
export interface OrderProgress {
  readonly verb: Verb;
  readonly done: number;
  readonly of: number;
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
  /** The order under way. */
  readonly order: Signal<OrderProgress | null> = signal(null);
  /** What came of the last order, for people. */
  readonly told: Signal<string> = signal("");
  /** Why the last question was not answered, in plain words. */
  readonly problem: Signal<string | null> = signal(null);

  readonly #api: Api;
  readonly #onChange: () => void;
  readonly #poller: Poller;
  #rows = ROWS;
  #isStopped = false;

  /** Asks nothing yet. `onChange` hears when something was done. */
  constructor(readonly kind: KeptKind, { api, onChange }: {
    readonly api: Api;
    readonly onChange: () => void;
  }) {
    this.#api = api;
    this.#onChange = onChange;
    this.#poller = new Poller({ ask: (signal) => this.#ask(signal), pause: () => ASK_EVERY });
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

  /** Whether there is room for more rows. */
  get canShowMore(): boolean {
    return this.#rows < MOST_ROWS;
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

  /** Does it to each, unless an order is under way. */
  async carryOut(verb: Verb, ids: readonly string[]): Promise<void> {
    if (this.order.peek() !== null || ids.length === 0) return;
    this.#isStopped = false;
    this.told.value = "";
    this.order.value = { verb, done: 0, of: ids.length };
    this.told.value = await this.#partByPart(verb, ids);
    this.order.value = null;
    this.#onChange();
    this.#poller.soon();
  }

  /** Ends the order under way after the part that is being done. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Nobody is signed in any more: nothing is done in their name from now on. */
  [Symbol.dispose](): void {
    this.stop();
  }

  /** Gives what to tell of it. */
  async #partByPart(verb: Verb, ids: readonly string[]): Promise<string> {
    let tally = NO_TALLY;
    try {
      for (let next: string | null = null;;) {
        const answer = await this.#askPart(verb, { ids, next });
        tally = addTally(tally, answer);
        next = answer.next;
        this.order.value = { verb, done: ids.length - answer.remaining, of: ids.length };
        if (next === null) return tallyWords(tally);
        if (this.#isStopped) return `Stopped: ${tallyWords(tally)}`;
      }
    } catch (error) {
      const why = errorWords(error);
      return tally === NO_TALLY ? why : `${tallyWords(tally)}, then: ${why}`;
    }
  }

  async #askPart(
    verb: Verb,
    { ids, next }: { readonly ids: readonly string[]; readonly next: string | null },
  ): Promise<KeptProgress> {
    const answer = await ask(this.#api, {
      path: `${this.kind.path}/${verb}`,
      method: "POST",
      body: { ids, limit: PART, ...next === null ? {} : { next } },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    return readKeptProgress(answer);
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
    try {
      const path = `${this.kind.path}?limit=${this.#rows}`;
      const page = readKeptPage(await ask(this.#api, { path, signal }));
      if (signal.aborted) return;
      this.#show(page);
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
