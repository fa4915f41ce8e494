import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { SyncReport } from "../lib/sync/types.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { assertRefused, readFeed, type Refused } from "./_intake.ts";
import { minute } from "./_minute.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { eventually } from "./_waiting.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

/** Settings that name a simulated Jira. */
function envOf(jira: SimulatedJira): Record<string, string> {
  return {
    JIRA_BASE_URL: jira.url,
    JIRA_EMAIL: SIMULATED_CREDENTIALS.email,
    JIRA_API_TOKEN: SIMULATED_CREDENTIALS.token,
  };
}

/** What a post may say otherwise. */
interface Posted {
  readonly token?: string;
  readonly body?: unknown;
}

function post(service: RunningService, path: string, posted: Posted = {}): Promise<Response> {
  const { token = TOKEN, body } = posted;
  return fetch(`${service.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
}

async function refused(answer: Response, expected: Refused): Promise<void> {
  const { status, headers } = answer;
  await assertRefused({ status, headers, text: await answer.text() }, expected);
}

/** An edit that no webhook tells of. */
function editSilently({ site }: SimulatedJira, issue: string, summary: string): void {
  site.applySilently({ op: "edit", by: site.people[0]!.id, issue, set: { summary } });
}

async function reportOf(service: RunningService): Promise<SyncReport> {
  return await (await service.get("/api/sync")).json();
}

/** Ids and versions of the mirror, and of the site. */
async function bothSides(service: RunningService, jira: SimulatedJira) {
  const { issues } = await (await service.get("/api/snapshot?limit=500")).json();
  const mirror = issues.map((issue: { id: string; updated: number }) => [issue.id, issue.updated]);
  const site = jira.site.truth().filter(({ deleted }) => !deleted)
    .map(({ id, updated }) => [id, updated]);
  return { mirror: mirror.sort(), site: site.sort() };
}

Deno.test("the service imports a Jira at its start, sweeps it when asked, and tells what it found", async () => {
  await using jira = startJira({ issues: 120 });
  await using service = await runService({ env: envOf(jira) });
  await minute(service.service);
  const imported = await bothSides(service, jira);
  deepEqual(imported.mirror, imported.site);
  const { completeness: whole } = await (await service.get("/api/status")).json();
  equal(whole.state, "good");
  match(whole.message, /^ids agree with Jira as of [\d:]+ UTC \(120 of 120\) · changes swept to/);

  const [target] = jira.site.truth();
  editSilently(jira, target!.id, "Never told");
  const begun = await post(service, "/api/sync/sweep");
  equal(begun.status, 202, await begun.text());
  await minute(service.service);
  const swept = await bothSides(service, jira);
  deepEqual(swept.mirror, swept.site);

  const report = await reportOf(service);
  equal(report.running, null);
  deepEqual(report.alarms, []);
  deepEqual(
    report.items.map(({ kind, outcome, seen, drift }) => [kind, outcome, seen, drift.stale]),
    [
      ["sweep", "done", report.items[0]!.seen, 1],
      ["census", "done", 120, 0],
      ["import", "done", 120, 0],
    ],
  );
  const told = (await readFeed(service)).at(-1);
  deepEqual([told?.source, told?.issue?.summary], ["sync", "Never told"]);
});

Deno.test("sweeps come as often as whoever starts the service says", async () => {
  const clock = { now: Date.now() };
  const now = () => clock.now;
  await using jira = startJira({ issues: 5, now });
  await using service = await runService({ env: envOf(jira), now, sweepEvery: 30_000 });
  await minute(service.service);
  const sweeps = async () => {
    await minute(service.service);
    return (await reportOf(service)).items.filter(({ kind }) => kind === "sweep").length;
  };
  clock.now += 20_000;
  equal(await sweeps(), 0);
  clock.now += 10_000;
  equal(await sweeps(), 1);
});

Deno.test("a Jira that does not take the token is an alarm with what to do, and the mirror stays", async () => {
  await using jira = startJira({ issues: 3 });
  await using service = await runService({ env: envOf(jira) });
  await minute(service.service);
  const before = await bothSides(service, jira);
  jira.rest.controls.token = "dead";
  equal((await post(service, "/api/sync/sweep")).status, 202);
  await minute(service.service);
  const { alarms, completeness, items } = await reportOf(service);
  deepEqual(alarms.map(({ code }) => code), ["dead_token"]);
  equal(completeness.state, "alarm");
  equal(items[0]?.outcome, "failed");
  deepEqual((await bothSides(service, jira)).mirror, before.mirror);
});

Deno.test("without access to Jira nothing is compared, and the routes say so", async () => {
  await using service = await runService();
  const report = await reportOf(service);
  equal(report.completeness.state, "off");
  deepEqual([report.running, report.items, report.next], [null, [], null]);
  for (const kind of ["sweep", "census", "confirm"]) {
    await refused(await post(service, `/api/sync/${kind}`), {
      status: 409,
      code: "not_compared",
      says: [/JIRA_BASE_URL/],
    });
  }
});

Deno.test("a project that loses most of its issues is kept until an operator confirms", async () => {
  const clock = { now: Date.now() };
  const now = () => clock.now;
  await using jira = startJira({ issues: 80, projects: 2, now });
  await using service = await runService({ env: envOf(jira), now });
  await minute(service.service);
  clock.now += 5 * 60_000;
  const [project] = jira.site.projects;
  const gone = jira.site.issues().filter((issue) => issue.project === project).slice(0, 30);
  const by = jira.site.people[0]!.id;
  for (const { id } of gone) jira.site.applySilently({ op: "delete", by, issue: id });
  const kept = async () => (await bothSides(service, jira)).mirror.length;
  equal((await post(service, "/api/sync/census")).status, 202);
  await minute(service.service);
  equal(await kept(), 80, "nothing goes unasked");
  const { alarms, completeness } = await reportOf(service);
  deepEqual(alarms.map(({ project }) => project), [project!.id]);
  equal(completeness.state, "alarm");

  const confirm = (body: unknown) => post(service, "/api/sync/confirm", { body });
  await refused(await confirm({ project: "404" }), {
    status: 404,
    code: "not_held_back",
    says: [/"404"/],
  });
  await refused(await confirm({}), { status: 400, code: "bad_body", says: [/"project"/] });
  equal((await confirm({ project: project!.id })).status, 202);
  await minute(service.service);
  equal(await kept(), 50);
  deepEqual((await reportOf(service)).alarms, []);
});

Deno.test("only who has a token sees or begins a comparison", async () => {
  await using service = await runService();
  for (const path of ["/api/sync/sweep", "/api/sync/census", "/api/sync/confirm"]) {
    const answer = await post(service, path, { token: "somebody-elses-token" });
    equal(answer.status, 401);
    await answer.body?.cancel();
  }
  for (const path of ["/api/sync", "/metrics"]) {
    const answer = await fetch(`${service.url}${path}`);
    equal(answer.status, 401);
    await answer.body?.cancel();
  }
});

Deno.test("pages of the history are asked for within bounds", async () => {
  await using service = await runService();
  for (const query of ["limit=0", "limit=201", "limit=x", "next=17"]) {
    const says = [new RegExp(`: ${query.split("=")[0]} must`)];
    const answer = await service.get(`/api/sync?${query}`);
    await refused(answer, { status: 400, code: "bad_parameter", says });
  }
});

Deno.test("the metrics tell intake, backlog, feed and sync, and name no issue", async () => {
  await using jira = startJira({ issues: 20 });
  await using service = await runService({ env: envOf(jira) });
  await minute(service.service);
  const answer = await service.get("/metrics");
  match(answer.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  for (
    const line of [
      'boardcast_intake_total{answer="accepted"} 0',
      "boardcast_backlog_deliveries 0",
      "boardcast_feed_clients 0",
      'boardcast_completeness{state="good"} 1',
      'boardcast_sync_last_ok{kind="import"} 1',
      'boardcast_sync_last_seen{kind="import"} 20',
    ]
  ) ok(text.includes(`${line}\n`), `${line} is missing in\n${text}`);
  ok(!text.includes("boardcast_completeness_content_ratio"), "what is not known is not told as 0");
  for (const { key } of jira.site.truth()) ok(!text.includes(key));
  // Every line is a comment or a sample, as Prometheus reads them.
  const sample = /^[a-z_]+(\{[a-z]+="[^"]*"\})? -?[\d.e+]+$/;
  for (const line of text.trimEnd().split("\n")) {
    ok(line === "" || line.startsWith("# ") || sample.test(line), line);
  }
});

Deno.test("metrics of a service that compares nothing tell no time at which something was compared", async () => {
  await using service = await runService();
  const text = await (await service.get("/metrics")).text();
  match(text, /boardcast_completeness\{state="off"\} 1\n/);
  equal(/boardcast_(completeness_(ids|swept|content)\w*|sync_\w+)/.exec(text)?.[0], undefined);
});

Deno.test("an unsigned call is a hint which issue to read, and what it says is never shown", async () => {
  await using jira = startJira({ issues: 5 });
  await using service = await runService({ env: { ...envOf(jira), INTAKE_UNSIGNED: "refetch" } });
  await minute(service.service);
  const [target] = jira.site.truth();
  editSilently(jira, target!.id, "As it is");
  const forged = {
    webhookEvent: "jira:issue_updated",
    timestamp: Date.now(),
    issue: { id: target!.id, key: target!.key, fields: { summary: "Forged" } },
  };
  const call = (body: unknown) =>
    fetch(`${service.url}/webhook/jira`, { method: "POST", body: JSON.stringify(body) });
  const answer = await call(forged);
  equal(answer.status, 202);
  deepEqual(await answer.json(), { status: "hinted", issues: [target!.id] });
  const items = await eventually(
    () => readFeed(service),
    (items) => items.some(({ issue }) => issue?.summary === "As it is"),
  );
  ok(!JSON.stringify(items).includes("Forged"));
  const { intake } = await (await service.get("/api/status")).json();
  deepEqual([intake.hinted, intake.accepted], [1, 0]);

  const unreadable = await fetch(`${service.url}/webhook/jira`, { method: "POST", body: "no" });
  equal(unreadable.status, 400);
  await unreadable.body?.cancel();
  const wrong = await service.post(forged, { "x-hub-signature": `sha256=${"0".repeat(64)}` });
  equal(wrong.status, 401, "a wrong signature is no hint");
  await wrong.body?.cancel();
});

Deno.test("a comment on an issue that webhooks never told of is shown once the issue is read", async () => {
  await using jira = startJira({ issues: 1 });
  await using service = await runService({ env: envOf(jira) });
  await minute(service.service);
  const { people, projects } = jira.site;
  jira.site.applySilently({
    op: "create",
    by: people[0]!.id,
    project: projects[0]!.id,
    type: "10001",
    summary: "Nobody told of this",
  });
  const issue = jira.site.truth().at(-1)!;
  const [event] = jira.site.apply({
    op: "comment",
    by: people[0]!.id,
    issue: issue.id,
    text: "But of this",
  });
  const answer = await service.post(event!.body);
  equal(answer.status, 202, await answer.text());
  const told = await eventually(
    async () => (await readFeed(service)).find(({ kind }) => kind === "commented"),
    (comment) => comment !== undefined,
  );
  deepEqual([told?.issue?.summary, told?.subject?.text], ["Nobody told of this", "But of this"]);
});
