/**
 * What Jira's search knows of a site. It learns of a change some time after it, and until then shows
 * each issue as it was: with its old fields, in its old project, or not at all.
 *
 * @module
 */

import type { Flavour, SimIssue } from "../model.ts";
import type { Random } from "../random.ts";
import type { Site } from "../site.ts";
import { type Compare, OrderedList } from "./ordered_list.ts";

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

/** What lists are kept in the order of. */
export type IndexOrder = "issue" | "updated" | "created";

/** How two issues compare in each order: by time and then by key, or as keys do. */
export const COMPARE: Record<IndexOrder, Compare<Place>> = {
  issue: compareKeys,
  updated: (a, b) => a.updated - b.updated || compareKeys(a, b),
  created: (a, b) => a.created - b.created || compareKeys(a, b),
};

/** Data Center's index keeps whole seconds (Lucene's `DateTools`), Cloud's milliseconds. */
export function resolutionOf(flavour: Flavour): number {
  return flavour === "datacenter" ? 1_000 : 1;
}

/** How search sees an issue from now on; `null` when it is gone. */
export function indexed(issue: SimIssue, flavour: Flavour): IndexedIssue | null {
  return issue.deletedAt === null ? entryOf(issue, flavour) : null;
}

/** The issue as it is now. */
export function entryOf(issue: SimIssue, flavour: Flavour): IndexedIssue {
  const resolution = resolutionOf(flavour);
  return {
    updated: issue.updated - issue.updated % resolution,
    created: issue.created - issue.created % resolution,
    project: issue.project.key,
    number: keyNumber(issue),
    issue: { ...issue },
  };
}

/** The number in an issue's key. */
export function keyNumber({ key }: SimIssue): number {
  return Number(key.slice(key.lastIndexOf("-") + 1));
}

function compareKeys(a: Place, b: Place): number {
  if (a.project !== b.project) return a.project < b.project ? -1 : 1;
  return a.number - b.number;
}

/** The index of a site. */
export class SearchIndex {
  /** May be changed at any time, for the changes that follow. */
  lag: Lag = { least: 0, most: 0 };
  readonly #site: Site;
  readonly #random: Random;
  /** What was learned last of each issue; gone ones stay, so that nothing older revives them. */
  readonly #known = new Map<string, Pick<Pending, "entry" | "order">>();
  readonly #lists: Record<IndexOrder, OrderedList<IndexedIssue>>;
  #pending: Pending[] = [];
  #order = 0;

  /** Begins with everything known. */
  constructor(site: Site, random: Random) {
    this.#site = site;
    this.#random = random;
    const { flavour } = site.dialect;
    const all = [...site.everything()].flatMap((issue) => indexed(issue, flavour) ?? []);
    for (const entry of all) this.#known.set(entry.issue.id, { entry, order: 0 });
    this.#lists = {
      issue: new OrderedList([...all], COMPARE.issue),
      updated: new OrderedList([...all], COMPARE.updated),
      created: new OrderedList(all, COMPARE.created),
    };
    site.watch((issue) => this.#learn(issue));
  }

  /** All issues it knows by now, as it knows them. */
  list(order: IndexOrder): OrderedList<IndexedIssue> {
    this.#catchUp();
    return this.#lists[order];
  }

  #learn(issue: SimIssue): void {
    const { least, most } = this.lag;
    const due = this.#site.now() + (most === 0 ? 0 : this.#random.int(least, most));
    const pending = {
      due,
      order: ++this.#order,
      id: issue.id,
      entry: indexed(issue, this.#site.dialect.flavour),
    };
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
    const known = this.#known.get(id);
    if (known !== undefined && known.order > order) return;
    this.#known.set(id, { entry, order });
    for (const list of Object.values(this.#lists)) {
      if (known !== undefined && known.entry !== null) list.remove(known.entry);
      if (entry !== null) list.add(entry);
    }
  }
}
