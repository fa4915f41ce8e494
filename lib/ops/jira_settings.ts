/**
 * The settings that say where Jira is and who the service is there.
 *
 * @module
 */

import { z } from "zod";
import type { JiraAccess } from "../jira/rest/access.ts";

type Name =
  | "JIRA_BASE_URL"
  | "JIRA_EMAIL"
  | "JIRA_API_TOKEN"
  | "JIRA_PAT"
  | "JIRA_CLOUD_ID"
  | "JIRA_OAUTH_CLIENT_ID"
  | "JIRA_OAUTH_CLIENT_SECRET"
  | "JIRA_OAUTH_REFRESH_TOKEN";

/** What a header can carry: printable ASCII. */
const TOKEN = /^[!-~]+$/;

const baseUrl = z.string().refine((text) => isHttpUrl(text) && isPlain(new URL(text)), {
  message: "JIRA_BASE_URL must be an address such as https://example.atlassian.net, without " +
    "login, ? or #",
}).transform((text) => text.replace(/\/+$/, ""));

const token = (name: string) =>
  z.string().regex(TOKEN, `${name} must be one word of plain letters, digits and signs`);

/** The variables, each for itself. */
export const JIRA_VARIABLES: Record<Name, z.ZodOptional<z.ZodType<string, string>>> = {
  JIRA_BASE_URL: baseUrl.optional(),
  JIRA_EMAIL: z.email("JIRA_EMAIL must be an e-mail address such as admin@example.com, not %s")
    .optional(),
  JIRA_API_TOKEN: token("JIRA_API_TOKEN").optional(),
  JIRA_PAT: token("JIRA_PAT").optional(),
  JIRA_CLOUD_ID: z.guid(
    "JIRA_CLOUD_ID must be an id such as 11223344-a1b2-3b33-c444-def123456789, not %s",
  ).optional(),
  JIRA_OAUTH_CLIENT_ID: token("JIRA_OAUTH_CLIENT_ID").optional(),
  JIRA_OAUTH_CLIENT_SECRET: token("JIRA_OAUTH_CLIENT_SECRET").optional(),
  JIRA_OAUTH_REFRESH_TOKEN: token("JIRA_OAUTH_REFRESH_TOKEN").optional(),
};

type Given = Partial<Record<Name, string | undefined>>;

/** Three ways to log in; the first variable of each is the one it is known by. */
const WAYS: readonly (readonly [Name, ...Name[]])[] = [
  ["JIRA_API_TOKEN", "JIRA_EMAIL"],
  ["JIRA_PAT"],
  ["JIRA_OAUTH_REFRESH_TOKEN", "JIRA_OAUTH_CLIENT_ID", "JIRA_OAUTH_CLIENT_SECRET"],
];

/** What is wrong with the variables beside each other, in plain words. */
export function jiraProblems(given: Given): string[] {
  const begun = WAYS.filter((way) => way.some((name) => given[name] !== undefined));
  if (begun.length > 1) {
    const names = begun.map((way) => way.find((name) => given[name] !== undefined));
    return [
      `${list(names)} are set, but there is one way to log in to Jira at a time: ` +
      "JIRA_EMAIL with JIRA_API_TOKEN, or JIRA_PAT, or the three of JIRA_OAUTH_*",
    ];
  }
  const [way] = begun;
  if (way === undefined) {
    return given.JIRA_CLOUD_ID === undefined ? [] : [
      "JIRA_CLOUD_ID is set, but no token is: set JIRA_EMAIL and JIRA_API_TOKEN, or leave it out",
    ];
  }
  const missing = way.filter((name) => given[name] === undefined);
  const incomplete = missing.length === 0
    ? []
    : [`${list(missing)} must be set, too, as ${list(way.filter((n) => !missing.includes(n)))} is`];
  return [...incomplete, ...addressProblems(given, way[0])];
}

/** The site's address or its id at the gateway: each way needs one, and can't use the other. */
function addressProblems(given: Given, way: Name): string[] {
  const hasAddress = given.JIRA_BASE_URL !== undefined;
  const hasId = given.JIRA_CLOUD_ID !== undefined;
  switch (way) {
    case "JIRA_OAUTH_REFRESH_TOKEN":
      return hasId ? [] : ["JIRA_CLOUD_ID must be set for JIRA_OAUTH_*: the id of the Jira site"];
    case "JIRA_PAT":
      return [
        ...hasAddress ? [] : ["JIRA_BASE_URL must be set for JIRA_PAT: where Jira answers"],
        ...hasId ? ["JIRA_CLOUD_ID does not go with JIRA_PAT, which is for Data Center"] : [],
      ];
    default:
      return hasAddress || hasId ? [] : [
        "JIRA_BASE_URL must be set for JIRA_API_TOKEN, or JIRA_CLOUD_ID for a token with scopes",
      ];
  }
}

/** Variables without problems as credentials; `null` without any: then nothing is asked of Jira. */
export function jiraAccessOf(given: Given): JiraAccess | null {
  const { JIRA_BASE_URL: baseUrl = "", JIRA_CLOUD_ID: cloudId } = given;
  if (given.JIRA_PAT !== undefined) return { kind: "pat", baseUrl, token: given.JIRA_PAT };
  if (given.JIRA_OAUTH_REFRESH_TOKEN !== undefined) {
    return {
      kind: "oauth",
      cloudId: cloudId!,
      clientId: given.JIRA_OAUTH_CLIENT_ID!,
      clientSecret: given.JIRA_OAUTH_CLIENT_SECRET!,
      refreshToken: given.JIRA_OAUTH_REFRESH_TOKEN,
    };
  }
  if (given.JIRA_API_TOKEN === undefined) return null;
  const login = { email: given.JIRA_EMAIL!, token: given.JIRA_API_TOKEN };
  return cloudId === undefined
    ? { kind: "api_token", baseUrl, ...login }
    : { kind: "scoped_token", cloudId, ...login };
}

function list(names: readonly (string | undefined)[]): string {
  return names.join(" and ");
}

/** An address could hold a password, which would then be told. */
function isPlain({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === "";
}

/** Whether a text is an address of the web. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
