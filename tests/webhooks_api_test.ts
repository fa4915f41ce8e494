import { deepEqual, equal, match, ok } from "node:assert/strict";
import { WANTED_EVENTS } from "../lib/jira/rest/registration.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { addAdminWebhook } from "../lib/simulator/rest/registry.ts";
import { readWebhooks } from "../lib/ui/webhooks.ts";
import { readFeed } from "./_intake.ts";
import { runService, SECRET, TOKEN } from "./_service.ts";
import { openWebhookStage, PUBLIC_URL, WEBHOOK_URL, type WebhookStage } from "./_webhook_stage.ts";

/** The only webhook of the administrators. */
function onlyOf({ jira }: WebhookStage) {
  const all = [...jira.rest.registry.admin.values()];
  equal(all.length, 1);
  return all[0]!;
}

async function problemsOf(stage: WebhookStage): Promise<string[][]> {
  const { body } = await stage.call("GET", "/api/webhooks");
  return readWebhooks(body).items.map(({ problems }) => problems.map(({ code }) => code));
}

Deno.test("a webhook created by the service delivers, signed with its newest secret", async () => {
  await using stage = await openWebhookStage({
    env: { JIRA_WEBHOOK_SECRET: `${SECRET},the-secret-of-yesterday` },
  });
  deepEqual((await stage.call("GET", "/api/webhooks")).body, {
    items: [],
    next: null,
    expected: { url: WEBHOOK_URL, needs_jql: false },
    pace: { lastAt: null, usualGap: null },
  });
  const created = await stage.call("POST", "/api/webhooks");
  deepEqual([created.status, created.body], [201, { done: ["Created 1"] }]);
  equal(onlyOf(stage).secret, SECRET);
  const { items } = readWebhooks((await stage.call("GET", "/api/webhooks")).body);
  deepEqual(items, [{
    id: "1",
    name: "Boardcast",
    url: WEBHOOK_URL,
    enabled: true,
    events: [...WANTED_EVENTS.admin],
    jql: "",
    excludeBody: false,
    signed: true,
    expiresAt: null,
    problems: [],
  }]);
  const { site } = stage.jira;
  const counts = await stage.jira.deliver([{
    op: "edit",
    by: site.people[0]!.id,
    issue: site.truth()[0]!.id,
    set: { summary: "Told by webhook" },
  }]);
  deepEqual([counts.accepted, counts.lost], [1, 0]);
  await stage.service.settled();
  equal((await readFeed(stage.service)).at(-1)?.issue?.summary, "Told by webhook");
});

Deno.test("a second creation is refused, and what is wrong is repaired", async () => {
  await using stage = await openWebhookStage();
  await stage.call("POST", "/api/webhooks");
  const again = await stage.call("POST", "/api/webhooks");
  deepEqual([again.status, again.body.error.code], [409, "exists"]);
  const webhook = onlyOf(stage);
  Object.assign(webhook, { enabled: false, excludeBody: true, secret: null, jql: "project = X" });
  webhook.events = ["jira:issue_updated"];
  deepEqual(await problemsOf(stage), [["disabled", "events", "jql", "no_body", "unsigned"]]);
  const repaired = await stage.call("POST", "/api/webhooks/1/repair");
  deepEqual([repaired.status, repaired.body], [200, { done: ["Changed 1"] }]);
  deepEqual(await problemsOf(stage), [[]]);
  deepEqual([onlyOf(stage).secret, onlyOf(stage).jql], [SECRET, ""]);
});

Deno.test("one that is there twice is shown twice, and can be deleted", async () => {
  await using stage = await openWebhookStage();
  await stage.call("POST", "/api/webhooks");
  const { registry } = stage.jira.rest;
  const copy = { ...onlyOf(stage) };
  const { id } = addAdminWebhook(registry, copy);
  deepEqual(await problemsOf(stage), [["doubled"], ["doubled"]]);
  const deleted = await stage.call("DELETE", `/api/webhooks/${id}`);
  deepEqual([deleted.status, deleted.body], [200, { done: [`Deleted ${id}`] }]);
  deepEqual(await problemsOf(stage), [[]]);
});

Deno.test("the JQL an operator asked for is what is wanted from then on", async () => {
  await using stage = await openWebhookStage();
  const jql = `project = ${stage.jira.site.projects[0]!.key}`;
  await stage.call("POST", "/api/webhooks", { jql });
  equal(onlyOf(stage).jql, jql);
  deepEqual(await problemsOf(stage), [[]]);
  onlyOf(stage).jql = "";
  deepEqual(await problemsOf(stage), [["jql"]]);
  equal((await stage.call("POST", "/api/webhooks/1/repair", { jql: "" })).status, 200);
  deepEqual(await problemsOf(stage), [[]]);
  const wrong = await stage.call("POST", "/api/webhooks/1/repair", { jql: 7 });
  deepEqual([wrong.status, wrong.body.error.code], [400, "bad_body"]);
});

Deno.test("webhooks that deliver elsewhere are neither told nor touched", async () => {
  await using stage = await openWebhookStage();
  const { registry } = stage.jira.rest;
  const url = "https://hooks.example.com/secret-of-another-product";
  const { id } = addAdminWebhook(registry, { url, events: [], lastUpdated: 0 });
  const { body } = await stage.call("GET", "/api/webhooks");
  ok(!JSON.stringify(body).includes("another-product"));
  for (const [method, path] of [["DELETE", `/${id}`], ["POST", `/${id}/repair`]] as const) {
    const { status, body } = await stage.call(method, `/api/webhooks${path}`);
    deepEqual([status, body.error.code], [404, "unknown"]);
  }
  equal(registry.admin.size, 1);
});

Deno.test("Jira's refusals are told with what to do, and never with the token", async () => {
  await using stage = await openWebhookStage();
  const { controls } = stage.jira.rest;
  const refused = async () => {
    const { status, body } = await stage.call("POST", "/api/webhooks");
    ok(!JSON.stringify(body).includes(SIMULATED_CREDENTIALS.token));
    match(body.error.message, /^Cannot list webhooks: .*\.$/);
    return [status, body.error.code];
  };
  controls.administrator = false;
  deepEqual(await refused(), [502, "jira_forbidden"]);
  controls.administrator = true;
  controls.token = "refused";
  deepEqual(await refused(), [502, "jira_dead_token"]);
  equal(stage.jira.rest.registry.admin.size, 0);
});

for (
  const [what, env, code, says] of [
    ["access to Jira", { PUBLIC_URL }, "not_configured", /Set JIRA_BASE_URL/],
    [
      "an address of its own",
      {
        JIRA_BASE_URL: "http://127.0.0.1:9",
        JIRA_EMAIL: "a@example.com",
        JIRA_API_TOKEN: "token-of-nobody",
      },
      "no_public_url",
      /Set PUBLIC_URL/,
    ],
  ] as const
) {
  Deno.test(`without ${what} the routes say what to set`, async () => {
    await using service = await runService({ env });
    for (
      const [method, path] of [
        ["GET", ""],
        ["POST", ""],
        ["POST", "/1/repair"],
        ["DELETE", "/1"],
      ] as const
    ) {
      const answer = await fetch(`${service.url}/api/webhooks${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      const { error } = await answer.json();
      deepEqual([answer.status, error.code], [409, code]);
      match(error.message, says);
    }
  });
}

Deno.test("only who has a token sees or changes the webhook", async () => {
  await using stage = await openWebhookStage();
  for (const method of ["GET", "POST"]) {
    const answer = await fetch(`${stage.service.url}/api/webhooks`, { method });
    equal(answer.status, 401);
    await answer.body?.cancel();
  }
});
