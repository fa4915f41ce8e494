import assert from "node:assert/strict";
import { checkRegistration } from "../lib/jira/rest/check_registration.ts";
import type { KeptTokens, TokenKeeper } from "../lib/jira/rest/oauth.ts";
import {
  WANTED_EVENTS,
  type WantedRegistration,
  type Webhooks,
} from "../lib/jira/rest/registration.ts";
import { repairRegistration } from "../lib/jira/rest/repair_registration.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { openWebhooks } from "../lib/jira/rest/webhooks.ts";
import { json, startJira } from "./_jira_server.ts";
import { startWebhooks } from "./_jira_webhooks.ts";
import { OPENAPI, openContract } from "./_openapi.ts";

const { signal } = new AbortController();
const KINDS: readonly Webhooks["kind"][] = ["admin", "server", "datacenter", "app"];
const DAY = 86_400_000;

const wantedFor = (kind: Webhooks["kind"]): WantedRegistration => ({
  name: "Boardcast",
  url: "https://boardcast.example.com/webhook/jira",
  events: WANTED_EVENTS[kind],
  jql: "project IN (ABC)",
  secret: kind === "admin" || kind === "datacenter" ? "a-secret-of-16-chars" : null,
});

/** Keeps tokens in this test only. */
function memoryKeeper(): TokenKeeper {
  let kept: KeptTokens | null = null;
  return {
    read: () => Promise.resolve(kept),
    renew: async ({ make }) => kept = await make(kept),
    idle: () => Promise.resolve(),
  };
}

async function open(kind: Webhooks["kind"]) {
  const jira = startWebhooks(kind);
  const webhooks = await openWebhooks({
    access: jira.access,
    tokens: memoryKeeper(),
    hosts: { gateway: jira.url, login: jira.url },
    budget: { perSecond: 10_000, concurrency: 1 },
  }, { signal });
  const check = async (now = 0) =>
    checkRegistration(await webhooks.list({ signal }), {
      wanted: wantedFor(kind),
      kind,
      takesUnsigned: false,
      now,
    });
  const repair = (now = 0) =>
    repairRegistration(webhooks, { wanted: wantedFor(kind), now, signal });
  return { ...jira, webhooks, check, repair };
}

for (const kind of KINDS) {
  Deno.test(`${kind}: what was created is found again, as it was wanted`, async () => {
    await using jira = await open(kind);
    assert.equal(jira.webhooks.kind, kind);
    assert.deepEqual(await jira.repair(), ["Created 1"]);
    const [registration] = await jira.webhooks.list({ signal });
    const { url, events, jql } = wantedFor(kind);
    assert.deepEqual([registration?.url, registration?.events, registration?.jql], [
      url,
      events,
      jql,
    ]);
    const { findings } = await jira.check();
    assert.deepEqual(findings.map(({ code }) => code), kind === "server" ? ["unsigned"] : []);
    assert.deepEqual(await jira.repair(), []);
    assert.ok(jira.asked.some(({ target }) => target.split("?")[0]!.endsWith(jira.path)));
  });

  Deno.test(`${kind}: what is there twice and wrong is repaired to be there once and right`, async () => {
    await using jira = await open(kind);
    const wrong = { ...wantedFor(kind), jql: "project IN (XYZ)", events: ["jira:issue_created"] };
    await jira.webhooks.create(wrong, { signal });
    await jira.webhooks.create(wrong, { signal });
    const done = await jira.repair();
    assert.deepEqual(done, [
      kind === "app" ? "Put 3 in place of 1" : "Changed 1",
      "Deleted 2, which delivered the same once more",
    ]);
    assert.equal(jira.kept.size, 1);
    const { findings } = await jira.check();
    assert.deepEqual(findings.map(({ code }) => code), kind === "server" ? ["unsigned"] : []);
  });

  Deno.test(`${kind}: what is deleted is missing`, async () => {
    await using jira = await open(kind);
    const id = await jira.webhooks.create(wantedFor(kind), { signal });
    await jira.webhooks.delete(id, { signal });
    assert.deepEqual((await jira.check()).findings.map(({ code }) => code), ["missing"]);
  });
}

for (
  const [kind, off] of [["admin", { enabled: false }], ["datacenter", { active: false }]] as const
) {
  Deno.test(`${kind}: what is disabled is enabled again`, async () => {
    await using jira = await open(kind);
    await jira.repair();
    jira.kept.set("1", { ...jira.kept.get("1"), ...off });
    assert.deepEqual((await jira.check()).findings.map(({ code }) => code), ["disabled"]);
    assert.deepEqual(await jira.repair(), ["Changed 1"]);
    assert.deepEqual((await jira.check()).findings, []);
  });
}

Deno.test("datacenter: the JQL is where version 10 looks for it, and found however it stands there", async () => {
  await using jira = await open("datacenter");
  await jira.repair();
  const configuration = { EXCLUDE_BODY: "false", secret: "a-secret-of-16-chars" };
  const section = { "issue-related-events-section": "project IN (ABC)" };
  assert.deepEqual(jira.kept.get("1")?.["configuration"], {
    ...configuration,
    FILTERS: JSON.stringify(section),
  });
  for (const [FILTERS, jql] of [["project = X", "project = X"], [null, ""], ["{}", ""]] as const) {
    jira.kept.set("1", { ...jira.kept.get("1"), configuration: { ...configuration, FILTERS } });
    assert.equal((await jira.webhooks.list({ signal }))[0]?.jql, jql);
  }
});

Deno.test("an app's webhook that is replaced need not be renewed", async () => {
  await using jira = await open("app");
  await jira.webhooks.create({ ...wantedFor("app"), jql: "project IN (XYZ)" }, { signal });
  assert.deepEqual(await jira.repair(25 * DAY), ["Put 2 in place of 1"]);
});

Deno.test("an app's webhook is renewed ten days before Jira forgets it", async () => {
  await using jira = await open("app");
  await jira.repair();
  assert.deepEqual(await jira.repair(19 * DAY), []);
  assert.deepEqual(await jira.repair(21 * DAY), [
    `Renewed 1 until ${new Date(60 * DAY).toISOString()}`,
  ]);
  assert.equal((await jira.check(21 * DAY)).daysLeft, 39);
});

Deno.test("no secret is sent to a Jira that can't sign, and none is kept in what is listed", async () => {
  await using server = await open("server");
  await server.webhooks.create({ ...wantedFor("server"), secret: "a-secret-of-16-chars" }, {
    signal,
  });
  assert.ok(!JSON.stringify(server.asked).includes("a-secret-of-16-chars"));
  await using admin = await open("admin");
  await admin.repair();
  assert.ok(!JSON.stringify(await admin.webhooks.list({ signal })).includes("a-secret"));
});

Deno.test("a JQL that Jira does not take for an app's webhook is told in its words", async () => {
  await using jira = await open("app");
  const refused = [{ errors: ["The clause watcher is unsupported"] }];
  await using strict = startJira(({ target }) =>
    target.endsWith("/oauth/token")
      ? json({ access_token: "access", refresh_token: "next", expires_in: 3_600 })
      : json({ webhookRegistrationResult: refused })
  );
  const webhooks = await openWebhooks({
    access: jira.access,
    tokens: memoryKeeper(),
    hosts: { gateway: strict.url, login: strict.url },
  }, { signal });
  await assert.rejects(webhooks.create(wantedFor("app"), { signal }), (cause) => {
    assert.ok(cause instanceof JiraError && cause.code === "refused");
    assert.match(cause.message, /"The clause watcher is unsupported".*Check --jql/);
    return true;
  });
});

Deno.test("a webhook is not created once more after an answer that leaves it open", async () => {
  await using jira = startJira(() => json({}, { status: 503 }));
  const webhooks = await openWebhooks({
    access: { kind: "api_token", baseUrl: jira.url, email: "a@example.com", token: "t" },
    wait: () => Promise.resolve(),
  }, { signal });
  await assert.rejects(
    webhooks.create(wantedFor("admin"), { signal }),
    (cause) => cause instanceof JiraError && cause.code === "unavailable",
  );
  assert.equal(jira.asked.length, 1);
});

Deno.test("app: what Jira gave up is told page by page, from a time on", async () => {
  await using jira = await open("app");
  const url = wantedFor("app").url;
  for (const failureTime of [1_000, 2_000, 3_000, 4_000]) {
    jira.failed.push({ id: `${failureTime}`, url, failureTime, body: "{}" });
  }
  const failed = await jira.webhooks.failed(1_000, { signal });
  assert.deepEqual(
    failed,
    [2_000, 3_000, 4_000].map((failedAt) => ({ url, body: "{}", failedAt })),
  );
});

for (const kind of KINDS) {
  Deno.test(`${kind}: that Jira does not tell what it gave up is no failure`, async () => {
    await using jira = await open(kind);
    assert.equal(await jira.webhooks.failed(0, { signal }), null);
  });
}

Deno.test({
  name: "what an app asks about webhooks is as Atlassian documents it",
  ignore: OPENAPI === undefined,
}, async () => {
  const contract = openContract(OPENAPI!);
  await using jira = await open("app");
  await jira.repair();
  await jira.repair(21 * DAY);
  await jira.webhooks.delete("1", { signal });
  await jira.webhooks.failed(1_700_000_000_000, { signal });
  const asked = jira.asked.filter(({ target }) => !target.endsWith("/oauth/token"));
  assert.deepEqual(asked.map(({ method }) => method), [
    "GET",
    "POST",
    "GET",
    "PUT",
    "DELETE",
    "GET",
  ]);
  for (const one of asked) assert.deepEqual(contract.validateRequest(one), [], one.target);
});
