/**
 * What the list shows of the groups: the choices of the filter bar.
 *
 * @module
 */

import type { Group, Tab } from "./groups.ts";
import type { Reason } from "./judge.ts";

/** Choices; empty text means no choice. */
export interface Filters {
  readonly tab: Tab;
  readonly text: string;
  readonly server: string;
  /** Key of a project. */
  readonly project: string;
  readonly reason: Reason | "";
  readonly kind: string;
  readonly unreadOnly: boolean;
}

/** The inbox itself. */
export const NO_FILTERS: Filters = {
  tab: "inbox",
  text: "",
  server: "",
  project: "",
  reason: "",
  kind: "",
  unreadOnly: false,
};

/** Whether anything but the tab is chosen. */
export function isFiltered(filters: Filters): boolean {
  const { tab: _tab, ...chosen } = filters;
  const { tab: _inbox, ...none } = NO_FILTERS;
  return JSON.stringify(chosen) !== JSON.stringify(none);
}

/** The groups that fit. `words` gives all that a group says, to search in. */
export function fitting(
  groups: readonly Group[],
  { filters, words }: { readonly filters: Filters; readonly words: (group: Group) => string },
): Group[] {
  const wanted = filters.text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return groups.filter((group) => {
    if (group.tab !== filters.tab || !fits(group, filters)) return false;
    if (wanted.length === 0) return true;
    const told = words(group).toLowerCase();
    return wanted.every((word) => told.includes(word));
  });
}

/** The projects among some groups, by key. */
export function projectsOf(groups: readonly Group[]): string[] {
  const keys = groups.flatMap(({ issue }) => issue?.project?.key ?? []);
  return [...new Set(keys)].sort();
}

/** The kinds of change among some groups. */
export function kindsOf(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ entries }) => entries.map(({ item }) => item.kind)))].sort();
}

function fits(group: Group, { server, project, reason, kind, unreadOnly }: Filters): boolean {
  return (server === "" || group.server.id === server) &&
    (project === "" || group.issue?.project?.key === project) &&
    (reason === "" || group.reasons.includes(reason)) &&
    (kind === "" || group.entries.some(({ item }) => item.kind === kind)) &&
    (!unreadOnly || group.unread > 0);
}
