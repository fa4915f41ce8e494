/**
 * Which endpoints there are, on Cloud and on Data Center.
 *
 * @module
 */

import type { Flavour } from "../model.ts";
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
} from "./admin_webhooks.ts";
import {
  deleteAppWebhooks,
  listAppWebhooks,
  listFailedWebhooks,
  refreshAppWebhooks,
  registerAppWebhooks,
} from "./app_webhooks.ts";
import {
  createWebhook10,
  getWebhook10,
  listWebhooks10,
  updateWebhook10,
} from "./jira10_webhooks.ts";
import { getMyself, getServerInfo, getTenantInfo } from "./account.ts";
import type { Route } from "./call.ts";
import { bulkFetch, getIssue } from "./issues.ts";
import { listProjects, searchProjects } from "./projects.ts";
import { Refusal, type Reply } from "./reply.ts";
import { getSearchByOffset, postSearchByOffset } from "./search_datacenter.ts";
import { countIssues, getSearch, postSearch } from "./search_cloud.ts";
import { grantTokens } from "./token_route.ts";

/**
 * An endpoint: its method, its path, and what answers. Paths without a slash in front lie behind
 * `/rest/api/{version}/`.
 */
export type Endpoint = readonly [method: string, path: string, route: Route];

const SHARED: readonly Endpoint[] = [
  ["GET", "myself", getMyself],
  ["GET", "serverInfo", getServerInfo],
  ["GET", "issue/:issue", getIssue],
  ["GET", "/rest/webhooks/1.0/webhook", listWebhooks],
  ["POST", "/rest/webhooks/1.0/webhook", createWebhook],
  ["GET", "/rest/webhooks/1.0/webhook/:webhook", getWebhook],
  ["PUT", "/rest/webhooks/1.0/webhook/:webhook", updateWebhook],
  ["DELETE", "/rest/webhooks/1.0/webhook/:webhook", deleteWebhook],
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
  ["GET", "webhook", listAppWebhooks],
  ["POST", "webhook", registerAppWebhooks],
  ["DELETE", "webhook", deleteAppWebhooks],
  ["PUT", "webhook/refresh", refreshAppWebhooks],
  ["GET", "webhook/failed", listFailedWebhooks],
  ["POST", "/oauth/token", grantTokens],
  ["GET", "/_edge/tenant_info", getTenantInfo],
];

const DATA_CENTER: readonly Endpoint[] = [
  ["GET", "search", getSearchByOffset],
  ["POST", "search", postSearchByOffset],
  ["GET", "project", listProjects],
];

const DATA_CENTER_9: readonly Endpoint[] = [...SHARED, ...DATA_CENTER];

const DATA_CENTER_10: readonly Endpoint[] = [
  ...SHARED.filter(([, path]) => !path.startsWith("/rest/webhooks/")),
  ...DATA_CENTER,
  ["GET", "/rest/jira-webhook/1.0/webhooks", listWebhooks10],
  ["POST", "/rest/jira-webhook/1.0/webhooks", createWebhook10],
  ["GET", "/rest/jira-webhook/1.0/webhooks/:webhook", getWebhook10],
  ["PUT", "/rest/jira-webhook/1.0/webhooks/:webhook", updateWebhook10],
  ["DELETE", "/rest/jira-webhook/1.0/webhooks/:webhook", deleteWebhook],
];

/** The endpoints of one kind of Jira; `release` is Data Center's. */
export function endpointsOf(flavour: Flavour, release: 9 | 10): readonly Endpoint[] {
  if (flavour === "cloud") return CLOUD;
  return release === 9 ? DATA_CENTER_9 : DATA_CENTER_10;
}

/** Where an endpoint answers; on Cloud also behind the gateway, under whatever cloud id. */
export function pathsOf([, path]: Endpoint, flavour: Flavour): string[] {
  if (flavour === "datacenter") {
    return [path.startsWith("/") ? path : `/rest/api/:version{2}/${path}`];
  }
  const own = path.startsWith("/") ? path : `/rest/api/:version{[23]}/${path}`;
  return [own, `/ex/jira/:cloud${own}`];
}

function removed(): Reply {
  throw new Refusal(
    410,
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full " +
      "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
  );
}
