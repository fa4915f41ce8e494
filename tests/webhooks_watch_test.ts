import { deepEqual, equal, match, ok } from "node:assert/strict";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { runJira } from "../tools/jira.ts";
import { minute } from "./_minute.ts";
import { runService, SECRET } from "./_service.ts";
import {
  APP,
  openMovingStage,
  PUBLIC_URL,
  WEBHOOK_URL,
  webhookAlarms,
  type WebhookStage,
} from "./_webhook_stage.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const messages = async ({ service }: WebhookStage) =>
  (await webhookAlarms(service)).map(({ message }) => message);

/** Settings that name the Jira, and no address to deliver to. */
const envOf = ({ jira }: WebhookStage): Record<string, string> => ({
  JIRA_BASE_URL: jira.url,
  JIRA_EMAIL: SIMULATED_CREDENTIALS.email,
  JIRA_API_TOKEN: SIMULATED_CREDENTIALS.token,
});

const appWebhooks = ({ jira }: WebhookStage) => [...jira.rest.registry.app.values()];

/** An app's webhook can't be for all issues. */
const projectOf = ({ jira }: WebhookStage) => ({ jql: `project = ${jira.site.projects[0]!.key}` });

Deno.test("a webhook that is missing is an alarm from the start until it is created", async () => {
  await using stage = await openMovingStage();
  const [message = ""] = await messages(stage);
  match(message, /^The webhook in Jira: No webhook delivers to https:\/\/boardcast\.exa/);
  match(message, /deno task jira webhook repair/);
  equal((await stage.call("POST", "/api/webhooks")).status, 201);
  deepEqual(await messages(stage), []);
});

Deno.test("what somebody changed in Jira is an alarm within the hour, until it is undone", async () => {
  await using stage = await openMovingStage();
  await stage.call("POST", "/api/webhooks");
  const webhook = stage.jira.rest.registry.admin.get(1)!;
  webhook.enabled = false;
  await stage.pass(HOUR / 2);
  deepEqual(await messages(stage), []);
  await stage.pass(HOUR / 2);
  match((await messages(stage))[0]!, /It is disabled in Jira. Enable it/);
  webhook.enabled = true;
  await stage.pass(HOUR);
  deepEqual(await messages(stage), []);
});

Deno.test("one made by hand keeps the JQL it was found with", async () => {
  await using stage = await openMovingStage();
  await stage.call("POST", "/api/webhooks");
  const { registry } = stage.jira.rest;
  const made = { ...registry.admin.get(1)!, id: registry.nextId(), jql: "project = KITE" };
  registry.admin.clear();
  registry.admin.set(made.id, made);
  await stage.pass(HOUR);
  deepEqual(await messages(stage), []);
  made.jql = "project = OTHER";
  await stage.pass(HOUR);
  match((await messages(stage))[0]!, /not for those of "project = KITE"/);
});

Deno.test("an account without the right to see webhooks is told of once, and raises no alarm", async () => {
  await using stage = await openMovingStage();
  await stage.call("POST", "/api/webhooks");
  stage.jira.rest.controls.administrator = false;
  for (let hour = 0; hour < 5; hour++) await stage.pass(HOUR);
  deepEqual(await messages(stage), []);
  const said = stage.service.logged.filter((line) => line.includes("webhook in Jira"));
  equal(said.length, 1, said.join("\n"));
  match(said[0]!, /Cannot list webhooks: .*403/);
});

Deno.test("an alarm about the webhook ends with the right to see it, or with the address to deliver to", async () => {
  await using stage = await openMovingStage();
  equal((await messages(stage)).length, 1);
  stage.jira.rest.controls.administrator = false;
  await stage.pass(HOUR);
  deepEqual(await messages(stage), []);

  stage.jira.rest.controls.administrator = true;
  await stage.pass(HOUR);
  equal((await messages(stage)).length, 1);
  await using addressless = await runService({
    store: stage.service.service.store,
    env: envOf(stage),
    now: stage.now,
  });
  await minute(addressless.service);
  deepEqual(await messages(stage), []);
});

for (const jql of ["project = KITE", ""]) {
  Deno.test(`deno task jira webhook repair --jql "${jql}" says what is wanted, without an alarm`, async () => {
    await using stage = await openMovingStage();
    await stage.call("POST", "/api/webhooks", { jql: "project = FIRST" });
    const said: string[] = [];
    const run = (...args: readonly string[]) =>
      runJira({
        args: ["webhook", ...args],
        env: { ...envOf(stage), PUBLIC_URL, JIRA_WEBHOOK_SECRET: SECRET },
        out: (line) => void said.push(line),
        say: (line) => void said.push(line),
        now: stage.now,
      });
    equal(await run("check"), 0, "unasked it is for whatever it is for");
    equal(await run("repair"), 0);
    const { admin } = stage.jira.rest.registry;
    deepEqual([...admin.values()].map((it) => it.jql), ["project = FIRST"]);
    equal(await run("check", "--jql", jql), 1);
    equal(await run("repair", "--jql", jql), 0, said.join("\n"));
    deepEqual([...admin.values()].map((it) => it.jql), [jql]);
    await stage.pass(HOUR);
    deepEqual(await messages(stage), []);
    [...admin.values()][0]!.jql = "project = OTHER";
    await stage.pass(HOUR);
    match((await messages(stage))[0]!, new RegExp(`webhook repair --jql ${JSON.stringify(jql)}`));
  });
}

Deno.test("an app's webhook that nobody asked for is not made, and not missed", async () => {
  await using stage = await openMovingStage({ kind: "app" });
  await stage.pass(HOUR);
  deepEqual([appWebhooks(stage), await messages(stage)], [[], []]);
});

Deno.test("an app's webhook needs a JQL, and the answer says how to give it", async () => {
  await using stage = await openMovingStage({ kind: "app" });
  const { status, body } = await stage.call("POST", "/api/webhooks");
  deepEqual([status, body.error.code], [422, "impossible"]);
  match(body.error.message, /--jql "project IN \(ABC, XYZ\)"/);
});

Deno.test("an app's webhook is renewed before it ends, once, whatever the number of isolates", async () => {
  await using stage = await openMovingStage({ kind: "app" });
  equal((await stage.call("POST", "/api/webhooks", projectOf(stage))).status, 201);
  const [made] = appWebhooks(stage);
  const endsAt = made!.expirationDate;
  await stage.pass(19 * DAY);
  equal(made!.expirationDate, endsAt, "not while there is time");
  const other = await stage.isolate();
  stage.clock.ahead += 2 * DAY;
  const { log } = stage.jira.rest;
  await Promise.all([stage.service, other].map((each) => minute(each.service)));
  equal(log.count("PUT webhook/refresh"), 1);
  ok(appWebhooks(stage)[0]!.expirationDate > stage.now() + 29 * DAY);
  deepEqual(await messages(stage), []);
});

Deno.test("of several isolates one looks each hour, and one changes the webhook at a time", async () => {
  await using stage = await openMovingStage();
  await stage.call("POST", "/api/webhooks");
  const isolates = [stage.service, await stage.isolate()];
  const { log, registry } = stage.jira.rest;
  const listed = () => log.count("GET /rest/webhooks/1.0/webhook");
  await Promise.all(isolates.map(({ service }) => minute(service)));
  stage.clock.ahead += HOUR;
  const before = listed();
  await Promise.all(isolates.map(({ service }) => minute(service)));
  equal(listed() - before, 1);

  registry.admin.clear();
  const { signal } = new AbortController();
  const outcomes = await Promise.all(
    isolates.map(({ service }) => service.sync!.registrar!.create({ signal })),
  );
  deepEqual(outcomes.map((it) => it.ok ? "created" : it.code).sort(), ["busy", "created"]);
  equal(registry.admin.size, 1);
});

Deno.test("an app's webhook that Jira forgot is made again, with the JQL it had", async () => {
  await using stage = await openMovingStage({ kind: "app" });
  await stage.call("POST", "/api/webhooks", projectOf(stage));
  stage.jira.rest.registry.app.clear();
  await stage.pass(HOUR);
  deepEqual(appWebhooks(stage).map(({ jqlFilter }) => jqlFilter), [projectOf(stage).jql]);
  ok(stage.service.logged.some((line) => /The webhook in Jira: Created \d/.test(line)));
});

Deno.test("an app's webhook that an operator deleted stays deleted", async () => {
  await using stage = await openMovingStage({ kind: "app" });
  await stage.call("POST", "/api/webhooks", projectOf(stage));
  const { id } = appWebhooks(stage)[0]!;
  equal((await stage.call("DELETE", `/api/webhooks/${id}`)).status, 200);
  await stage.pass(HOUR);
  deepEqual([appWebhooks(stage), await messages(stage)], [[], []]);
});

Deno.test("what Jira gave up delivering to an app is read, once", async () => {
  await using stage = await openMovingStage({ kind: "app", app: { ...APP, kind: "connect" } });
  const { site, rest } = stage.jira;
  await stage.call("POST", "/api/webhooks", projectOf(stage));
  const [first, second] = site.issues();
  const fail = (url: string, id: string) =>
    rest.registry.failed.push({
      id: crypto.randomUUID(),
      url,
      body: JSON.stringify({ webhookEvent: "jira:issue_updated", issue: { id } }),
      failureTime: stage.now(),
    });
  fail(WEBHOOK_URL, first!.id);
  fail("https://elsewhere.example.com/hook", second!.id);
  rest.registry.failed.push({ ...rest.registry.failed[0]!, body: "cut off" });
  const reads = () => rest.log.count("POST issue/bulkfetch");
  const before = reads();
  for (let look = 0; look < 2; look++) {
    await stage.pass(HOUR);
    // Reads wait for more of the same.
    await stage.pass(5_000);
  }
  equal(reads() - before, 1);
  deepEqual(stage.service.logged.filter((line) => line.includes("gave up")), [
    "Webhooks that Jira gave up delivering: 2; issues read for that: 1",
  ]);
});
