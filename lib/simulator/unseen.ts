/**
 * Changes of a site that no webhook tells of: made by bulk tools, by restoring a backup, by a change
 * of permissions. Only reading the site again shows them.
 *
 * @module
 */

import { editFields } from "./field_changes.ts";
import type { Edit, Operation } from "./operations.ts";
import { perform } from "./perform.ts";
import { found, type SiteState, touch } from "./site_state.ts";

/** A change of an issue's content. */
export interface Alteration {
  /** Issue id. */
  readonly issue: string;
  readonly set?: Edit;
  /** The new `updated`, ms; it may be older than it was. Unless given, `updated` stays. */
  readonly updated?: number;
}

/** Issues and projects, by their ids. */
export interface Selection {
  readonly issues?: readonly string[];
  readonly projects?: readonly string[];
}

/** Does something as always, but Jira sends nothing about it. */
export function performSilently(state: SiteState, operation: Operation): void {
  state.silent = true;
  try {
    perform(state, operation);
  } finally {
    state.silent = false;
  }
}

/** Sets fields without history. @throws {RangeError} When there is no such issue or value. */
export function alterIssue(state: SiteState, alteration: Alteration): void {
  const { issue: id, set = {} } = alteration;
  const issue = found(state.issues.get(id), { what: "issue", id });
  editFields(state, issue, set);
  touch(state, issue, alteration.updated ?? issue.updated);
}

/** Brings a deleted issue back, as restoring a backup does; what hung on it by links stays away. */
export function bringBack(state: SiteState, id: string): void {
  const issue = found(state.issues.get(id), { what: "issue", id });
  issue.deletedAt = null;
  touch(state, issue, issue.updated);
}

/** Takes issues or projects out of the sight of the account behind the REST token. */
export function hide(state: SiteState, selection: Selection): void {
  for (const it of selected(state, selection)) it.hidden = true;
}

/** Lets the account see them again. */
export function show(state: SiteState, selection: Selection): void {
  for (const it of selected(state, selection)) it.hidden = false;
}

function selected(state: SiteState, selection: Selection): { hidden: boolean }[] {
  const { issues = [], projects = [] } = selection;
  return [
    ...issues.map((id) => found(state.issues.get(id), { what: "issue", id })),
    ...projects.map((id) =>
      found(state.projects.find((it) => it.id === id), { what: "project", id })
    ),
  ];
}
