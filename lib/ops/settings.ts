/**
 * The service's settings, from environment variables; every problem is listed at once.
 *
 * @module
 */

import { isIP } from "node:net";
import { z } from "zod";
import type { JiraAccess } from "../jira/rest/access.ts";
import { isHttpUrl, JIRA_VARIABLES, jiraAccessOf, jiraProblems } from "./jira_settings.ts";

/** Everything that can be set. Times in ms. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Where browsers and Jira reach the service; `null`: derived from host and port. */
  readonly publicUrl: string | null;
  /** `null`: the platform's own database (Deno Deploy). */
  readonly kvPath: string | null;
  readonly queue: "auto" | "native" | "polled";
  /** Newest first; empty: one is generated and kept. */
  readonly webhookSecrets: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  /** For links to Jira; `null` when unknown. */
  readonly jiraBaseUrl: string | null;
  /** What becomes of calls without a signature: `refetch` takes them as hints what to read. */
  readonly unsigned: "refuse" | "refetch";
  /** Credentials for Jira's REST API; `null`: nothing is asked of Jira. */
  readonly jira: JiraAccess | null;
  /** `null`: one is generated. */
  readonly adminToken: string | null;
  readonly retention: number;
  readonly dedupe: number;
  /** Runs on Deno Deploy: nothing is written to disk, work must be done before the answer. */
  readonly onDeploy: boolean;
}

/** Settings, or everything that is wrong with them in plain words. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

const DAY = 24 * 60 * 60 * 1000;
const SECRET_LENGTH = 16;

/** What an `Authorization` header and a link can carry: printable ASCII. */
const TOKEN = /^[!-~]+$/;

const number = (name: string, range: { min: number; max: number }) =>
  z.string().regex(/^\d+$/, `${name} must be a whole number, not %s`).transform(Number)
    .refine((n) => n >= range.min && n <= range.max, {
      message: `${name} must be between ${range.min} and ${range.max}, not %s`,
    });

const httpUrl = (name: string) =>
  z.string().refine(isHttpUrl, {
    message: `${name} must be an address such as https://boardcast.example.com, not %s`,
  }).transform((text) => text.replace(/\/+$/, ""));

const Environment = z.object({
  PORT: number("PORT", { min: 0, max: 65_535 }).default(8000),
  HOST: z.string().refine(isHost, {
    message: "HOST must be an address such as 127.0.0.1, or a name, without http:// and without " +
      "a port, not %s",
  }).optional(),
  PUBLIC_URL: httpUrl("PUBLIC_URL").refine((url) => new URL(url).pathname === "/", {
    message: "PUBLIC_URL must have no path, unlike %s: everything lies at the root of the host",
  }).optional(),
  KV_PATH: z.string().refine(isStore, {
    message:
      "KV_PATH must be the path of a file, :memory: or the http:// or https:// address of a " +
      "KV Connect server, not %s",
  }).optional(),
  QUEUE: z.enum(["auto", "native", "polled"], {
    message: "QUEUE must be auto, native or polled, not %s",
  }).default("auto"),
  JIRA_WEBHOOK_SECRET: z.string().transform(splitList).refine(
    (secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= SECRET_LENGTH),
    {
      message: `JIRA_WEBHOOK_SECRET must be one or several secrets of at least ${SECRET_LENGTH} ` +
        "characters, separated by commas, newest first",
    },
  ).optional(),
  INTAKE_UNSIGNED: z.enum(["refuse", "refetch"], {
    message: "INTAKE_UNSIGNED must be refuse or refetch, not %s",
  }).default("refuse"),
  TRUSTED_PROXIES: z.string().toLowerCase().transform(splitList).refine(
    (proxies) => proxies.every((proxy) => isIP(proxy) !== 0),
    { message: "TRUSTED_PROXIES must be addresses such as 10.0.0.1, separated by commas, not %s" },
  ).default([]),
  ...JIRA_VARIABLES,
  ADMIN_TOKEN: z.string().refine((token) => TOKEN.test(token) && token.length >= SECRET_LENGTH, {
    message: `ADMIN_TOKEN must be at least ${SECRET_LENGTH} characters long, of plain letters, ` +
      "digits and signs, without spaces",
  }).optional(),
  RETENTION_DAYS: number("RETENTION_DAYS", { min: 1, max: 365 }).default(7),
  DEDUPE_DAYS: number("DEDUPE_DAYS", { min: 1, max: 365 }).default(30),
  SITES: z.undefined({
    message: "SITES is set, but this version serves one site: unset it",
  }).optional(),
});

/** Names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(Environment.shape);

/** Reads the settings. An empty variable counts as unset. */
export function readSettings(environment: Readonly<Record<string, string>>): SettingsResult {
  const given = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
  const parsed = Environment.safeParse(given);
  const together = [...jiraProblems(given), ...unsignedProblems(given)];
  if (!parsed.success || together.length > 0) {
    const alone = (parsed.error?.issues ?? []).map((issue) => {
      const value = given[String(issue.path[0])] ?? "";
      return issue.message.replace("%s", () => JSON.stringify(value));
    });
    return { ok: false, problems: [...alone, ...together] };
  }
  const settings = settle(parsed.data, given.DENO_DEPLOY !== undefined);
  if (settings.queue === "native" && !hasQueue(settings)) {
    return { ok: false, problems: [NO_QUEUE] };
  }
  return { ok: true, settings };
}

const NO_QUEUE =
  "QUEUE can't be native with this store, which has no queue: set it to polled, or leave it out";

/** What an unsigned call says is looked up in Jira, or it is worth nothing. */
function unsignedProblems(given: Readonly<Record<string, string>>): string[] {
  const tokens = ["JIRA_API_TOKEN", "JIRA_PAT", "JIRA_OAUTH_REFRESH_TOKEN"];
  if (given.INTAKE_UNSIGNED !== "refetch" || tokens.some((name) => given[name] !== undefined)) {
    return [];
  }
  return [
    "INTAKE_UNSIGNED can't be refetch without access to Jira, where what an unsigned call says " +
    "is looked up: set JIRA_PAT or another token, or leave it out",
  ];
}

/** Only the embedded store has queues: not KV Connect, and not Deno Deploy. */
function hasQueue({ kvPath }: Settings): boolean {
  return kvPath !== null && !/^https?:\/\//.test(kvPath);
}

function settle(env: z.output<typeof Environment>, onDeploy: boolean): Settings {
  return {
    port: env.PORT,
    host: env.HOST ?? (onDeploy ? "0.0.0.0" : "127.0.0.1"),
    publicUrl: env.PUBLIC_URL ?? null,
    kvPath: env.KV_PATH ?? (onDeploy ? null : "./data/boardcast.sqlite"),
    queue: env.QUEUE,
    webhookSecrets: env.JIRA_WEBHOOK_SECRET ?? [],
    trustedProxies: env.TRUSTED_PROXIES,
    jiraBaseUrl: env.JIRA_BASE_URL ?? null,
    jira: jiraAccessOf(env),
    unsigned: env.INTAKE_UNSIGNED,
    adminToken: env.ADMIN_TOKEN ?? null,
    retention: env.RETENTION_DAYS * DAY,
    dedupe: env.DEDUPE_DAYS * DAY,
    onDeploy,
  };
}

function splitList(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

function isHost(text: string): boolean {
  return isIP(text.replace(/^\[(.*)\]$/, "$1")) !== 0 || /^[a-z\d_.-]+$/i.test(text);
}

/** What Deno takes for something else than we do would get its lock in another place. */
function isStore(text: string): boolean {
  if (/^https?:\/\//.test(text)) return URL.canParse(text);
  return text === ":memory:" || !/^(:|[a-z][a-z\d+.-]*:\/\/)/i.test(text);
}
