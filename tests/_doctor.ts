/**
 * A set-up for the checks of `deno task doctor`: a simulated Jira and a service, both listening, under
 * the names that people would see.
 *
 * @module
 */

import { ok } from "node:assert/strict";
import { WANTED_EVENTS } from "../lib/jira/rest/registration.ts";
import { type DoctorDeps, examine } from "../lib/ops/doctor/examine.ts";
import type { Check, DoctorLine } from "../lib/ops/doctor/line.ts";
import { addAdminWebhook, type AdminWebhook } from "../lib/simulator/rest/registry.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { createIds } from "../lib/store/ids.ts";
import { openStore } from "../lib/store/open.ts";
import { type RunningService, runService, SECRET, TOKEN, UNSPARING } from "./_service.ts";
import { type JiraOptions, type SimulatedJira, startJira } from "./_simulated_jira.ts";

/** Where Jira claims to be. */
export const JIRA = "https://jira.example.com";

/** Where the service claims to be. */
export const PUBLIC = "https://boardcast.example.com";

/** Where Jira delivers to. */
export const HOOK = `${PUBLIC}/webhook/jira`;

/** What a test may choose. */
export interface SetupOptions {
  readonly jira?: JiraOptions;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one examination may have otherwise. */
export interface Examination extends Partial<Omit<DoctorDeps, "env">> {
  /** On top of what fits the set-up; empty: unset. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A set-up that runs. */
export interface Setup extends AsyncDisposable {
  readonly jira: SimulatedJira;
  readonly service: RunningService;
  /** Registers the webhook as it should be, but for `fields`. */
  register(fields?: Partial<AdminWebhook>): AdminWebhook;
  examine(examination?: Examination): Promise<DoctorLine[]>;
  /** What was found by one check: level and message. */
  look(check: Check, examination?: Examination): Promise<string>;
}

/** Starts one in which all is well but that no webhook is registered. */
export async function startSetup(options: SetupOptions = {}): Promise<Setup> {
  const jira = startJira({ issues: 3, projects: 2, ...options.jira });
  const service = await runService(options.env === undefined ? {} : { env: options.env });
  const names = { [JIRA]: jira.url, [PUBLIC]: service.url };
  const env = {
    KV_PATH: ":memory:",
    PORT: String(service.port),
    PUBLIC_URL: PUBLIC,
    JIRA_WEBHOOK_SECRET: SECRET,
    ADMIN_TOKEN: TOKEN,
    JIRA_BASE_URL: JIRA,
    ...credentials(options.jira),
  };
  const run = async ({ env: more = {}, ...deps }: Examination = {}) => {
    const lines: DoctorLine[] = [];
    const found = examine({
      site: "default",
      sends: false,
      openStore,
      fetch: named(names),
      now: Date.now,
      newId: createIds(Date.now),
      patience: 5_000,
      hosts: { gateway: JIRA, login: JIRA },
      budget: UNSPARING,
      ...deps,
      env: { ...env, ...more },
    });
    for await (const line of found) lines.push(line);
    for (const { message } of lines) {
      for (const secret of [SECRET, TOKEN, SIMULATED_CREDENTIALS.token]) {
        ok(!message.includes(secret), message);
      }
      ok(/^[^\n]+[.!?]$/.test(message), message);
    }
    return lines;
  };
  return {
    jira,
    service,
    register: (fields = {}) =>
      addAdminWebhook(jira.rest.registry, {
        url: HOOK,
        events: [...WANTED_EVENTS.admin],
        secret: SECRET,
        lastUpdated: 0,
        ...fields,
      }),
    examine: run,
    look: async (check, examination) => {
      const found = (await run(examination)).filter((line) => line.check === check);
      return found.map(({ level, message }) => `${level}: ${message}`).join("\n");
    },
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await jira[Symbol.asyncDispose]();
    },
  };
}

function credentials({ flavour }: JiraOptions = {}): Readonly<Record<string, string>> {
  const { email, token } = SIMULATED_CREDENTIALS;
  return flavour === "datacenter"
    ? { JIRA_PAT: token }
    : { JIRA_EMAIL: email, JIRA_API_TOKEN: token };
}

/** Asks, in place of a name that only exists in the test, who stands behind it. */
function named(names: Readonly<Record<string, string>>): typeof fetch {
  return (input, init) => {
    const url = new URL(String(input));
    return fetch(`${names[url.origin] ?? url.origin}${url.pathname}${url.search}`, init);
  };
}
