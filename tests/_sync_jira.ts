/**
 * A Jira of a few issues in memory, as its REST client shows it: for tests of what is made of its
 * answers, one trap at a time.
 *
 * @module
 */

import type { IssueSnapshot } from "../lib/jira/types.ts";
import {
  type FoundIssue,
  JiraError,
  type JiraReader,
  type Observed,
  type SearchPage,
  type SearchRequest,
} from "../lib/jira/rest/types.ts";
import { coreOf, snapshotOf } from "./mirror_model/events.ts";

/** Time of one test, ms: it stands still unless moved. */
export interface Clock {
  now: number;
}

/** One call of the client. */
export type Call =
  | { readonly op: "myself" | "count" }
  | { readonly op: "search"; readonly request: SearchRequest }
  | { readonly op: "read"; readonly ids: readonly string[] };

/** See the module. */
export class TinyJira {
  /** Its clock less ours, ms. */
  skew = 0;
  /** Issues whose last change the index of searches has yet to learn of. */
  readonly unindexed: Set<string> = new Set();
  /** Issues whose last change reads by id don't show yet. */
  readonly behind: Set<string> = new Set();
  pageSize = 10;
  /** How a cursor finds its place: by offset, issues that change while paging shift the rest. */
  paging: "keyset" | "offset" = "keyset";
  /** Calls so far. */
  readonly calls: Call[] = [];
  /** Comes before each answer; may wait or throw. */
  before: (call: Call) => void | Promise<void> = () => {};
  readonly #clock: Clock;
  readonly #history = new Map<string, IssueSnapshot[]>();
  readonly #gone = new Set<string>();

  /** An empty site. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Its own time, ms. */
  get now(): number {
    return this.#clock.now + this.skew;
  }

  /** The ids each read asked for. */
  get reads(): readonly (readonly string[])[] {
    return this.calls.flatMap((call) => call.op === "read" ? [call.ids] : []);
  }

  /** Creates or changes an issue now. */
  edit(id: string, summary: string): IssueSnapshot {
    const known = this.#history.get(id) ?? [];
    const created = known[0]?.core.created ?? this.now;
    const core = coreOf({ id, key: `P-${id}`, summary, created });
    const snapshot = snapshotOf(core, Math.max(this.now, (known.at(-1)?.updated ?? 0) + 1));
    this.#history.set(id, [...known, snapshot]);
    return snapshot;
  }

  /** Deletes an issue. */
  remove(id: string): void {
    this.#gone.add(id);
  }

  /** Brings a deleted issue back as it was. */
  restore(id: string): void {
    this.#gone.delete(id);
  }

  /** Every issue as it is. */
  get issues(): readonly IssueSnapshot[] {
    return [...this.#history].filter(([id]) => !this.#gone.has(id)).map(([, all]) => all.at(-1)!);
  }

  /** The pages a search asked for, by their cursor. */
  get cursors(): readonly (string | null)[] {
    return this.calls.flatMap((call) => call.op === "search" ? [call.request.cursor] : []);
  }

  /** The client. */
  readonly reader: JiraReader = {
    myself: () =>
      this.#answer({ op: "myself" }, () => ({ id: "acc-1", name: "Sync", timeZone: null })),
    serverInfo: () => Promise.reject(new JiraError("refused", "not asked for here")),
    search: (request) => this.#answer({ op: "search", request }, () => this.#search(request)),
    read: (ids) =>
      this.#answer({ op: "read", ids }, () =>
        ids.flatMap((id): FoundIssue[] => {
          const snapshot = this.#history.get(id)?.at(this.behind.has(id) ? -2 : -1);
          return snapshot === undefined || this.#gone.has(id) ? [] : [{ id, snapshot }];
        })),
    count: async () => (await this.#answer({ op: "count" }, () => this.issues.length)).value,
    projects: () => Promise.reject(new JiraError("refused", "not asked for here")),
  };

  async #answer<T>(call: Call, make: () => T): Promise<Observed<T>> {
    this.calls.push(call);
    const observedAt = this.now;
    await this.before(call);
    return { value: make(), observedAt };
  }

  #search({ query, cursor, reconcile = [] }: SearchRequest): SearchPage {
    const since = query.updatedSince ?? -Infinity;
    const indexed = [...this.#history].flatMap(([id, all]) => {
      if (this.#gone.has(id)) return [];
      const lags = this.unindexed.has(id) && !reconcile.includes(id);
      return all.at(lags ? -2 : -1) ?? [];
    });
    const found = indexed.filter(({ updated }) => updated >= since)
      .sort((a, b) => a.updated - b.updated || Number(a.core.id) - Number(b.core.id));
    const from = this.#place(found, cursor);
    const page = found.slice(from, from + this.pageSize);
    const last = page.at(-1);
    return {
      issues: page.map((snapshot) => ({ id: snapshot.core.id, snapshot })),
      cursor: last === undefined || from + page.length >= found.length
        ? null
        : this.paging === "offset"
        ? String(from + page.length)
        : `${last.updated}:${last.core.id}`,
    };
  }

  #place(found: readonly IssueSnapshot[], cursor: string | null): number {
    if (cursor === null) return 0;
    if (this.paging === "offset") return Number(cursor);
    const [updated, id] = cursor.split(":").map(Number);
    const next = found.findIndex((each) =>
      each.updated > updated! || (each.updated === updated && Number(each.core.id) > id!)
    );
    return next < 0 ? found.length : next;
  }
}
