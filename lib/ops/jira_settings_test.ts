import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readSettings } from "./settings.ts";

const BASE = "https://example.atlassian.net";
const ID = "11223344-a1b2-3b33-c444-def123456789";
const LOGIN = { JIRA_EMAIL: "bot@example.com", JIRA_API_TOKEN: "t0k3n" };
const OAUTH = {
  JIRA_OAUTH_CLIENT_ID: "client",
  JIRA_OAUTH_CLIENT_SECRET: "s3cret",
  JIRA_OAUTH_REFRESH_TOKEN: "r3fresh",
};

type Environment = Readonly<Record<string, string>>;

function accessOf(environment: Environment) {
  const result = readSettings(environment);
  ok(result.ok, JSON.stringify(result));
  return result.settings.jira;
}

function problemsOf(environment: Environment): readonly string[] {
  const result = readSettings(environment);
  equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

Deno.test("JIRA_BASE_URL alone only makes links", () => {
  equal(accessOf({ JIRA_BASE_URL: BASE }), null);
});

Deno.test("JIRA_EMAIL and JIRA_API_TOKEN log in at the site's own address", () => {
  deepEqual(accessOf({ JIRA_BASE_URL: `${BASE}/`, ...LOGIN }), {
    kind: "api_token",
    baseUrl: BASE,
    email: "bot@example.com",
    token: "t0k3n",
  });
});

Deno.test("JIRA_CLOUD_ID beside them takes the token to the gateway", () => {
  const scoped = { kind: "scoped_token", cloudId: ID, email: "bot@example.com", token: "t0k3n" };
  deepEqual(accessOf({ JIRA_CLOUD_ID: ID, ...LOGIN }), scoped);
  deepEqual(accessOf({ JIRA_BASE_URL: BASE, JIRA_CLOUD_ID: ID, ...LOGIN }), scoped);
});

Deno.test("JIRA_PAT logs in to Data Center, below its context path", () => {
  deepEqual(accessOf({ JIRA_BASE_URL: "http://jira.example.com:8080/jira//", JIRA_PAT: "p4t" }), {
    kind: "pat",
    baseUrl: "http://jira.example.com:8080/jira",
    token: "p4t",
  });
});

Deno.test("the three of JIRA_OAUTH_* log in at the gateway", () => {
  deepEqual(accessOf({ JIRA_CLOUD_ID: ID, ...OAUTH }), {
    kind: "oauth",
    cloudId: ID,
    clientId: "client",
    clientSecret: "s3cret",
    refreshToken: "r3fresh",
  });
});

const WRONG: readonly (readonly [what: string, environment: Environment, says: RegExp])[] = [
  [
    "two ways at once",
    { JIRA_BASE_URL: BASE, ...LOGIN, JIRA_PAT: "p4t" },
    /JIRA_API_TOKEN and JIRA_PAT are set, but there is one way to log in/,
  ],
  [
    "a token without its account",
    { JIRA_BASE_URL: BASE, JIRA_API_TOKEN: "t0k3n" },
    /JIRA_EMAIL must be set, too, as JIRA_API_TOKEN is/,
  ],
  [
    "an account without its token",
    { JIRA_BASE_URL: BASE, JIRA_EMAIL: "bot@example.com" },
    /JIRA_API_TOKEN must be set, too, as JIRA_EMAIL is/,
  ],
  ["a token without an address", LOGIN, /JIRA_BASE_URL must be set for JIRA_API_TOKEN, or JIRA_CL/],
  ["a PAT without an address", { JIRA_PAT: "p4t" }, /JIRA_BASE_URL must be set for JIRA_PAT/],
  [
    "a PAT with a cloud id",
    { JIRA_PAT: "p4t", JIRA_BASE_URL: BASE, JIRA_CLOUD_ID: ID },
    /JIRA_CLOUD_ID does not go with JIRA_PAT/,
  ],
  ["OAuth without a cloud id", OAUTH, /JIRA_CLOUD_ID must be set for JIRA_OAUTH_\*/],
  [
    "OAuth without its secret",
    { JIRA_CLOUD_ID: ID, JIRA_OAUTH_CLIENT_ID: "c", JIRA_OAUTH_REFRESH_TOKEN: "r" },
    /JIRA_OAUTH_CLIENT_SECRET must be set, too, as JIRA_OAUTH_REFRESH_TOKEN and JIRA_OAUTH_CLIENT_ID/,
  ],
  ["a cloud id alone", { JIRA_CLOUD_ID: ID }, /JIRA_CLOUD_ID is set, but no token is/],
  [
    "a cloud id that is a name",
    { ...LOGIN, JIRA_CLOUD_ID: "example" },
    /JIRA_CLOUD_ID must be an id such as .* not "example"/,
  ],
  [
    "an address with a login in it",
    { JIRA_BASE_URL: "https://me:s3cret@jira.example.com" },
    /JIRA_BASE_URL must be an address such as .* without login/,
  ],
  [
    "an account that is no address",
    { JIRA_BASE_URL: BASE, JIRA_EMAIL: "bot", JIRA_API_TOKEN: "t0k3n" },
    /JIRA_EMAIL must be an e-mail address such as admin@example.com, not "bot"/,
  ],
  [
    "a token with a line in it",
    { JIRA_BASE_URL: BASE, JIRA_PAT: "s3cret of\nmine" },
    /JIRA_PAT must be one word/,
  ],
];

for (const [what, environment, says] of WRONG) {
  Deno.test(`settings with ${what} are wrong, and say how`, () => {
    const problems = problemsOf(environment);
    equal(problems.length, 1, problems.join("\n"));
    match(problems[0] ?? "", says);
    ok(!problems.join().includes("s3cret"));
  });
}

Deno.test("what is wrong with one variable and with several together is told at once", () => {
  const problems = problemsOf({ PORT: "x", JIRA_BASE_URL: "jira", JIRA_API_TOKEN: "t0k3n" });
  deepEqual(problems.map((problem) => problem.split(" ")[0]), [
    "PORT",
    "JIRA_BASE_URL",
    "JIRA_EMAIL",
  ]);
});
