/**
 * What decides who may see an entry.
 *
 * @module
 */

import type { IssueCore, JiraEvent } from "../jira/types.ts";
import { belongsToIssue } from "./part.ts";
import { issueOf } from "./subjects.ts";
import type { Scope } from "./types.ts";

/** Stands for a security level that could not be learned: nobody but unrestricted viewers sees it. */
export const UNKNOWN_LEVEL = "unknown";

/** The scope of a known issue. */
export function scopeOf(core: IssueCore): Scope {
  return {
    project: core.project?.id ?? null,
    projectKey: core.project?.key ?? null,
    issue: core.id,
    issueKey: core.key === "" ? null : core.key,
    level: core.level?.id ?? null,
    assignee: core.assignee?.id ?? null,
    reporter: core.reporter?.id ?? null,
  };
}

/** The scope before a change; `null` when the change moved nobody's right to see the issue. */
export function priorScope(before: IssueCore | null, after: IssueCore): Scope | null {
  if (before === null || before === after) return null;
  const [was, is] = [scopeOf(before), scopeOf(after)];
  const moved = (Object.keys(is) as (keyof Scope)[]).some((part) => was[part] !== is[part]);
  return moved ? was : null;
}

/**
 * The scope of an event whose issue, if it has one, isn't known: what its body tells. An issue's
 * security level is not in partial bodies, so it stays unknown.
 */
export function eventScope(event: JiraEvent): Scope {
  const { hint, part } = event;
  const issue = issueOf(event);
  const ofIssue = issue !== null || (part !== null && belongsToIssue(part.kind));
  return {
    project: hint?.project?.id ?? (part?.kind === "project" ? part.id : null),
    projectKey: hint?.project?.key ?? null,
    issue,
    issueKey: hint?.key ?? null,
    level: ofIssue ? UNKNOWN_LEVEL : null,
    assignee: hint?.assignee?.id ?? null,
    reporter: null,
  };
}
