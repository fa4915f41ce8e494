/**
 * What every page of the extension stands on.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Times } from "../i18n/time.ts";
import { troubleWords } from "../i18n/trouble_words.ts";
import type { Words } from "../i18n/words.ts";
import type { Command } from "../model/commands.ts";
import { EMPTY } from "../model/state.ts";
import type { State } from "../model/types.ts";
import { complaintOfCommand, type Link } from "./link.ts";

/** What a page is made with. */
export interface PageOptions {
  readonly link: Link;
  readonly words: Words;
  /** ms */
  readonly now: number;
}

/** The state as stored, the words to tell it in, the time, and the way to the worker. */
export class PageModel {
  readonly link: Link;
  readonly words: Words;
  readonly times: Times;
  /** The state; empty until it is read. */
  readonly state: ReadonlySignal<State>;
  /** Now, ms, as precisely as a page tells time. */
  readonly now: Signal<number>;
  /** What could not be done, in words for people. */
  readonly failure: Signal<string | null> = signal(null);

  /** The model of a page over its link. */
  constructor({ link, words, now }: PageOptions) {
    this.link = link;
    this.words = words;
    this.times = new Times(words);
    this.now = signal(now);
    this.state = computed(() => link.state.value ?? EMPTY);
  }

  /** Has the worker do something; says so when it cannot. */
  async send(command: Command): Promise<"done" | "failed"> {
    try {
      await this.link.send(command);
      this.failure.value = null;
      return "done";
    } catch (error) {
      this.failure.value = troubleWords(this.words, complaintOfCommand(error));
      return "failed";
    }
  }
}
