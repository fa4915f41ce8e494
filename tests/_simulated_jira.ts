/**
 * A simulated Jira on a port, and a plain client for it.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { systemClock } from "../lib/simulator/clock.ts";
import { createDeliverer, type DeliveryCounts } from "../lib/simulator/delivery.ts";
import type { Flavour } from "../lib/simulator/model.ts";
import type { Operation } from "../lib/simulator/operations.ts";
import { createRandom } from "../lib/simulator/random.ts";
import type { SimApp } from "../lib/simulator/rest/app_target.ts";
import { createRest, type Rest, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { serveRest } from "../lib/simulator/rest/serve_rest.ts";
import { createSite, type Site } from "../lib/simulator/site.ts";
import { type GivenAnswer, OPENAPI, openContract } from "./_openapi.ts";

const contract = OPENAPI === undefined ? null : openContract(OPENAPI);

/** So fast that a back-off takes a few milliseconds. */
const FAST = 100_000;

/** What a test may choose. */
export interface JiraOptions {
  /** Issues nobody was told of. */
  readonly issues?: number;
  readonly projects?: number;
  readonly seed?: number;
  readonly flavour?: Flavour;
  readonly now?: () => number;
  /** Where it says that it is. */
  readonly base?: string;
  readonly cloudId?: string;
  readonly app?: SimApp;
  readonly release?: 9 | 10;
  /** Carries webhooks. @default the machine's */
  readonly fetch?: typeof fetch;
}

/** An issue as an answer holds it. */
export interface IssueBody {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What answers hold, all in one: each test looks at what its call gives. */
export interface AnswerBody extends IssueBody {
  readonly issues: readonly IssueBody[];
  readonly issueErrors: readonly unknown[];
  readonly nextPageToken?: string;
  readonly isLast: boolean;
  readonly count: number;
  readonly total: number;
  readonly values: readonly { readonly id: string; readonly key: string }[];
  readonly errorMessages: readonly string[];
}

/** An answer; `body` is empty when it isn't JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** A simulated Jira that listens. */
export interface SimulatedJira extends AsyncDisposable {
  readonly site: Site;
  readonly rest: Rest;
  readonly url: string;
  /** Calls a path with the account's token. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Posts to an endpoint of version 2. */
  post(
    endpoint: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Calls a path with any method. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Does things, and sends the webhooks to whoever is registered; gives all counts so far. */
  deliver(operations: readonly Operation[]): Promise<Readonly<DeliveryCounts>>;
  /** Every issue a search gives, over all its pages. */
  searchAll(request: Readonly<Record<string, unknown>>): Promise<IssueBody[]>;
}

/** Starts one; dispose of it to stop it. */
export function startJira(options: JiraOptions = {}): SimulatedJira {
  const { issues = 0, seed = 51, now = Date.now, flavour = "cloud", projects = 4 } = options;
  const base = options.base === undefined ? {} : { base: options.base };
  const site = createSite({ seed, now, flavour, projects, ...base });
  site.grow({ issues });
  const rest = createRest(site, {
    ...(options.app === undefined ? {} : { app: options.app }),
    ...(options.cloudId === undefined ? {} : { cloudId: options.cloudId }),
    ...(options.release === undefined ? {} : { release: options.release }),
  });
  const stopping = new AbortController();
  const { url, done } = serveRest(rest, { signal: stopping.signal });
  const authorization = headerOf(flavour);
  const deliverer = createDeliverer({
    targets: (event) => rest.registry.targets(event),
    fetch: options.fetch ?? fetch,
    clock: systemClock,
    random: createRandom(seed),
    signal: stopping.signal,
    flavour,
    timeScale: FAST,
  });

  async function call(path: string, init: RequestInit): Promise<Answer> {
    const headers = { Authorization: authorization, ...init.headers as Record<string, string> };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json") === true;
    const body = isJson && text !== "" ? JSON.parse(text) : {};
    if (response.ok && isJson && flavour === "cloud") {
      assertContract({ method: init.method ?? "GET", target: path, status: response.status, body });
    }
    return { status: response.status, headers: response.headers, body };
  }
  const jira: SimulatedJira = {
    site,
    rest,
    url,
    get: (path, headers = {}) => call(path, { headers }),
    post: (endpoint, body, headers) => jira.send("POST", `/rest/api/2/${endpoint}`, body, headers),
    send: (method, path, body, headers = {}) =>
      call(path, {
        method,
        headers: { "Content-Type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    deliver: async (operations) => {
      for (const event of operations.flatMap((it) => site.apply(it))) deliverer.send(event);
      await deliverer.drain();
      return deliverer.counts;
    },
    searchAll: (request) => searchAll(jira, request),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await done;
    },
  };
  return jira;
}

/** Holds an answer against Atlassian's OpenAPI, when that is at hand and says something of it. */
function assertContract(answer: GivenAnswer): void {
  if (contract === null || !answer.target.includes("/rest/api/")) return;
  deepEqual(contract.validateResponse(answer), [], `${answer.method} ${answer.target}`);
}

async function searchAll(
  jira: SimulatedJira,
  request: Readonly<Record<string, unknown>>,
): Promise<IssueBody[]> {
  const found: IssueBody[] = [];
  let nextPageToken: string | undefined;
  do {
    const { body } = await jira.post("search/jql", { ...request, nextPageToken });
    found.push(...body.issues);
    nextPageToken = body.nextPageToken;
  } while (nextPageToken !== undefined);
  return found;
}

function headerOf(flavour: Flavour): string {
  const { email, token } = SIMULATED_CREDENTIALS;
  if (flavour === "datacenter") return `Bearer ${token}`;
  return `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;
}
