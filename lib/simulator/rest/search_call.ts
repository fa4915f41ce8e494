/**
 * What Cloud's and Data Center's searches share: from JQL to issues in order.
 *
 * @module
 */

import type { SimIssue } from "../model.ts";
import type { Call, RestContext } from "./call.ts";
import type { IssueJsonOptions } from "./issue_json.ts";
import { createMatcher, type Matcher } from "./jql_match.ts";
import { type JqlQuery, parseJql } from "./jql_parse.ts";
import { JqlError } from "./jql_tokens.ts";
import { Refusal } from "./reply.ts";
import { searchIssues } from "./search.ts";
import { indexed, type IndexedIssue, type Place, resolutionOf } from "./search_index.ts";
import { isFound, seesIssue, seesProject } from "./sight.ts";
import { offsetAt } from "./zones.ts";

/** A search that Jira accepts. */
export interface ReadySearch {
  readonly query: JqlQuery;
  readonly matcher: Matcher;
}

/** Parses and checks JQL. @throws {Refusal} With Jira's words. */
export function prepareSearch(
  call: Call,
  options: { jql: string; onMissing: (message: string) => void },
): ReadySearch {
  const { site, account } = call.context;
  try {
    const query = parseJql(options.jql);
    const matcher = createMatcher(query, {
      now: site.now(),
      zone: account.timeZone,
      resolution: resolutionOf(site.dialect.flavour),
      projects: site.projects.filter((it) =>
        seesProject(it) && (it.status === "live" || it.status === "archived")
      ),
      find: (idOrKey) => findVisible(call.context, idOrKey),
      onMissing: options.onMissing,
    });
    return { query, matcher };
  } catch (error) {
    if (error instanceof JqlError) throw new Refusal(400, error.message);
    throw error;
  }
}

/** What it finds, in order. */
export function findIssues(
  context: RestContext,
  search: ReadySearch & { after?: Place | null; reconcile?: readonly string[] },
): Iterable<IndexedIssue> {
  const { site, index, controls } = context;
  return searchIssues(index, {
    matcher: search.matcher,
    order: search.query.order,
    after: search.after ?? null,
    isAllowed: ({ id }) => {
      const issue = site.find(id);
      return issue !== undefined && isFound(issue) && !controls.vanished(issue) &&
        !controls.archived(issue);
    },
    reconciled: new Map((search.reconcile ?? []).map((id) => [id, freshly(context, id)])),
  });
}

/** An issue the account may read, by id or key. */
export function findVisible(context: RestContext, idOrKey: string): SimIssue | undefined {
  const issue = context.site.find(idOrKey);
  return issue !== undefined && seesIssue(issue, context.site) ? issue : undefined;
}

/** How issues are written for this account: dates are in its own time zone. */
export function jsonOptions(call: Call): Omit<IssueJsonOptions, "choice"> {
  const { site, account, controls } = call.context;
  const offset = offsetAt(account.timeZone, site.now());
  return {
    dialect: { ...site.dialect, offset },
    version: call.version,
    links: (issue) => site.linksOf(issue),
    isArchived: controls.archived,
  };
}

function freshly({ site }: RestContext, id: string): IndexedIssue | null {
  const issue = site.find(id);
  return issue === undefined ? null : indexed(issue, site.dialect.flavour);
}
