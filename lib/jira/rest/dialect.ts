/**
 * What differs between Jira Cloud and Data Center.
 *
 * @module
 */

import type {
  FoundIssue,
  IssueQuery,
  Observed,
  RosterProject,
  SearchPage,
  SearchRequest,
} from "./types.ts";

/** Questions that the two Jiras are asked in different ways. See {@linkcode JiraReader}. */
export interface Dialect {
  search(request: SearchRequest, signal: AbortSignal): Promise<Observed<SearchPage>>;
  read(ids: readonly string[], signal: AbortSignal): Promise<Observed<readonly FoundIssue[]>>;
  count(query: IssueQuery, signal: AbortSignal): Promise<number>;
  projects(signal: AbortSignal): Promise<Observed<readonly RosterProject[]>>;
}
