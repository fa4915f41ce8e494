/** A service whose store may be led from one Jira to another. */

import { equal } from "node:assert/strict";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import type { SyncReport } from "../lib/sync/types.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { minute } from "./_minute.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { type JiraOptions, type SimulatedJira, startJira } from "./_simulated_jira.ts";

/** In ms. */
export const MINUTE = 60_000;
/** In ms. */
export const HOUR = 60 * MINUTE;
/** Where the Jira is whose issues the store holds. */
export const OURS = "https://ours.example.com";
/** Where another one is. */
export const OTHER = "https://other.example.com";
/** What tells it apart, if it is a Cloud site. */
export const OTHER_CLOUD_ID = "11223344-a1b2-4b33-8444-def123456789";

/** A store full of one Jira's issues, which services open one after the other. */
export interface FilledStore extends AsyncDisposable {
  readonly store: Store;
  readonly ours: SimulatedJira;
  /** What the clocks of its services are ahead of this machine's, ms. */
  readonly clock: { ahead: number };
  /** Starts a service on it. */
  serve(asking?: Asking): Promise<RunningService>;
}

/** What a service on the store asks. */
export interface Asking {
  /** The Jira that the settings lead to; ours unless given, none if it is `null`. */
  readonly jira?: SimulatedJira | null;
}

/** Has a store filled by the Jira at `OURS`, or as `jira` has it. */
export async function openFilled(jira: JiraOptions): Promise<FilledStore> {
  await using opening = new AsyncDisposableStack();
  const store = opening.use(await openLasting());
  const ours = opening.use(startJira({ base: OURS, ...jira }));
  await filledBy(store, ours);
  const opened = opening.move();
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  return {
    store,
    ours,
    clock,
    serve: ({ jira = ours } = {}) =>
      jira === null ? runService({ store, now }) : runWith({ store, jira, now }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Another Cloud site. */
export function startOther(issues: number): SimulatedJira {
  return startJira({ issues, base: OTHER, cloudId: OTHER_CLOUD_ID });
}

/** A store that outlives its services, as a file does. */
export async function openLasting(): Promise<Store & AsyncDisposable> {
  const store = await openStore({ path: ":memory:" });
  return {
    ...store,
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

interface Run {
  readonly store: Store;
  readonly jira: SimulatedJira;
  readonly now?: () => number;
}

function runWith({ store, jira, now }: Run): Promise<RunningService> {
  const { email, token } = SIMULATED_CREDENTIALS;
  const isCloud = jira.site.dialect.flavour === "cloud";
  return runService({
    store,
    env: {
      JIRA_BASE_URL: jira.url,
      ...isCloud ? { JIRA_EMAIL: email, JIRA_API_TOKEN: token } : { JIRA_PAT: token },
    },
    ...now === undefined ? {} : { now },
  });
}

/** Begins a run, and waits for its end. */
export async function run(service: RunningService, kind: "sweep" | "census"): Promise<void> {
  await minute(service.service);
  equal((await ask(service, kind)).status, 202);
  await minute(service.service);
}

/** Has the store filled by one Jira, before another one is asked. */
export async function filledBy(store: Store, jira: SimulatedJira): Promise<void> {
  await using service = await runWith({ store, jira });
  await minute(service.service);
}

/** Posts a webhook, and waits until it is applied or kept. */
export async function tell(service: RunningService, body: unknown): Promise<void> {
  equal((await service.post(body)).status, 202);
  await service.settled();
}

export function ask(service: RunningService, path: string, body?: unknown): Promise<Response> {
  return fetch(`${service.url}/api/sync/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
}

export async function reportOf(service: RunningService): Promise<SyncReport> {
  return await (await service.get("/api/sync")).json();
}

export async function statusOf(service: RunningService) {
  return await (await service.get("/api/status")).json();
}

export async function summaries(service: RunningService): Promise<string[]> {
  const { issues } = await (await service.get("/api/snapshot?limit=500")).json();
  return issues.map(({ id, summary }: { id: string; summary: string }) => `${id} ${summary}`)
    .sort();
}

export interface Told {
  readonly summary: string;
  /** Of the Jira that the body names. */
  readonly base?: string;
  /** How long after now it was changed, ms. */
  readonly after?: number;
}

/** A webhook of the site's first issue. */
export function told(jira: SimulatedJira, { summary, base, after = MINUTE }: Told) {
  const [issue] = jira.site.truth();
  return {
    webhookEvent: "jira:issue_updated",
    timestamp: Date.now(),
    issue: {
      id: issue!.id,
      ...base === undefined ? {} : { self: `${base}/rest/api/2/issue/${issue!.id}` },
      key: issue!.key,
      fields: {
        summary,
        updated: new Date(Date.now() + after).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
  };
}
