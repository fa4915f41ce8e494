/**
 * What the account behind the token may see.
 *
 * @module
 */

import type { SimIssue, SimProject } from "../model.ts";
import type { Site } from "../site.ts";

/** Whether a project shows in the roster at all. */
export function seesProject(project: SimProject): boolean {
  return !project.hidden && project.status !== "gone";
}

/** Whether an issue can be read by id. On Cloud those of archived projects can't. */
export function seesIssue(issue: SimIssue, site: Site): boolean {
  if (issue.deletedAt !== null || issue.hidden || issue.project.hidden) return false;
  if (issue.project.status === "live") return true;
  return issue.project.status === "archived" && site.dialect.flavour === "datacenter";
}

/** Whether a search may show an issue; a deleted one shows for as long as the index has it. */
export function isFound(issue: SimIssue): boolean {
  return !issue.hidden && !issue.project.hidden && issue.project.status === "live";
}
