/**
 * The service, known to a simulated Jira by an address that leads to it.
 *
 * @module
 */

import type { Webhooks } from "../lib/jira/rest/registration.ts";
import type { SimApp } from "../lib/simulator/rest/app_target.ts";
import { SIMULATED_APP, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import type { Alarm, SyncReport } from "../lib/sync/types.ts";
import { minute } from "./_minute.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

/** Where Jira believes the service is. */
export const PUBLIC_URL = "https://boardcast.example.com";

/** Where Jira is to deliver. */
export const WEBHOOK_URL = `${PUBLIC_URL}/webhook/jira`;

/** The app of these tests; a secret in the settings is one word. */
export const APP: SimApp = { ...SIMULATED_APP, secret: "client-secret-of-the-simulated-app" };

/** What a test may choose. */
export interface WebhookStageOptions {
  /** How webhooks are registered. @default "admin" */
  readonly kind?: Webhooks["kind"];
  /** Of the kind "app". @default {@linkcode APP} */
  readonly app?: SimApp;
  readonly issues?: number;
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A Jira and a service that know each other. */
export interface WebhookStage extends AsyncDisposable {
  readonly jira: SimulatedJira;
  readonly service: RunningService;
  /** Calls the service with the administrator's token. */
  call(method: string, path: string, body?: unknown): Promise<CallAnswer>;
  /** One more isolate, on the same store. */
  isolate(): Promise<RunningService>;
}

/** Alarms about the webhook, as `/api/sync` tells them. */
export async function webhookAlarms(service: RunningService): Promise<readonly Alarm[]> {
  const { alarms }: SyncReport = await (await service.get("/api/sync")).json();
  return alarms.filter(({ code }) => code === "registration" || code === "silence");
}

/** An answer in JSON. */
export interface CallAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- each test knows the answer it asked for
  readonly body: any;
}

/** Starts both; dispose of it to stop them. */
export async function openWebhookStage(options: WebhookStageOptions = {}): Promise<WebhookStage> {
  const { kind = "admin", app = APP, issues = 3, env = {}, now } = options;
  const services: RunningService[] = [];
  const jira = startJira({
    issues,
    flavour: kind === "admin" || kind === "app" ? "cloud" : "datacenter",
    release: kind === "server" ? 9 : 10,
    app,
    ...now === undefined ? {} : { now },
    fetch: (input, init) => fetch(String(input).replace(PUBLIC_URL, services[0]!.url), init),
  });
  const clock = now === undefined ? {} : { now };
  const isolate = async (more: Parameters<typeof runService>[0] = {}) => {
    const service = await runService({
      env: { PUBLIC_URL, ...accessOf(kind, jira), ...env },
      hosts: { gateway: jira.url, login: jira.url },
      ...clock,
      ...more,
    });
    services.push(service);
    return service;
  };
  const service = await isolate();
  return {
    jira,
    service,
    isolate: () => isolate({ store: service.service.store }),
    call: async (method, path, body) => {
      const answer = await fetch(`${service.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
      return { status: answer.status, body: await answer.json() };
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of services.reverse()) await each[Symbol.asyncDispose]();
      await jira[Symbol.asyncDispose]();
    },
  };
}

/** A stage on a clock that the test puts forward: what is paced by it must not stand still. */
export async function openMovingStage(options: WebhookStageOptions = {}) {
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const stage = await openWebhookStage({ ...options, now });
  await minute(stage.service.service);
  /** Lets time pass, and does what is due then. */
  const pass = async (ms: number) => {
    clock.ahead += ms;
    await minute(stage.service.service);
  };
  return Object.assign(stage, { clock, now, pass });
}

/** See {@linkcode openMovingStage}. */
export type MovingStage = Awaited<ReturnType<typeof openMovingStage>>;

function accessOf(kind: Webhooks["kind"], jira: SimulatedJira): Record<string, string> {
  const { email, token, refreshToken } = SIMULATED_CREDENTIALS;
  switch (kind) {
    case "admin":
      return { JIRA_BASE_URL: jira.url, JIRA_EMAIL: email, JIRA_API_TOKEN: token };
    case "app":
      return {
        JIRA_CLOUD_ID: "0b6fd9c3-6a39-4c2c-8c1c-6f1b1a7d8e11",
        JIRA_OAUTH_CLIENT_ID: APP.id,
        JIRA_OAUTH_CLIENT_SECRET: APP.secret,
        JIRA_OAUTH_REFRESH_TOKEN: refreshToken,
      };
    default:
      return { JIRA_BASE_URL: jira.url, JIRA_PAT: token };
  }
}
