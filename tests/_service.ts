/**
 * The real service on a port of its own, for behaviour tests.
 *
 * @module
 */

import type { AtlassianHosts } from "../lib/jira/rest/access.ts";
import type { Budget } from "../lib/jira/rest/pacer.ts";
import type { JiraReader } from "../lib/jira/rest/types.ts";
import { sign } from "../lib/jira/signature.ts";
import { readSettings } from "../lib/ops/settings.ts";
import { type Service, startService } from "../lib/service.ts";
import { inboxKey } from "../lib/store/keys.ts";
import type { Store } from "../lib/store/types.ts";
import { createApp } from "../routes/app.ts";
import { eventually } from "./_waiting.ts";

/** The secret tests sign with. */
export const SECRET = "a secret only for tests";

/** A simulated Jira needs no sparing: calls follow each other at once. */
export const UNSPARING: Budget = { perSecond: 1_000_000, concurrency: 4 };

/** The administrator's token in tests. */
export const TOKEN = "a-token-only-for-tests";

/** What a test may choose. */
export interface RunOptions {
  /** Settings as environment variables; the store is in memory unless `KV_PATH` says otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes the place of the store the settings name. */
  readonly store?: Store;
  /** Takes the place of the Jira the settings name. */
  readonly jira?: JiraReader;
  /** Take the place of Atlassian's own addresses. */
  readonly hosts?: AtlassianHosts;
  readonly now?: () => number;
  /** Time between two sweeps, ms. */
  readonly sweepEvery?: number;
  /** Port to listen on, to start again where clients expect it; any free one unless given. */
  readonly port?: number;
  /** How long a webhook's body may take to arrive, ms. */
  readonly bodyDeadline?: number;
  /** Stands before the service: answers in its place, or with its answer. */
  readonly front?: (request: Request, answer: () => Promise<Response>) => Promise<Response>;
}

/** A service that listens. */
export interface RunningService extends AsyncDisposable {
  readonly service: Service;
  readonly url: string;
  readonly port: number;
  /** Lines of its log. */
  readonly logged: readonly string[];
  /** Calls it with the administrator's token. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Posts a signed webhook. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Resolves when nothing accepted waits to be applied. */
  settled(): Promise<void>;
}

/** Starts a service; dispose of it to stop it. */
export async function runService(options: RunOptions = {}): Promise<RunningService> {
  const parsed = readSettings({
    KV_PATH: ":memory:",
    JIRA_WEBHOOK_SECRET: SECRET,
    ADMIN_TOKEN: TOKEN,
    ...options.env,
  });
  if (!parsed.ok) throw new TypeError(parsed.problems.join("; "));
  const logged: string[] = [];
  const service = await startService({
    settings: parsed.settings,
    budget: UNSPARING,
    log: (message, cause) =>
      void logged.push(`${message}${cause === undefined ? "" : `: ${cause}`}`),
    ...options.store === undefined ? {} : { store: options.store },
    ...options.jira === undefined ? {} : { jira: options.jira },
    ...options.hosts === undefined ? {} : { hosts: options.hosts },
    ...options.now === undefined ? {} : { now: options.now },
    ...options.sweepEvery === undefined ? {} : { sweepEvery: options.sweepEvery },
  });
  let url = "";
  const app = createApp(service, {
    version: "0.0.0-test",
    publicUrl: () => url,
    assets: new URL("../dist/dashboard/", import.meta.url),
    ...options.bodyDeadline === undefined ? {} : { bodyDeadline: options.bodyDeadline },
  });
  const server = Deno.serve(
    { port: options.port ?? 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request, info) => {
      const answer = async () => await app.fetch(request, info);
      return await (options.front?.(request, answer) ?? answer());
    },
  );
  url = `http://127.0.0.1:${server.addr.port}`;
  return {
    service,
    url,
    port: server.addr.port,
    logged,
    get: (path, headers = {}) =>
      fetch(`${url}${path}`, {
        headers: { authorization: `Bearer ${parsed.settings.adminToken}`, ...headers },
      }),
    post: (body, headers = {}) => {
      const raw = body instanceof Uint8Array
        ? body
        : new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
      return fetch(`${url}/webhook/jira`, {
        method: "POST",
        headers: { "x-hub-signature": sign(raw, SECRET), ...headers },
        body: raw.slice(),
      });
    },
    settled: () => allApplied(service),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server.shutdown(), service.drain()]);
      await service.stop();
    },
  };
}

/** Waits for the inbox, looking again whenever a delivery may have left it. */
async function allApplied({ store }: Service): Promise<void> {
  await eventually(
    () => store.list({ prefix: inboxKey(), limit: 1 }),
    ({ length }) => length === 0,
  );
}
