/**
 * What an operator does with what is kept. An order goes to the service in small parts, so that the
 * page can show how far it is, and stop.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import { addTally, NO_TALLY, readKeptCount, readKeptProgress, tallyTotal } from "../../kept.ts";
import { tallyWords } from "../../kept_words.ts";
import { errorWords } from "../actions.ts";
import { type Api, ask } from "../api.ts";

/** Things one part of an order is for. */
const PART = 10;

/** Longest wait for an answer, in ms. */
const ANSWER_WITHIN = 30_000;

/** What can be done with what is kept. */
export type Verb = "replay" | "discard";

/** Which things an order is for, as the service takes it: ids, or the times they came, in ms. */
export type Choice = { readonly ids: readonly string[] } | Readonly<Record<string, number>>;

/** A choice, and how many things it is for. */
export interface Counted {
  readonly choice: Choice;
  readonly many: number;
}

/** An order under way. */
export interface OrderProgress {
  readonly verb: Verb;
  readonly done: number;
  readonly of: number;
}

/** Gives orders about one kind, one at a time. */
export class KeptOrders implements Disposable {
  /** The order under way. */
  readonly progress: Signal<OrderProgress | null> = signal(null);
  /** What came of the last order, for people. */
  readonly told: Signal<string> = signal("");

  readonly #path: string;
  readonly #api: Api;
  readonly #onDone: () => void;
  #isStopped = false;

  /** Does nothing yet. `onDone` is called when something was done, or refused. */
  constructor(path: string, { api, onDone }: {
    readonly api: Api;
    readonly onDone: () => void;
  }) {
    this.#path = path;
    this.#api = api;
    this.#onDone = onDone;
  }

  /** Counts what a choice is for; `null`, after saying why, when it is for nothing or can't be told. */
  async count(choice: Choice): Promise<Counted | null> {
    try {
      const many = readKeptCount(await this.#send("replay", { ...choice, dryRun: true }));
      if (many > 0) return { choice, many };
      this.told.value = tallyWords(NO_TALLY);
      return null;
    } catch (error) {
      this.told.value = errorWords(error);
      return null;
    }
  }

  /** Does it to each, unless an order is under way. */
  async carryOut(verb: Verb, { choice, many }: Counted): Promise<void> {
    if (this.progress.peek() !== null || many === 0) return;
    this.#isStopped = false;
    this.told.value = "";
    this.progress.value = { verb, done: 0, of: many };
    this.told.value = await this.#partByPart(verb, { choice, many });
    this.progress.value = null;
    this.#onDone();
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
  async #partByPart(verb: Verb, { choice, many }: Counted): Promise<string> {
    let tally = NO_TALLY;
    try {
      for (let next: string | null = null;;) {
        const from = next === null ? {} : { next };
        const answer = readKeptProgress(
          await this.#send(verb, { ...choice, limit: PART, ...from }),
        );
        tally = addTally(tally, answer);
        next = answer.next;
        this.progress.value = { verb, done: Math.min(tallyTotal(tally), many), of: many };
        if (next === null) return tallyWords(tally);
        if (this.#isStopped) return `Stopped: ${tallyWords(tally)}`;
      }
    } catch (error) {
      const why = errorWords(error);
      return tally === NO_TALLY ? why : `${tallyWords(tally)}, then: ${why}`;
    }
  }

  #send(verb: Verb, body: object): Promise<unknown> {
    return ask(this.#api, {
      path: `${this.#path}/${verb}`,
      method: "POST",
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
  }
}
