/** What `deno task doctor` says of Jira, asked over real HTTP. */

import { deepEqual, match } from "node:assert/strict";
import { changeHome } from "../lib/mirror/home.ts";
import { type Examination, HOOK, JIRA, type Setup, startSetup } from "./_doctor.ts";
import type { JiraOptions } from "./_simulated_jira.ts";

const APP = {
  JIRA_BASE_URL: "",
  JIRA_EMAIL: "",
  JIRA_API_TOKEN: "",
  JIRA_CLOUD_ID: "0b6fd9c3-6a39-4c2c-8c1c-6f1b1a7d8e11",
  JIRA_OAUTH_CLIENT_ID: "simulated-app",
  JIRA_OAUTH_CLIENT_SECRET: "client-secret",
  JIRA_OAUTH_REFRESH_TOKEN: "refresh-token-of-the-simulated-app",
};

/** Levels of all that is asked of Jira. */
async function levels(setup: Setup, examination: Examination = {}): Promise<string[]> {
  const asked = ["jira", "token", "projects", "clock", "webhook"];
  return (await setup.examine(examination))
    .filter(({ check }) => asked.includes(check))
    .map(({ check, level }) => `${check} ${level}`);
}

const ELSEWHERE: readonly (readonly [what: string, env: Examination["env"], says: RegExp])[] = [
  ["nowhere known", { JIRA_BASE_URL: "https://jira.invalid" }, /^red: .*dns error.*no such host/],
  ["not running", { JIRA_BASE_URL: "http://127.0.0.1:2" }, /^red: .*refused.*Nothing listens/],
  [
    "at another path",
    { JIRA_BASE_URL: "https://jira.example.com/jira" },
    /^red: .*404.* Set JIRA_BASE_URL to the site's own address/,
  ],
  ["another program", { JIRA_BASE_URL: "https://boardcast.example.com" }, /^red: .*JIRA_BASE_URL/],
];

for (const [what, env, says] of ELSEWHERE) {
  Deno.test(`a Jira that is ${what} is red, and nothing more is asked of it`, async () => {
    await using setup = await startSetup();
    const examination = { ...env === undefined ? {} : { env } };
    match(await setup.look("jira", examination), says);
    deepEqual(await levels(setup, examination), [
      "jira red",
      "token amber",
      "projects amber",
      "clock amber",
      "webhook amber",
    ]);
    match(await setup.look("token", examination), /^amber: Not checked: Jira was not reached/);
  });
}

Deno.test("without access to Jira it is told what to set", async () => {
  await using setup = await startSetup();
  const env = { JIRA_EMAIL: "", JIRA_API_TOKEN: "" };
  match(await setup.look("jira", { env }), /^amber: No access is set: set JIRA_BASE_URL with/);
  match(await setup.look("webhook", { env }), /^amber: Not checked: no access to Jira is set/);
});

Deno.test("a Jira that calls itself by another name is amber", async () => {
  await using setup = await startSetup();
  const env = { JIRA_BASE_URL: setup.jira.url };
  match(await setup.look("jira", { env }), /^amber: .* which calls itself https:\/\/jira\.example/);
});

Deno.test("a Jira that is not the one whose issues the store holds is red", async () => {
  await using setup = await startSetup();
  const { store, site, newId } = setup.service.service;
  const ours = { url: "https://ours.example.com", cloudId: null, addresses: ["ours.example.com"] };
  await changeHome({ store, site, newId }, () => ({ ...ours, other: null }));
  match(
    await setup.look("jira"),
    /^red: .* at https:\/\/jira\.example\.com, and the store holds .*ours\..*accept.*KV_PATH/,
  );
  await changeHome({ store, site, newId }, () => ({ ...ours, url: JIRA, other: null }));
  match(await setup.look("jira"), /^green: /);
});

Deno.test("a Jira that is too slow is not waited for", async () => {
  await using setup = await startSetup();
  setup.jira.rest.controls.faults.add({ kind: "slow", ms: 60_000 }, { on: "GET serverInfo" });
  match(await setup.look("jira", { patience: 200 }), /^red: .*within 0\.2 s/);
});

Deno.test("a login page in Jira's place is red", async () => {
  await using setup = await startSetup();
  setup.jira.rest.controls.faults.add({ kind: "login_page" }, { on: "GET serverInfo" });
  match(await setup.look("jira"), /^red: .*a web page came back/);
});

for (const state of ["refused", "dead", "nobody"] as const) {
  Deno.test(`a token that is ${state} is red, though Jira itself is reached`, async () => {
    await using setup = await startSetup();
    setup.jira.rest.controls.token = state;
    deepEqual(await levels(setup), [
      "jira green",
      "token red",
      "projects amber",
      "clock amber",
      "webhook amber",
    ]);
    match(await setup.look("token"), /^red: .*Make a new API token/);
  });
}

Deno.test("an account that sees no project is red", async () => {
  await using setup = await startSetup();
  setup.jira.site.hide({ projects: setup.jira.site.projects.map(({ id }) => id) });
  match(await setup.look("projects"), /^red: The account sees no live project\. Give it .*Browse/);
});

Deno.test("projects that can't be listed are red, with Jira's words", async () => {
  await using setup = await startSetup();
  const { faults } = setup.jira.rest.controls;
  faults.add({ kind: "status", status: 403 }, { on: "GET project/search" });
  match(await setup.look("projects"), /^red: Cannot list projects: Jira answered 403/);
});

const CLOCKS: readonly (readonly [ahead: number, says: RegExp])[] = [
  [0, /^green: The same as Jira's/],
  [3, /^green: Jira's clock is [23] s ahead of this one/],
  [-30, /^amber: Jira's clock is (29|30|31) s behind this one\. Set this machine's clock by NTP/],
  [120, /^red: Jira's clock is 1(19|20|21) s ahead of this one, so /],
];

for (const [ahead, says] of CLOCKS) {
  Deno.test(`a Jira whose clock is ${ahead} s ahead is told so`, async () => {
    await using setup = await startSetup({ jira: { now: () => Date.now() + ahead * 1000 } });
    match(await setup.look("clock"), says);
  });
}

const HOOKS: readonly (readonly [what: string, make: (setup: Setup) => void, says: RegExp])[] = [
  [
    "missing",
    () => {},
    /^red: No webhook delivers to .*\. Create one\. deno task jira webhook rep/,
  ],
  ["there twice", (it) => [1, 2].forEach(() => it.register()), /^amber: .* delivered 2 times/],
  ["disabled", (it) => it.register({ enabled: false }), /^red: It is disabled/],
  ["without a secret", (it) => it.register({ secret: null }), /^red: It has no secret/],
  ["without a body", (it) => it.register({ excludeBody: true }), /^red: "Exclude body" is on/],
  [
    "for some events",
    (it) => it.register({ events: ["jira:issue_created"] }),
    /^red: It is not sent for jira:issue_updated/,
  ],
  [
    "for some issues",
    (it) => it.register({ jql: "project = ABC" }),
    /^green: Registered once, enabled, for all events of issues of "project = ABC"\./,
  ],
  ["elsewhere", (it) => it.register({ url: HOOK.replace("https", "http") }), /^red: .*former addr/],
];

for (const [what, make, says] of HOOKS) {
  Deno.test(`a webhook that is ${what} is told so`, async () => {
    await using setup = await startSetup();
    make(setup);
    match(await setup.look("webhook"), says);
  });
}

Deno.test("an account that is no administrator can't see the webhook, which is amber", async () => {
  await using setup = await startSetup();
  setup.jira.rest.controls.administrator = false;
  match(await setup.look("webhook"), /^amber: .*Settings → System → WebHooks.*403/);
});

Deno.test("where Jira delivers to must be known to look for the webhook", async () => {
  await using setup = await startSetup();
  match(await setup.look("webhook", { env: { PUBLIC_URL: "" } }), /^amber: .*set PUBLIC_URL/);
});

const RELEASES: readonly (readonly [jira: JiraOptions, says: RegExp])[] = [
  [{ flavour: "datacenter" }, /^red: No webhook delivers to/],
  [{ flavour: "datacenter", release: 9 }, /^red: No webhook delivers to/],
];

for (const [jira, says] of RELEASES) {
  Deno.test(`Data Center ${jira.release ?? 10} is asked in its own way`, async () => {
    await using setup = await startSetup({ jira });
    deepEqual((await levels(setup)).slice(0, 4), [
      "jira green",
      "token green",
      "projects green",
      "clock green",
    ]);
    match(await setup.look("webhook"), says);
  });
}

Deno.test("Data Center 9, which can't sign, is red unless its calls are taken as hints", async () => {
  await using setup = await startSetup({ jira: { flavour: "datacenter", release: 9 } });
  setup.register({ secret: null });
  match(await setup.look("webhook"), /^red: .*can't sign/);
  const env = { INTAKE_UNSIGNED: "refetch" };
  match(
    await setup.look("webhook", { env }),
    /^green: .*It is not signed, so each call is only a hint/,
  );
});

Deno.test("an app is asked with the tokens of the store, and not at all without them", async () => {
  await using setup = await startSetup({
    jira: { app: { kind: "oauth", id: "simulated-app", secret: "client-secret" } },
  });
  // An administrator's webhook, which an app can't see, may do.
  deepEqual(await levels(setup, { env: APP }), [
    "jira green",
    "token green",
    "projects green",
    "clock green",
    "webhook amber",
  ]);
  const env = { ...APP, KV_PATH: "/dev/null/kv" };
  match(
    await setup.look("token", { env }),
    /^amber: Not checked: the app's tokens are in the store/,
  );
});
