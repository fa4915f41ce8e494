/** The service's own client and the simulated Jira, made apart from each other, talk over real HTTP. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { JiraAccess } from "../lib/jira/rest/access.ts";
import { checkRegistration } from "../lib/jira/rest/check_registration.ts";
import { createJiraClient, type JiraClientOptions } from "../lib/jira/rest/client.ts";
import type { KeptTokens, TokenKeeper } from "../lib/jira/rest/oauth.ts";
import { WANTED_EVENTS } from "../lib/jira/rest/registration.ts";
import type { JiraReader, SearchRequest } from "../lib/jira/rest/types.ts";
import { openWebhooks } from "../lib/jira/rest/webhooks.ts";
import { SIMULATED_APP, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { receiveWebhooks } from "./_receiver.ts";
import { type JiraOptions, type SimulatedJira, startJira } from "./_simulated_jira.ts";

const { signal } = new AbortController();
const { email, token, refreshToken } = SIMULATED_CREDENTIALS;

type Kind = "admin" | "app" | "datacenter" | "server";

const JIRAS: Record<Kind, JiraOptions> = {
  admin: {},
  app: {},
  datacenter: { flavour: "datacenter" },
  server: { flavour: "datacenter", release: 9 },
};

function accessTo({ url }: SimulatedJira, kind: Kind): JiraAccess {
  switch (kind) {
    case "admin":
      return { kind: "api_token", baseUrl: url, email, token };
    case "app":
      return {
        kind: "oauth",
        cloudId: "0b6fd9c3-6a39-4c2c-8c1c-6f1b1a7d8e11",
        clientId: SIMULATED_APP.id,
        clientSecret: SIMULATED_APP.secret,
        refreshToken,
      };
    case "datacenter":
    case "server":
      return { kind: "pat", baseUrl: url, token };
  }
}

function optionsFor(jira: SimulatedJira, kind: Kind): JiraClientOptions {
  return {
    access: accessTo(jira, kind),
    hosts: { gateway: jira.url, login: jira.url },
    budget: { perSecond: 10_000, concurrency: 4 },
    tokens: keepInMemory(),
  };
}

function keepInMemory(): TokenKeeper {
  let kept: KeptTokens | null = null;
  return {
    read: () => Promise.resolve(kept),
    renew: async ({ needed, make }) => needed(kept) ? kept = await make(kept) : kept!,
    idle: () => Promise.resolve(),
  };
}

async function idsOf(client: JiraReader, request: Omit<SearchRequest, "cursor">) {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.search({ ...request, cursor }, { signal });
    ids.push(...page.value.issues.map(({ id }) => id));
    ({ cursor } = page.value);
  } while (cursor !== null);
  return ids.sort();
}

for (const kind of ["admin", "app", "datacenter", "server"] as const) {
  Deno.test(`the client reads all of a Jira as ${kind}`, async () => {
    await using jira = startJira({ issues: 250, ...JIRAS[kind] });
    const client = createJiraClient(optionsFor(jira, kind));
    const account = jira.site.people[0]!;
    equal((await client.myself({ signal })).value.timeZone, account.timeZone);
    const wanted = jira.site.issues().map(({ id }) => id).sort();
    deepEqual(await idsOf(client, { query: {}, detail: "whole" }), wanted);
    deepEqual(await idsOf(client, { query: {}, detail: "ids" }), wanted);
    equal(await client.count({}, { signal }), wanted.length);
    const { value: projects } = await client.projects({ signal });
    deepEqual(projects.map(({ key }) => key).sort(), jira.site.projects.map((it) => it.key).sort());
    const { value: [found] } = await client.read([wanted[0]!, "99999"], { signal });
    equal(found!.snapshot!.core.summary, jira.site.find(wanted[0]!)!.summary);
  });

  Deno.test(`the client registers a webhook as ${kind}, and Jira delivers to it`, async () => {
    await using jira = startJira({ issues: 4, ...JIRAS[kind] });
    await using receiver = receiveWebhooks();
    const webhooks = await openWebhooks(optionsFor(jira, kind), { signal });
    equal(webhooks.kind, kind);
    const project = jira.site.projects[0]!;
    const wanted = {
      name: "Boardcast",
      url: receiver.url,
      events: WANTED_EVENTS[kind],
      jql: `project = ${project.key}`,
      secret: "a secret both sides know",
    };
    await webhooks.create(wanted, { signal });
    const listed = await webhooks.list({ signal });
    const { findings } = checkRegistration(listed, {
      wanted,
      kind,
      takesUnsigned: false,
      now: Date.now(),
    });
    deepEqual(findings.map(({ code }) => code), kind === "server" ? ["unsigned"] : []);
    for (const issue of jira.site.issues()) {
      const set = { summary: `${issue.summary}, edited` };
      await jira.deliver([{ op: "edit", by: issue.reporter.id, issue: issue.id, set }]);
    }
    equal(receiver.calls.length, 1);
    const { headers } = receiver.calls[0]!;
    equal(headers.has("X-Hub-Signature"), kind === "admin" || kind === "datacenter");
    equal(headers.has("Authorization"), kind === "app");
    ok(listed.every(({ expiresAt }) => (expiresAt !== null) === (kind === "app")));
    await webhooks.delete(listed[0]!.id, { signal });
    deepEqual(await webhooks.list({ signal }), []);
  });
}
