/**
 * What an operator asks for with a button.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import { type Api, ask, type Question } from "./api.ts";

/** Longest wait for an answer, in ms: Jira may be asked meanwhile. */
const ANSWER_WITHIN = 30_000;

/** Something to do, and what to say when it is done. */
export interface Action extends Omit<Question, "signal"> {
  readonly done: string;
}

/** Does one thing at a time. */
export class Actions {
  /** What came of the last thing that was asked for, for people. */
  readonly told: Signal<string> = signal("");
  readonly #api: Api;
  readonly #afterwards: () => void;
  #acting = false;

  /** `afterwards` is called when something was done, or refused. */
  constructor(api: Api, afterwards: () => void) {
    this.#api = api;
    this.#afterwards = afterwards;
  }

  /** Does it, unless something is being done. */
  async do({ done, ...question }: Action): Promise<void> {
    if (this.#acting) return;
    this.#acting = true;
    this.told.value = "";
    try {
      await ask(this.#api, { ...question, signal: AbortSignal.timeout(ANSWER_WITHIN) });
      this.told.value = done;
    } catch (error) {
      this.told.value = errorWords(error);
    } finally {
      this.#acting = false;
      this.#afterwards();
    }
  }
}

/** What to show of an error: messages are written for people. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
