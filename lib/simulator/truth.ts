/**
 * What is true of a site, to compare a mirror with.
 *
 * @module
 */

import type { SimIssue } from "./model.ts";
import type { SiteState } from "./site_state.ts";

/** What is true of one issue. Times in ms. */
export interface IssueTruth {
  readonly id: string;
  readonly key: string;
  /** Project key. */
  readonly project: string;
  /** Status name. */
  readonly status: string;
  /** Account id. */
  readonly assignee: string | null;
  readonly summary: string;
  readonly updated: number;
  /** The latest `updated` a full webhook body carried: as far as one gets without REST. */
  readonly told: number;
  readonly deleted: boolean;
  /**
   * Where it is for the account behind the REST token. `hidden`: the account may not see it or its
   * project. `archived` and `trashed`: its project is. Deleted issues are where they were.
   */
  readonly place: "live" | "archived" | "trashed" | "hidden";
}

/** The truth about one issue. */
export function truthOf(issue: SimIssue): IssueTruth {
  return {
    id: issue.id,
    key: issue.key,
    project: issue.project.key,
    status: issue.status.name,
    assignee: issue.assignee?.id ?? null,
    summary: issue.summary,
    updated: issue.updated,
    told: issue.told,
    deleted: issue.deletedAt !== null,
    place: placeOf(issue),
  };
}

/** Finds an issue by id or key. Former keys count, too, until another issue has the key. */
export function findIssue(state: SiteState, idOrKey: string): SimIssue | undefined {
  const issue = state.issues.get(idOrKey);
  if (issue !== undefined) return issue;
  const key = idOrKey.toUpperCase();
  const all = [...state.issues.values()];
  return all.find((it) => it.key === key) ?? all.findLast((it) => it.formerKeys.includes(key));
}

function placeOf({ hidden, project }: SimIssue): IssueTruth["place"] {
  if (hidden || project.hidden) return "hidden";
  return project.status === "gone" ? "live" : project.status;
}
