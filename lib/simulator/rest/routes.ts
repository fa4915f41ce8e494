/**
 * Which endpoints there are, on Cloud and on Data Center.
 *
 * @module
 */

import type { Flavour } from "../model.ts";
import { getMyself, getServerInfo } from "./account.ts";
import { Refusal, type Reply, type Route } from "./call.ts";
import { bulkFetch, getIssue } from "./issues.ts";
import { listProjects, searchProjects } from "./projects.ts";
import { getSearchByOffset, postSearchByOffset } from "./search_datacenter.ts";
import { countIssues, getSearch, postSearch } from "./search_cloud.ts";

/** An endpoint: its method, its path behind `/rest/api/{version}/`, and what answers. */
export type Endpoint = readonly [method: string, path: string, route: Route];

const SHARED: readonly Endpoint[] = [
  ["GET", "myself", getMyself],
  ["GET", "serverInfo", getServerInfo],
  ["GET", "issue/:issue", getIssue],
];

const CLOUD: readonly Endpoint[] = [
  ...SHARED,
  ["GET", "search/jql", getSearch],
  ["POST", "search/jql", postSearch],
  ["POST", "search/approximate-count", countIssues],
  ["POST", "issue/bulkfetch", bulkFetch],
  ["GET", "project/search", searchProjects],
  ["GET", "search", removed],
  ["POST", "search", removed],
];

const DATA_CENTER: readonly Endpoint[] = [
  ...SHARED,
  ["GET", "search", getSearchByOffset],
  ["POST", "search", postSearchByOffset],
  ["GET", "project", listProjects],
];

/** The endpoints of one kind of Jira. */
export function endpointsOf(flavour: Flavour): readonly Endpoint[] {
  return flavour === "cloud" ? CLOUD : DATA_CENTER;
}

/** The versions of the REST API it has, as a pattern of paths. */
export function versionsOf(flavour: Flavour): string {
  return flavour === "cloud" ? "[23]" : "2";
}

function removed(): Reply {
  throw new Refusal(
    410,
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full " +
      "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
  );
}
