/**
 * The client of Jira's REST API.
 *
 * @module
 */

import {
  apiRoot,
  ATLASSIAN,
  type AtlassianHosts,
  deploymentOf,
  type JiraAccess,
} from "./access.ts";
import { createAsk } from "./ask.ts";
import { fixedAuthorization } from "./authorization.ts";
import type { Ask } from "./call.ts";
import { createCloud } from "./cloud.ts";
import { createDataCenter } from "./datacenter.ts";
import { isId } from "./jql.ts";
import { oauthAuthorization, type TokenKeeper } from "./oauth.ts";
import { type Budget, createPacer, type Wait } from "./pacer.ts";
import { createLocalRateMemory, type RateMemory } from "./rate_memory.ts";
import { sleep } from "./stop.ts";
import { type JiraReader, READ_AT_ONCE, RECONCILE_AT_ONCE } from "./types.ts";
import { readMyself, readServerInfo } from "./who.ts";

/** Longest time for one request with its whole answer, ms: Jira's slowest searches take half of it. */
const TIMEOUT = 60_000;

/** What one isolate asks unless told otherwise: a tenth of the burst that Cloud allows. */
const BUDGET: Budget = { perSecond: 10, concurrency: 4 };

/** What a client is made of. Only `access` must be given. */
export interface JiraClientOptions {
  readonly access: JiraAccess;
  /** Keeps the tokens of OAuth; needed for that, and for nothing else. */
  readonly tokens?: TokenKeeper;
  /** Shared with others who ask the same Jira; of this client alone unless given. */
  readonly memory?: RateMemory;
  readonly budget?: Budget;
  /** The system's unless given. */
  readonly fetch?: typeof fetch;
  /** Time by our clock, ms. */
  readonly now?: () => number;
  readonly random?: () => number;
  readonly wait?: Wait;
  /** Longest time for one request with its whole answer, ms; 60 s unless given. */
  readonly timeout?: number;
  /** Atlassian's own addresses unless given. */
  readonly hosts?: AtlassianHosts;
  /** Waits for those in a hurry, between parts of a large answer; nobody is unless given. */
  readonly giveWay?: () => Promise<void>;
}

/** Makes a client for one Jira. It keeps no connection or timer of its own between calls. */
export function createJiraClient(options: JiraClientOptions): JiraReader {
  const { access } = options;
  const ask = createJiraAsk(options);
  const { giveWay = () => Promise.resolve() } = options;
  const dialect = deploymentOf(access) === "cloud"
    ? createCloud(ask, giveWay)
    : createDataCenter(ask);
  return {
    myself: ({ signal }) => readMyself(ask, { access, signal }),
    serverInfo: ({ signal }) => readServerInfo(ask, { access, signal }),
    search: (request, { signal }) => {
      const reconcile = idsIn(request.reconcile ?? [], RECONCILE_AT_ONCE);
      return dialect.search({ ...request, reconcile }, signal);
    },
    read: (ids, { signal }) => {
      const known = idsIn(ids, READ_AT_ONCE);
      if (known.length > 0) return dialect.read(known, signal);
      return Promise.resolve({ value: [], observedAt: (options.now ?? Date.now)() });
    },
    count: (query, { signal }) => dialect.count(query, signal),
    projects: ({ signal }) => dialect.projects(signal),
  };
}

/** Those that can be ids at all; nothing is known of the others, and they would spoil the question. */
function idsIn(ids: readonly string[], most: number): readonly string[] {
  if (ids.length > most) throw new TypeError(`Cannot ask for ${ids.length} ids: ${most} at most`);
  return ids.filter(isId);
}

/** Asks a Jira anything, with the care that the client takes. */
export function createJiraAsk(options: JiraClientOptions): Ask {
  const { access, hosts = ATLASSIAN } = options;
  const exchange = {
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
    timeout: options.timeout ?? TIMEOUT,
  };
  return createAsk({
    ...exchange,
    access,
    root: apiRoot(access, hosts),
    authorization: access.kind === "oauth"
      ? oauthAuthorization({ ...exchange, access, keeper: keeperOf(options), login: hosts.login })
      : fixedAuthorization(access),
    pacer: createPacer({
      budget: options.budget ?? BUDGET,
      memory: options.memory ?? createLocalRateMemory(),
      now: exchange.now,
      wait: options.wait ?? sleep,
    }),
    random: options.random ?? Math.random,
  });
}

function keeperOf({ tokens }: JiraClientOptions): TokenKeeper {
  if (tokens === undefined) throw new TypeError("Cannot use OAuth: nothing keeps its tokens");
  return tokens;
}
