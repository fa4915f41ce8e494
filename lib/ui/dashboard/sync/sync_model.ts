/**
 * What the dashboard knows of the comparison with Jira, and what an operator asks of it.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Run, SyncReport } from "../../../sync/types.ts";
import { appendRuns, endWords, renewRuns, RUN_NAMES, type RunList } from "../../runs.ts";
import { readSyncReport } from "../../sync_report.ts";
import { Actions, errorWords } from "../actions.ts";
import { type Api, ask } from "../api.ts";
import { Poller } from "../poller.ts";

/** Time between two questions, in ms. */
const ASK_EVERY = 5_000;

/** The same while a run is under way, or may begin because it was asked for, in ms. */
const ASK_RUNNING = 1_500;

/** Runs read in one page. */
const PAGE = 200;

/** Runs read to see what is new. */
const NEWS = 20;

/** Runs read of themselves, so that the chart reaches back over days of sweeps. */
const READ_BACK = 1_000;

/** Longest wait for an answer, in ms. */
const ANSWER_WITHIN = 15_000;

/** The runs a button may start. */
export type Startable = "sweep" | "census";

/** The comparison as last told. It asks only between `watch` and the end of that. */
export class SyncModel {
  /** As last told; `null` before the first answer. Its runs are in {@linkcode SyncModel.list}. */
  readonly report: Signal<SyncReport | null> = signal(null);
  /** The history as far as it was read. */
  readonly list: Signal<RunList> = signal({ runs: [], next: null });
  /** Why the last question was not answered, in plain words. */
  readonly problem: Signal<string | null> = signal(null);
  /** How the run ended that was under way, in one sentence. */
  readonly ended: Signal<string> = signal("");
  /** The run under way. */
  readonly running: ReadonlySignal<Run | null> = computed(() => this.report.value?.running ?? null);

  /** What an operator asks for. */
  readonly actions: Actions;

  readonly #api: Api;
  readonly #poller: Poller;
  #actedAt = -Infinity;

  /** Asks nothing yet. */
  constructor(api: Api) {
    this.#api = api;
    this.#poller = new Poller({
      ask: (signal) => this.#ask(signal),
      pause: () => this.#isBusy() ? ASK_RUNNING : ASK_EVERY,
    });
    this.actions = new Actions(api, () => {
      this.#actedAt = Date.now();
      this.#poller.soon();
    });
  }

  /** Asks again and again until what it gives back is disposed of. */
  watch(): Disposable {
    return this.#poller.start();
  }

  /** Starts a run, unless one is under way. */
  async start(kind: Startable): Promise<void> {
    const done = `${RUN_NAMES[kind]} asked for`;
    await this.actions.do({ path: `/api/sync/${kind}`, method: "POST", done });
  }

  /** Confirms that what was held back of a project is gone: a census removes it. */
  async confirm(project: string): Promise<void> {
    const done = "Confirmed: a census removes them";
    await this.actions.do({ path: "/api/sync/confirm", method: "POST", body: { project }, done });
  }

  /** Says that an address is of the Jira whose issues are kept. */
  async accept(jira: string): Promise<void> {
    const done = "Accepted: it is the same Jira";
    await this.actions.do({ path: "/api/sync/accept", method: "POST", body: { jira }, done });
  }

  /** Reads the next page of the history. */
  async earlier(): Promise<void> {
    const { next } = this.list.peek();
    if (next === null) return;
    try {
      await this.#readAfter(next, AbortSignal.timeout(ANSWER_WITHIN));
    } catch (error) {
      this.problem.value = errorWords(error);
    }
  }

  #isBusy(): boolean {
    return this.running.peek() !== null || Date.now() - this.#actedAt < ASK_EVERY;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      const report = await this.#read(null, signal);
      if (signal.aborted) return;
      this.#tellEnd(report);
      this.report.value = report;
      this.list.value = renewRuns(this.list.peek(), { runs: report.items, next: report.next });
      this.problem.value = null;
      await this.#readBack(signal);
    } catch (error) {
      if (!isTakenBack(error)) this.problem.value = errorWords(error);
    }
  }

  async #readBack(signal: AbortSignal): Promise<void> {
    while (true) {
      const { runs, next } = this.list.peek();
      if (next === null || runs.length >= READ_BACK) return;
      await this.#readAfter(next, signal);
    }
  }

  async #readAfter(after: string, signal: AbortSignal): Promise<void> {
    const { items, next } = await this.#read(after, signal);
    // A newer page may have replaced the list meanwhile.
    if (this.list.peek().next !== after) return;
    this.list.value = appendRuns(this.list.peek(), { runs: items, next });
  }

  async #read(after: string | null, signal: AbortSignal): Promise<SyncReport> {
    const isNews = after === null && this.list.peek().runs.length > 0;
    const query = new URLSearchParams({ limit: String(isNews ? NEWS : PAGE) });
    if (after !== null) query.set("next", after);
    return readSyncReport(await ask(this.#api, { path: `/api/sync?${query}`, signal }));
  }

  #tellEnd({ running, items }: SyncReport): void {
    const before = this.running.peek();
    if (before === null || running?.id === before.id) return;
    const ended = items.find(({ id }) => id === before.id);
    if (ended !== undefined) this.ended.value = endWords(ended);
  }
}

function isTakenBack(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
