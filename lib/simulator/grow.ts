/**
 * Fills a site with many issues at once: a history nobody was told of, as a Jira of some age has when
 * a service meets it for the first time.
 *
 * @module
 */

import { blankIssue } from "./issue_operations.ts";
import { themeOf } from "./projects.ts";
import { type SiteState, touch } from "./site_state.ts";
import { writeDescription, writeSummary } from "./words.ts";
import { ISSUE_TYPES, STATUSES } from "./workflow.ts";

/** How much a site grows. */
export interface Growth {
  /** Issues to create, spread over the site's projects in turn. */
  readonly issues: number;
  /** Over how long before now they were created and last changed, in ms. @default 90 days */
  readonly within?: number;
}

const NINETY_DAYS = 90 * 86_400_000;

/** Creates the issues, oldest first, as fast as memory takes them. */
export function growSite(state: SiteState, growth: Growth): void {
  const { issues, within = NINETY_DAYS } = growth;
  const start = state.now() - within;
  for (let i = 0; i < issues; i++) {
    const created = Math.floor(start + within * (i / issues));
    growIssue(state, { number: i, created });
  }
}

function growIssue(state: SiteState, options: { number: number; created: number }): void {
  const { random, projects, people } = state;
  const project = projects[options.number % projects.length]!;
  const type = random.pick(ISSUE_TYPES);
  const theme = themeOf(project);
  const by = random.pick([...people.values()]);
  const issue = blankIssue(state, {
    operation: {
      op: "create",
      by: by.id,
      project: project.id,
      type: type.id,
      summary: writeSummary(theme, { type: type.name, random }),
      description: writeDescription(theme, { type: type.name, random }),
    },
    by,
    at: options.created,
  });
  issue.status = random.pick(Object.values(STATUSES));
  issue.assignee = random.chance(0.6) ? by : null;
  state.issues.set(issue.id, issue);
  touch(state, issue, random.int(options.created, state.now()));
}
