/**
 * The client of Jira's REST API.
 *
 * @module
 */

import { apiRoot, ATLASSIAN, type AtlassianHosts, type JiraAccess } from "./access.ts";
import { createAsk } from "./ask.ts";
import { createCloud } from "./cloud.ts";
import type { JiraReader } from "./types.ts";
import { readMyself, readServerInfo } from "./who.ts";

/** Longest time for one request with its whole answer, ms: Jira's slowest searches take half of it. */
const TIMEOUT = 60_000;

/** What a client is made of. Only `access` must be given. */
export interface JiraClientOptions {
  readonly access: JiraAccess;
  /** The system's unless given. */
  readonly fetch?: typeof fetch;
  /** Time by our clock, ms. */
  readonly now?: () => number;
  /** Longest time for one request with its whole answer, ms; 60 s unless given. */
  readonly timeout?: number;
  /** Atlassian's own addresses unless given. */
  readonly hosts?: AtlassianHosts;
}

/** Makes a client for one Jira. It keeps no connection or timer of its own between calls. */
export function createJiraClient(options: JiraClientOptions): JiraReader {
  const { access } = options;
  const ask = createAsk({
    access,
    root: apiRoot(access, options.hosts ?? ATLASSIAN),
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
    timeout: options.timeout ?? TIMEOUT,
  });
  const dialect = createCloud(ask);
  return {
    myself: ({ signal }) => readMyself(ask, { access, signal }),
    serverInfo: ({ signal }) => readServerInfo(ask, { access, signal }),
    search: (request, { signal }) => dialect.search(request, signal),
    read: (ids, { signal }) => dialect.read(ids, signal),
    count: (query, { signal }) => dialect.count(query, signal),
    projects: ({ signal }) => dialect.projects(signal),
  };
}
