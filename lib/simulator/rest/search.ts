/**
 * Carries a search out: what matches, in order, from a place on.
 *
 * @module
 */

import type { SimIssue } from "../model.ts";
import type { Matcher } from "./jql_match.ts";
import type { JqlField, JqlSort } from "./jql_parse.ts";
import type { Compare, OrderedList } from "./ordered_list.ts";
import {
  COMPARE,
  type IndexedIssue,
  type IndexOrder,
  type Place,
  type SearchIndex,
} from "./search_index.ts";

/** A search to carry out. */
export interface Search {
  readonly matcher: Matcher;
  readonly order: readonly JqlSort[];
  /** Where the page before ended. */
  readonly after: Place | null;
  /** Whether the account may find the issue. */
  readonly isAllowed: (issue: SimIssue) => boolean;
  /** Issues to show as they are now, whatever the index says; `null` for those that are gone. */
  readonly reconciled: ReadonlyMap<string, IndexedIssue | null>;
}

interface Plan {
  readonly order: IndexOrder;
  readonly list: OrderedList<IndexedIssue>;
  readonly direction: "up" | "down";
}

/** Without `ORDER BY` the newest keys come first. */
const USUAL_ORDER: readonly JqlSort[] = [{ field: "issue", descending: true }];

/** What the search finds, in order. */
export function* searchIssues(index: SearchIndex, given: Search): Iterable<IndexedIssue> {
  const search = given.order.length === 0 ? { ...given, order: USUAL_ORDER } : given;
  const { after, reconciled, order } = search;
  const compare = compareBy(order);
  const fits = (it: IndexedIssue) => search.matcher.matches(it) && search.isAllowed(it.issue);
  const fresh = [...reconciled.values()].filter((it): it is IndexedIssue =>
    it !== null && fits(it) && (after === null || compare(it, after) > 0)
  );
  yield* merge(known(), { others: fresh.sort(compare), compare });

  function* known(): Iterable<IndexedIssue> {
    for (const it of inOrder(index, search)) {
      if (!reconciled.has(it.issue.id) && fits(it)) yield it;
    }
  }
}

function inOrder(index: SearchIndex, search: Search): Iterable<IndexedIssue> {
  const { order } = search;
  const plan = planFor(index, order);
  if (plan !== null) return stretch(plan, search);
  const { list } = planFor(index, USUAL_ORDER)!;
  const compare = compareBy(order);
  return [...list.slice(0, list.size, "up")]
    .filter((it) => search.after === null || compare(it, search.after) > 0)
    .sort(compare);
}

/** A list that is in the wanted order already, when there is one. */
function planFor(index: SearchIndex, sorts: readonly JqlSort[]): Plan | null {
  const [first, ...rest] = sorts as [JqlSort, ...JqlSort[]];
  const { field: order, descending } = first;
  if (order === "project") return null;
  const fits = order === "issue" ||
    rest.every((it) => it.field === "issue" && it.descending === descending);
  return fits ? { order, list: index.list(order), direction: descending ? "down" : "up" } : null;
}

/** The part of a list that can match. */
function stretch({ list, order, direction }: Plan, search: Search): Iterable<IndexedIssue> {
  const { matcher: { project, least }, after } = search;
  const compare = COMPARE[order];
  let [start, end] = [0, list.size];
  if (order !== "issue") start = list.from((it) => it[order] >= least[order]);
  else if (project !== null) {
    start = list.from((it) => it.project >= project);
    end = list.from((it) => it.project > project);
  }
  if (after !== null && direction === "up") {
    start = Math.max(start, list.from((it) => compare(it, after) > 0));
  }
  if (after !== null && direction === "down") {
    end = Math.min(end, list.from((it) => compare(it, after) >= 0));
  }
  return list.slice(start, end, direction);
}

function compareBy(sorts: readonly JqlSort[]): Compare<Place> {
  const last = sorts[0]?.descending === true ? -1 : 1;
  return (a, b) => {
    for (const { field, descending } of sorts) {
      const difference = COMPARE_FIELD[field](a, b);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return COMPARE.issue(a, b) * last;
  };
}

const COMPARE_FIELD: Record<JqlField, Compare<Place>> = {
  issue: COMPARE.issue,
  project: (a, b) => a.project < b.project ? -1 : a.project > b.project ? 1 : 0,
  updated: (a, b) => a.updated - b.updated,
  created: (a, b) => a.created - b.created,
};

function* merge<T>(
  list: Iterable<T>,
  { others, compare }: { others: readonly T[]; compare: Compare<T> },
): Iterable<T> {
  let next = 0;
  for (const it of list) {
    while (next < others.length && compare(others[next]!, it) < 0) yield others[next++]!;
    yield it;
  }
  yield* others.slice(next);
}
