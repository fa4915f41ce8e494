import { deepEqual, equal, ok } from "node:assert/strict";
import { SignJWT } from "jose";
import { assertRefused, change, readFeed } from "./_intake.ts";
import { minute } from "./_minute.ts";
import { eventually } from "./_waiting.ts";
import { APP, openWebhookStage, webhookAlarms, type WebhookStage } from "./_webhook_stage.ts";

/** A stage whose app has registered a webhook, which gets the id 1. */
async function openApp(options: Parameters<typeof openWebhookStage>[0] = {}) {
  const stage = await openWebhookStage({ kind: "app", ...options });
  await minute(stage.service.service);
  const jql = `project = ${stage.jira.site.projects[0]!.key}`;
  equal((await stage.call("POST", "/api/webhooks", { jql })).status, 201);
  return stage;
}

/** A token as Jira makes it; times in s from now. */
async function tokenOf({ secret = APP.secret, exp = 180 } = {}): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000) + exp - 180;
  return await new SignJWT({ iss: APP.id }).setProtectedHeader({ alg: "HS256" })
    .setIssuedAt(iat).setExpirationTime(iat + 180).sign(new TextEncoder().encode(secret));
}

function send({ service }: WebhookStage, authorization: string | null, body: unknown) {
  return fetch(`${service.url}/webhook/jira`, {
    method: "POST",
    headers: authorization === null ? {} : { authorization },
    body: JSON.stringify(body),
  });
}

const matched = (ids: unknown) => change(1, { body: { matchedWebhookIds: ids } });

async function refused(answer: Response, status: number, code: string): Promise<void> {
  const { headers } = answer;
  const text = await answer.text();
  await assertRefused({ status: answer.status, headers, text }, { status, code, says: [/Cannot/] });
}

Deno.test("what an app's webhook tells is read from Jira, and then shown", async () => {
  await using stage = await openApp();
  const { site } = stage.jira;
  const target = site.issues().find(({ project }) => project === site.projects[0])!;
  const counts = await stage.jira.deliver([{
    op: "edit",
    by: site.people[0]!.id,
    issue: target.id,
    set: { summary: "Told to the app" },
  }]);
  deepEqual([counts.accepted, counts.lost], [1, 0]);
  await eventually(
    () => readFeed(stage.service),
    (items) => items.some(({ issue }) => issue?.summary === "Told to the app"),
  );
  const { pace } = (await stage.call("GET", "/api/webhooks")).body;
  ok(pace.lastAt !== null, "it counts as a delivery");
  deepEqual(await webhookAlarms(stage.service), []);
});

Deno.test("what stands in the body of an app's delivery is never shown: no token covers it", async () => {
  await using stage = await openApp();
  const [target] = stage.jira.site.truth();
  const forged = {
    webhookEvent: "jira:issue_updated",
    timestamp: Date.now(),
    matchedWebhookIds: [1],
    issue: { id: target!.id, key: target!.key, fields: { summary: "Forged" } },
  };
  const read = stage.jira.rest.log.count("POST issue/bulkfetch");
  const answer = await send(stage, `Bearer ${await tokenOf()}`, forged);
  equal(answer.status, 202);
  deepEqual(await answer.json(), { status: "hinted", issues: [target!.id] });
  await eventually(
    () => stage.jira.rest.log.count("POST issue/bulkfetch"),
    (count) => count > read,
  );
  const { issues } = await (await stage.service.get("/api/snapshot")).json();
  ok(!JSON.stringify([issues, await readFeed(stage.service)]).includes("Forged"));
  const { intake } = await (await stage.service.get("/api/status")).json();
  deepEqual([intake.accepted, intake.hinted], [0, 1]);
});

Deno.test("a delivery to the app without a good token is refused, and the code says why", async () => {
  await using stage = await openApp();
  const ours = matched([1]);
  await refused(await send(stage, null, ours), 401, "token_missing");
  await refused(await send(stage, "Bearer nonsense", ours), 401, "token_malformed");
  const foreign = `Bearer ${await tokenOf({ secret: "the-secret-of-another-app" })}`;
  await refused(await send(stage, foreign, ours), 401, "token_mismatch");
  const old = `Bearer ${await tokenOf({ exp: -301 })}`;
  await refused(await send(stage, old, ours), 401, "token_expired");
  const good = `Bearer ${await tokenOf()}`;
  for (const ids of [undefined, [], [404], "1", ["1"]]) {
    await refused(await send(stage, good, matched(ids)), 401, "token_not_ours");
  }
  const answer = await send(stage, good, matched([404, 1]));
  equal(answer.status, 202, await answer.text());
});

Deno.test("calls without a good token are limited by address, and good ones are not", async () => {
  await using stage = await openApp();
  for (let n = 0; n < 100; n++) {
    await (await send(stage, "Bearer nonsense", {})).body?.cancel();
  }
  await refused(await send(stage, "Bearer nonsense", {}), 429, "too_many_failures");
  const answer = await send(stage, `Bearer ${await tokenOf()}`, matched([1]));
  equal(answer.status, 202, await answer.text());
});

Deno.test("a webhook registered meanwhile is asked for, and known from then on", async () => {
  await using stage = await openApp();
  const { registry, log } = stage.jira.rest;
  const made = { ...registry.app.get(1)!, id: 17 };
  registry.app.set(17, made);
  const listed = () => log.count("GET webhook");
  const before = listed();
  for (let n = 0; n < 3; n++) {
    const answer = await send(stage, `Bearer ${await tokenOf()}`, matched([17]));
    equal(answer.status, 202, await answer.text());
  }
  equal(listed() - before, 1);
  for (let n = 0; n < 3; n++) {
    await refused(
      await send(stage, `Bearer ${await tokenOf()}`, matched([99])),
      401,
      "token_not_ours",
    );
  }
  equal(listed() - before, 1, "whatever deliveries name, Jira is asked now and then");
});

Deno.test("while Jira can't say whose a webhook is, its deliveries are to come again", async () => {
  await using stage = await openApp();
  stage.jira.rest.controls.token = "refused";
  const answer = await send(stage, `Bearer ${await tokenOf()}`, matched([17]));
  ok(Number(answer.headers.get("retry-after")) > 0);
  await refused(answer, 503, "cannot_tell");
});

Deno.test("with an app a signature counts as before", async () => {
  await using stage = await openApp();
  const answer = await stage.service.post(change(1));
  equal(answer.status, 202, await answer.text());
  const wrong = { "x-hub-signature": `sha256=${"0".repeat(64)}` };
  const authorization = `Bearer ${await tokenOf()}`;
  await refused(
    await stage.service.post(matched([1]), { ...wrong, authorization }),
    401,
    "signature_mismatch",
  );
});

Deno.test("without an app a token is no proof", async () => {
  await using stage = await openWebhookStage();
  const authorization = `Bearer ${await tokenOf()}`;
  await refused(await send(stage, authorization, matched([1])), 401, "signature_missing");
});

Deno.test("while nothing says where Jira delivers to, deliveries to an app are to come again", async () => {
  await using stage = await openWebhookStage({ kind: "app", env: { PUBLIC_URL: "" } });
  await refused(await send(stage, `Bearer ${await tokenOf()}`, matched([1])), 503, "no_public_url");
});
