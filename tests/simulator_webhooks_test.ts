/** Registrations of webhooks at a simulated Jira, and what they bring, over real HTTP. */

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { jwtVerify } from "jose";
import { HUB_HEADER, sign } from "../lib/jira/signature.ts";
import type { Operation } from "../lib/simulator/operations.ts";
import { SIMULATED_APP, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { receiveWebhooks } from "./_receiver.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

const ADMIN = "/rest/webhooks/1.0/webhook";
const EVENTS = ["jira:issue_created", "jira:issue_updated", "sprint_started"];
const AS_APP = { Authorization: `Bearer ${SIMULATED_CREDENTIALS.appToken}` };
const DAY = 86_400_000;

function edit(jira: SimulatedJira, index: number): Operation {
  const issue = jira.site.issues()[index]!;
  const set = { summary: `${issue.summary} (edited)` };
  return { op: "edit", by: issue.reporter.id, issue: issue.id, set };
}

Deno.test("an admin webhook is registered, listed, changed and removed", async () => {
  await using jira = startJira({ issues: 1, now: () => 1_788_000_000_000 });
  const created = await jira.send("POST", ADMIN, {
    name: "Boardcast",
    url: "http://127.0.0.1:9/webhook/jira",
    events: EVENTS,
    filters: { "issue-related-events-section": "project = PAY" },
    secret: "a secret nobody reads again",
  });
  equal(created.status, 201);
  const { self } = created.body as unknown as { self: string };
  deepEqual(created.body, {
    name: "Boardcast",
    description: "",
    url: "http://127.0.0.1:9/webhook/jira",
    excludeBody: false,
    filters: { "issue-related-events-section": "project = PAY" },
    events: EVENTS,
    enabled: true,
    self: `https://jira.example.com${ADMIN}/1`,
    lastUpdatedUser: jira.site.people[0]!.id,
    lastUpdatedDisplayName: jira.site.people[0]!.displayName,
    lastUpdated: 1_788_000_000_000,
    isSigned: true,
  });
  const path = new URL(self).pathname;
  const changed = await jira.send("PUT", path, { enabled: false });
  deepEqual(
    [changed.status, changed.body],
    [200, { ...created.body, enabled: false }],
  );
  deepEqual((await jira.get(ADMIN)).body, [changed.body]);
  equal((await jira.send("DELETE", path)).status, 204);
  equal((await jira.get(path)).status, 404);
});

Deno.test("only administrators see webhooks, and the same one can be registered five times", async () => {
  await using jira = startJira({ issues: 1 });
  const webhook = { name: "Boardcast", url: "http://127.0.0.1:9/", events: EVENTS };
  for (let i = 0; i < 5; i++) equal((await jira.send("POST", ADMIN, webhook)).status, 201);
  equal((await jira.get(ADMIN) as unknown as { body: unknown[] }).body.length, 5);
  equal((await jira.send("POST", ADMIN, { url: "http://127.0.0.1:9/" })).status, 400);
  jira.rest.controls.administrator = false;
  equal((await jira.get(ADMIN)).status, 403);
});

Deno.test("a registered webhook gets what it asked for, signed with its secret", async () => {
  await using jira = startJira({ issues: 8 });
  await using receiver = receiveWebhooks();
  const secret = "secret of this webhook";
  const [project] = jira.site.projects;
  await jira.send("POST", ADMIN, {
    name: "Boardcast",
    url: receiver.url,
    events: ["jira:issue_updated", "sprint_started"],
    filters: { "issue-related-events-section": `project = ${project!.key}` },
    secret,
  });
  const by = jira.site.people[0]!.id;
  const sprint = project!.sprints[0]!.id;
  const inside = jira.site.issues().findIndex((it) => it.project === project);
  const outside = jira.site.issues().findIndex((it) => it.project !== project);
  await jira.deliver([edit(jira, inside), edit(jira, outside)]);
  await jira.deliver([
    { op: "comment", by, issue: jira.site.issues()[inside]!.id, text: "not asked for" },
    { op: "start_sprint", by, sprint },
  ]);
  deepEqual(receiver.calls.map(({ json }) => json["webhookEvent"]), [
    "jira:issue_updated",
    "sprint_started",
  ]);
  for (const { body, headers } of receiver.calls) {
    equal(headers.get(HUB_HEADER), sign(body, secret));
  }
});

Deno.test("webhooks come unsigned without a secret, empty with excludeBody, and not at all when disabled", async () => {
  await using jira = startJira({ issues: 4 });
  await using receiver = receiveWebhooks();
  const register = (fields: object) =>
    jira.send("POST", ADMIN, { name: "x", url: receiver.url, events: EVENTS, ...fields });
  await register({ excludeBody: true, secret: "a secret" });
  await register({ enabled: false });
  await register({});
  await jira.deliver([edit(jira, 0)]);
  deepEqual(
    receiver.calls.map(({ body, headers }) => [body.length > 0, headers.has("X-Hub-Signature")])
      .sort(),
    [[false, true], [true, false]],
  );
});

Deno.test("an app's webhooks come as one call that names them, proved by a token of its secret", async () => {
  let now = Date.UTC(2026, 8, 1);
  await using jira = startJira({ issues: 8, now: () => now });
  await using receiver = receiveWebhooks();
  const [project] = jira.site.projects;
  const registered = await jira.send("POST", "/rest/api/2/webhook", {
    url: receiver.url,
    webhooks: [
      { events: ["jira:issue_updated"], jqlFilter: "" },
      { events: ["jira:issue_updated"], jqlFilter: `project = ${project!.key}` },
      { events: ["jira:issue_updated"], jqlFilter: "", fieldIdsFilter: ["assignee"] },
      { events: ["worklog_created"], jqlFilter: "" },
    ],
  }, AS_APP);
  deepEqual(registered.body, {
    webhookRegistrationResult: [
      { createdWebhookId: 1 },
      { createdWebhookId: 2 },
      { createdWebhookId: 3 },
      { errors: ["The event worklog_created is not supported."] },
    ],
  });
  const inside = jira.site.issues().findIndex((it) => it.project === project);
  await jira.deliver([edit(jira, inside)]);
  const [call] = receiver.calls;
  deepEqual(call!.json["matchedWebhookIds"], [1, 2]);
  ok(!call!.headers.has("X-Hub-Signature"));
  const token = call!.headers.get("Authorization")!.replace("Bearer ", "");
  const key = new TextEncoder().encode(SIMULATED_APP.secret);
  const { payload, protectedHeader } = await jwtVerify(token, key, { currentDate: new Date(now) });
  deepEqual([protectedHeader.alg, payload.iss, payload.exp! - payload.iat!], [
    "HS256",
    SIMULATED_APP.id,
    180,
  ]);
  await rejects(jwtVerify(token, new TextEncoder().encode("another secret, as long as needed")));

  now += 30 * DAY - 1;
  equal((await jira.deliver([edit(jira, inside)])).accepted, 2);
  now += 1;
  equal((await jira.deliver([edit(jira, inside)])).accepted, 2);
  deepEqual((await jira.get("/rest/api/2/webhook", AS_APP)).body.values, []);
});

Deno.test("an app renews its webhooks for 30 days, has five, and one URL", async () => {
  const now = Date.UTC(2026, 8, 1);
  await using jira = startJira({ issues: 1, now: () => now });
  const path = "/rest/api/3/webhook";
  const webhooks = Array.from({ length: 6 }, () => ({ events: EVENTS, jqlFilter: "" }))
    .map((it) => ({ ...it, events: ["jira:issue_updated"] }));
  const url = "https://app.example.com/hook";
  const { body } = await jira.send("POST", path, { url, webhooks }, AS_APP);
  const results = (body as unknown as { webhookRegistrationResult: object[] })
    .webhookRegistrationResult;
  deepEqual(results.map((it) => Object.keys(it)), [
    ...Array.from({ length: 5 }, () => ["createdWebhookId"]),
    ["errors"],
  ]);
  const other = { url: "https://elsewhere.example.com/hook", webhooks };
  equal((await jira.send("POST", path, other, AS_APP)).status, 400);
  const renewed = await jira.send("PUT", `${path}/refresh`, { webhookIds: [1, 99] }, AS_APP);
  deepEqual(renewed.body, { expirationDate: now + 30 * DAY });
  equal((await jira.send("DELETE", path, { webhookIds: [1, 2, 99] }, AS_APP)).status, 202);
  const listed = await jira.get(path, AS_APP);
  deepEqual(listed.body.values.map(({ id }) => id), [3, 4, 5]);
  equal((await jira.get(path)).status, 403);
  equal((await jira.get(`${path}/failed`, AS_APP)).status, 403);
});

Deno.test("a Connect app can ask what failed", async () => {
  await using jira = startJira({
    issues: 2,
    app: { kind: "connect", id: "app.key", secret: "shared secret of the app" },
  });
  await using receiver = receiveWebhooks(500);
  const webhooks = [{ events: ["jira:issue_updated"], jqlFilter: "" }];
  await jira.send("POST", "/rest/api/2/webhook", { url: receiver.url, webhooks }, AS_APP);
  await jira.deliver([edit(jira, 0)]);
  const { body } = await jira.get("/rest/api/2/webhook/failed", AS_APP);
  const [failed] = body.values as unknown as { url: string; body: string; id: string }[];
  equal(failed!.url, receiver.url);
  equal(failed!.id, receiver.calls[0]!.headers.get("X-Atlassian-Webhook-Identifier"));
  ok(receiver.calls[0]!.headers.get("Authorization")!.startsWith("JWT "));
});

Deno.test("Data Center 10 takes the JSON of version 9 and ignores its filter", async () => {
  await using jira = startJira({ issues: 1, flavour: "datacenter" });
  const path = "/rest/jira-webhook/1.0/webhooks";
  const webhook = { name: "Boardcast", url: "http://127.0.0.1:9/", events: EVENTS };
  const section = "issue-related-events-section";
  const old = await jira.send("POST", path, {
    ...webhook,
    filters: { [section]: "project = PAY" },
  });
  const FILTERS = JSON.stringify({ [section]: "project = PAY" });
  const right = await jira.send("POST", path, { ...webhook, configuration: { FILTERS } });
  const filters = [old, right].map(({ body }) =>
    (body as unknown as { configuration: { FILTERS: string } }).configuration.FILTERS
  );
  deepEqual(filters, [JSON.stringify({ [section]: "" }), FILTERS]);
  equal((await jira.get(ADMIN)).status, 404);
});

Deno.test("Data Center 9 registers as Cloud does, without secrets", async () => {
  await using jira = startJira({ issues: 1, flavour: "datacenter", release: 9 });
  await using receiver = receiveWebhooks();
  const webhook = { name: "Boardcast", url: receiver.url, events: EVENTS, secret: "ignored" };
  const { status, body } = await jira.send("POST", ADMIN, webhook);
  deepEqual([status, "isSigned" in body], [201, false]);
  await jira.deliver([edit(jira, 0)]);
  ok(!receiver.calls[0]!.headers.has("X-Hub-Signature"));
  equal((await jira.get("/rest/jira-webhook/1.0/webhooks")).status, 404);
});
