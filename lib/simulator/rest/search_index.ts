/**
 * What Jira's search knows of a site. It learns of a change some time after it, and until then shows
 * each issue as it was: with its old fields, in its old project, or not at all.
 *
 * @module
 */

import type { SimIssue } from "../model.ts";
import type { Random } from "../random.ts";
import type { Site } from "../site.ts";
import { OrderedList } from "./ordered_list.ts";

/** What issues are ordered by. */
export interface Place {
  readonly updated: number;
  readonly created: number;
  readonly project: string;
  /** Number in the issue's key. */
  readonly number: number;
}

/** An issue as search has it. */
export interface IndexedIssue extends Place {
  /** A copy that later changes of the issue leave alone. */
  readonly issue: SimIssue;
}

/** How long search takes to learn of a change, in ms. */
export interface Lag {
  readonly least: number;
  readonly most: number;
}

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly id: string;
  readonly entry: IndexedIssue | null;
}

/** By project and number, as `ORDER BY key` does. */
export function compareKeys(a: Place, b: Place): number {
  if (a.project !== b.project) return a.project < b.project ? -1 : 1;
  return a.number - b.number;
}

/** By `updated`, then by key. */
export function compareUpdated(a: Place, b: Place): number {
  return a.updated - b.updated || compareKeys(a, b);
}

/** How search sees an issue from now on; `null` when it is gone. */
export function indexed(issue: SimIssue): IndexedIssue | null {
  if (issue.deletedAt !== null) return null;
  const { updated, created, project, key } = issue;
  const number = Number(key.slice(key.lastIndexOf("-") + 1));
  return { updated, created, project: project.key, number, issue: { ...issue } };
}

/** The index of a site. */
export class SearchIndex {
  /** May be changed at any time, for the changes that follow. */
  lag: Lag = { least: 0, most: 0 };
  readonly #site: Site;
  readonly #random: Random;
  readonly #entries = new Map<string, { entry: IndexedIssue; order: number }>();
  readonly #byKey: OrderedList<IndexedIssue>;
  readonly #byUpdated: OrderedList<IndexedIssue>;
  #pending: Pending[] = [];
  #order = 0;

  /** Begins with everything known. */
  constructor(site: Site, random: Random) {
    this.#site = site;
    this.#random = random;
    const all = [...site.everything()].flatMap((issue) => indexed(issue) ?? []);
    for (const entry of all) this.#entries.set(entry.issue.id, { entry, order: 0 });
    this.#byKey = new OrderedList([...all], compareKeys);
    this.#byUpdated = new OrderedList(all, compareUpdated);
    site.watch((issue) => this.#learn(issue));
  }

  /** All issues it knows by now, by key. */
  byKey(): OrderedList<IndexedIssue> {
    this.#catchUp();
    return this.#byKey;
  }

  /** All issues it knows by now, by the `updated` it knows of them. */
  byUpdated(): OrderedList<IndexedIssue> {
    this.#catchUp();
    return this.#byUpdated;
  }

  #learn(issue: SimIssue): void {
    const { least, most } = this.lag;
    const due = this.#site.now() + (most === 0 ? 0 : this.#random.int(least, most));
    const pending = { due, order: ++this.#order, id: issue.id, entry: indexed(issue) };
    if (most === 0) this.#put(pending);
    else this.#pending.push(pending);
  }

  #catchUp(): void {
    const now = this.#site.now();
    const due = this.#pending.filter((it) => it.due <= now);
    if (due.length === 0) return;
    this.#pending = this.#pending.filter((it) => it.due > now);
    for (const pending of due) this.#put(pending);
  }

  /** Unless something newer about the issue came sooner. */
  #put({ id, entry, order }: Pending): void {
    const known = this.#entries.get(id);
    if (known !== undefined && known.order > order) return;
    if (known !== undefined) {
      this.#byKey.remove(known.entry);
      this.#byUpdated.remove(known.entry);
    }
    if (entry === null) {
      this.#entries.delete(id);
      return;
    }
    this.#entries.set(id, { entry, order });
    this.#byKey.add(entry);
    this.#byUpdated.add(entry);
  }
}
