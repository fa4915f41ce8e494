/** A store holds the issues of one Jira: what another one shows, or sends, is not mixed in. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ForeignLetter } from "../lib/inbox/types.ts";
import { foreignKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import type { SyncReport } from "../lib/sync/types.ts";
import { createOperation } from "../lib/simulator/stream.ts";
import { createRandom } from "../lib/simulator/random.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { makeDeadIn } from "./_kept.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { type JiraOptions, type SimulatedJira, startJira } from "./_simulated_jira.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OURS = "https://ours.example.com";
const OTHER = "https://other.example.com";
const OTHER_CLOUD_ID = "11223344-a1b2-4b33-8444-def123456789";

/** A store that outlives its services, as a file does. */
async function openLasting(): Promise<Store & AsyncDisposable> {
  const store = await openStore({ path: ":memory:" });
  return {
    ...store,
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

interface Run {
  readonly store: Store;
  readonly jira: SimulatedJira;
  readonly now?: () => number;
}

function runWith({ store, jira, now }: Run): Promise<RunningService> {
  const { email, token } = SIMULATED_CREDENTIALS;
  const isCloud = jira.site.dialect.flavour === "cloud";
  return runService({
    store,
    env: {
      JIRA_BASE_URL: jira.url,
      ...isCloud ? { JIRA_EMAIL: email, JIRA_API_TOKEN: token } : { JIRA_PAT: token },
    },
    ...now === undefined ? {} : { now },
  });
}

/** Begins a run, and waits for its end. */
async function run(service: RunningService, kind: "sweep" | "census"): Promise<void> {
  await service.service.compare();
  equal((await ask(service, kind)).status, 202);
  await service.service.compare();
}

/** Has the store filled by one Jira, before another one is asked. */
async function filledBy(store: Store, jira: SimulatedJira): Promise<void> {
  await using service = await runWith({ store, jira });
  await service.service.compare();
}

function ask(service: RunningService, path: string, body?: unknown): Promise<Response> {
  return fetch(`${service.url}/api/sync/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
}

async function reportOf(service: RunningService): Promise<SyncReport> {
  return await (await service.get("/api/sync")).json();
}

async function statusOf(service: RunningService) {
  return await (await service.get("/api/status")).json();
}

async function summaries(service: RunningService): Promise<string[]> {
  const { issues } = await (await service.get("/api/snapshot?limit=500")).json();
  return issues.map(({ id, summary }: { id: string; summary: string }) => `${id} ${summary}`)
    .sort();
}

interface Told {
  readonly summary: string;
  /** Of the Jira that the body names. */
  readonly base?: string;
  /** How long after now it was changed, ms. */
  readonly after?: number;
}

/** A webhook of the site's first issue. */
function told(jira: SimulatedJira, { summary, base, after = MINUTE }: Told) {
  const [issue] = jira.site.truth();
  return {
    webhookEvent: "jira:issue_updated",
    timestamp: Date.now(),
    issue: {
      id: issue!.id,
      ...base === undefined ? {} : { self: `${base}/rest/api/2/issue/${issue!.id}` },
      key: issue!.key,
      fields: {
        summary,
        updated: new Date(Date.now() + after).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
  };
}

const OTHERS: readonly (readonly [what: string, first: JiraOptions, then: JiraOptions])[] = [
  [
    "Cloud site",
    { base: OURS },
    { base: OTHER, cloudId: OTHER_CLOUD_ID },
  ],
  [
    "Cloud site that was given the name",
    { base: OURS },
    { base: OURS, cloudId: OTHER_CLOUD_ID },
  ],
  [
    "Data Center",
    { base: OURS, flavour: "datacenter" },
    { base: OTHER, flavour: "datacenter" },
  ],
];

for (const [what, first, then] of OTHERS) {
  Deno.test(`nothing of another ${what} is written over the issues of the first one`, async () => {
    await using store = await openLasting();
    await using ours = startJira({ issues: 8, seed: 1, ...first });
    await filledBy(store, ours);
    await using other = startJira({ issues: 12, seed: 2, ...then });
    await using service = await runWith({ store, jira: other });
    const before = await summaries(service);
    equal(before.length, 8);
    for (const kind of ["sweep", "census"] as const) await run(service, kind);
    deepEqual(await summaries(service), before);
    deepEqual(
      other.rest.log.all.filter(({ endpoint }) => /search|bulk|issue/.test(endpoint)),
      [],
    );
    const { alarms, items, completeness } = await reportOf(service);
    deepEqual(alarms.map(({ code }) => code), ["other_jira"]);
    equal(items[0]?.problem?.code, "other_jira");
    match(alarms[0]!.message, new RegExp(`holds the issues of ${OURS}, .* lead to ${then.base}`));
    match(alarms[0]!.message, /accept it .*JIRA_BASE_URL.*KV_PATH/);
    const status = await statusOf(service);
    deepEqual([status.mirror_of.url, completeness.state], [OURS, "alarm"]);
    match(status.completeness.message, /^Cannot compare with Jira: the store holds the issues of/);
  });
}

Deno.test("a setting that is put right ends the alarm", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  await filledBy(store, ours);
  await using other = startJira({ issues: 3, base: OTHER, cloudId: OTHER_CLOUD_ID });
  {
    await using wrong = await runWith({ store, jira: other });
    await run(wrong, "sweep");
    equal((await reportOf(wrong)).alarms.length, 1);
  }
  await using right = await runWith({ store, jira: ours });
  await run(right, "sweep");
  deepEqual((await reportOf(right)).alarms, []);
});

Deno.test("a Cloud site that was renamed is known by its cloud id, and so are its webhooks", async () => {
  await using store = await openLasting();
  await using before = startJira({ issues: 3, base: OURS });
  await filledBy(store, before);
  await using renamed = startJira({ issues: 3, base: "https://renamed.example.com" });
  await using service = await runWith({ store, jira: renamed });
  await run(service, "sweep");
  deepEqual((await reportOf(service)).alarms, []);
  equal((await statusOf(service)).mirror_of.url, "https://renamed.example.com");
  for (const base of [OURS, "https://renamed.example.com"]) {
    await service.post(told(renamed, { summary: `by ${base}`, base }));
    await service.settled();
    ok((await summaries(service)).join().includes(`by ${base}`), base);
  }
});

Deno.test("a Data Center under a new address is compared again once an operator accepts it", async () => {
  await using store = await openLasting();
  await using before = startJira({ issues: 5, base: OURS, flavour: "datacenter" });
  await filledBy(store, before);
  await using moved = startJira({ issues: 5, base: OTHER, flavour: "datacenter" });
  const clock = { ahead: 0 };
  await using service = await runWith({ store, jira: moved, now: () => Date.now() + clock.ahead });
  await run(service, "sweep");
  clock.ahead = 5 * MINUTE;
  const [alarm] = (await reportOf(service)).alarms;
  equal(alarm?.jira, OTHER);
  equal((await ask(service, "accept", { jira: "https://elsewhere.example.com" })).status, 404);
  equal((await ask(service, "accept", {})).status, 400);
  equal((await ask(service, "accept", { jira: alarm!.jira })).status, 200);
  await service.service.compare();
  const { alarms, items } = await reportOf(service);
  deepEqual(alarms, []);
  deepEqual([items[0]?.kind, items[0]?.outcome], ["sweep", "done"]);
});

Deno.test("a store from before holds the issues of the first Jira that answers", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  {
    await using old = await runService({ store });
    await old.post(told(ours, { summary: "as it was told", base: "https://whoever.example.com" }));
    await old.settled();
    equal((await statusOf(old)).mirror_of, null);
  }
  await filledBy(store, ours);
  await using service = await runService({ store });
  equal((await statusOf(service)).mirror_of.url, OURS);
});

Deno.test("a webhook of another Jira is kept, overwrites nothing, and is applied once accepted", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  await filledBy(store, ours);
  await using service = await runWith({ store, jira: ours });
  const before = await summaries(service);
  equal(
    (await service.post(told(ours, { summary: "not ours", base: OTHER, after: 2 * MINUTE })))
      .status,
    202,
  );
  await service.settled();
  deepEqual(await summaries(service), before);
  equal((await statusOf(service)).queue.foreign, 1);
  await service.service.compare();
  const [alarm] = (await reportOf(service)).alarms;
  deepEqual([alarm?.code, alarm?.jira], ["foreign_webhooks", "other.example.com"]);
  match(alarm!.message, /Webhooks of other\.example\.com come here, .*kept, and not applied/);
  equal((await service.post(told(ours, { summary: "of ours", base: OURS }))).status, 202);
  await service.settled();
  ok((await summaries(service)).join().includes("of ours"), "those of ours go on");

  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  ok((await summaries(service)).join().includes("not ours"));
  equal((await statusOf(service)).queue.foreign, 0);
  await service.service.compare();
  deepEqual((await reportOf(service)).alarms, []);
});

Deno.test("while another Jira is asked, a webhook that names none may be of either, and waits", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  await filledBy(store, ours);
  await using other = startJira({ issues: 3, base: OTHER, cloudId: OTHER_CLOUD_ID });
  {
    await using wrong = await runWith({ store, jira: other });
    await run(wrong, "sweep");
    await wrong.post(told(ours, { summary: "names no Jira" }));
    await wrong.settled();
    equal((await statusOf(wrong)).queue.foreign, 1);
    await wrong.post(told(ours, { summary: "names ours", base: OURS }));
    await wrong.settled();
    ok((await summaries(wrong)).join().includes("names ours"));
  }
  await using right = await runWith({ store, jira: ours });
  await run(right, "sweep");
  await right.settled();
  equal((await statusOf(right)).queue.foreign, 0);
});

Deno.test("where no Jira is asked any more, a webhook that names none is taken for ours", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  await filledBy(store, ours);
  await using other = startJira({ issues: 3, base: OTHER, cloudId: OTHER_CLOUD_ID });
  {
    await using wrong = await runWith({ store, jira: other });
    await run(wrong, "sweep");
  }
  await using without = await runService({ store });
  await without.post(told(ours, { summary: "before it looked" }));
  await without.settled();
  await without.service.compare();
  await without.post(told(ours, { summary: "names no Jira", after: 2 * MINUTE }));
  await without.settled();
  equal((await statusOf(without)).queue.foreign, 0);
  ok((await summaries(without)).join().includes("names no Jira"));
});

Deno.test("the alarm about webhooks of another Jira ends a day after the last, and they with the log", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  const clock = { ahead: 0 };
  await using service = await runWith({ store, jira: ours, now: () => Date.now() + clock.ahead });
  await service.post(told(ours, { summary: "not ours", base: OTHER }));
  await service.settled();
  const alarms = async (ahead: number) => {
    clock.ahead = ahead;
    await service.service.home.look();
    return (await reportOf(service)).alarms.map(({ code }) => code);
  };
  deepEqual(await alarms(23 * HOUR), ["foreign_webhooks"]);
  deepEqual(await alarms(25 * HOUR), []);
  clock.ahead = 9 * 24 * HOUR;
  await service.service.everyHour();
  deepEqual(await store.list({ prefix: foreignKey("default") }), []);
});

Deno.test("an address too long to be noted keeps no delivery in the inbox", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  await using service = await runWith({ store, jira: ours });
  const base = `${OTHER}/${"a".repeat(70_000)}`;
  await service.post(told(ours, { summary: "not ours", base }));
  await service.settled();
  equal((await statusOf(service)).queue.foreign, 1);
});

Deno.test("what lay aside for more than a day waits for its issue as what just came", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  await filledBy(store, ours);
  const clock = { ahead: 0 };
  await using service = await runWith({ store, jira: ours, now: () => Date.now() + clock.ahead });
  const { site } = ours;
  const known = new Set(site.truth().map(({ id }) => id));
  site.applySilently(createOperation(site, createRandom(7)));
  const unknown = site.truth().find(({ id }) => !known.has(id))!;
  await service.post({
    webhookEvent: "comment_created",
    timestamp: Date.now(),
    comment: { id: "77", self: `${OTHER}/rest/api/2/comment/77`, body: "hello" },
    issue: { id: unknown.id, key: unknown.key, fields: { summary: "told by half" } },
  });
  await service.settled();
  equal((await statusOf(service)).queue.foreign, 1);
  clock.ahead = 25 * HOUR;
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  equal((await statusOf(service)).queue.dead, 0);
  ok((await summaries(service)).join().includes(unknown.id));
});

Deno.test("deliveries are applied once accepted, however many and however much is noted of each", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  await using service = await runWith({ store, jira: ours });
  await service.post(told(ours, { summary: "not ours", base: OTHER }));
  await service.settled();
  const [letter] = await store.list<ForeignLetter>({ prefix: foreignKey("default") });
  for (let n = 0; n < 99; n++) {
    const id = service.service.newId();
    const key = foreignKey("default", id);
    const value = { ...letter!.value, id, reason: "Я".repeat(500) };
    await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  }
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  const { foreign, dead } = (await statusOf(service)).queue;
  deepEqual({ foreign, dead }, { foreign: 0, dead: 0 });
});

Deno.test("a dead letter that proves to be of another Jira when replayed is kept, and told of, from then on", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  const clock = { ahead: 0 };
  await using service = await runWith({ store, jira: ours, now: () => Date.now() + clock.ahead });
  await makeDeadIn(service.service, [told(ours, { summary: "not ours", base: OTHER })]);
  clock.ahead = 30 * 24 * HOUR;
  const order = { from: 0 };
  const replayed = await fetch(`${service.url}/api/dead-letters/replay`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(order),
  });
  equal((await replayed.json()).replayed, 1);
  await service.settled();
  await service.service.everyHour();
  equal((await statusOf(service)).queue.foreign, 1);
  await service.service.home.look();
  deepEqual((await reportOf(service)).alarms.map(({ code }) => code), ["foreign_webhooks"]);
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  ok((await summaries(service)).join().includes("not ours"), "its body is still there");
});

Deno.test("an alarm ends whichever isolate raised it", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  await using right = await runWith({ store, jira: ours, now });
  await run(right, "sweep");
  await using other = startJira({ issues: 1, base: OTHER, cloudId: OTHER_CLOUD_ID });
  {
    await using wrong = await runWith({ store, jira: other, now });
    await run(wrong, "sweep");
    await wrong.post(told(ours, { summary: "not ours", base: OTHER }));
    await wrong.settled();
    await wrong.service.home.look();
  }
  const codes = async () => (await reportOf(right)).alarms.map(({ code }) => code).sort();
  deepEqual(await codes(), ["foreign_webhooks", "other_jira"]);
  clock.ahead = 25 * HOUR;
  await run(right, "sweep");
  await right.service.home.look();
  deepEqual(await codes(), []);
});

Deno.test("a delivery that was on its way aside while its address was accepted is applied, too", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 1, base: OURS });
  await filledBy(store, ours);
  await using service = await runWith({ store, jira: ours });
  await service.post(told(ours, { summary: "not ours", base: OTHER }));
  await service.settled();
  const [late] = await store.list<ForeignLetter>({ prefix: foreignKey("default") });
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  await store.commit({ sets: [late!] }, { key: late!.key, mine: () => true });
  service.service.home.heardForeign(late!.value.address);
  await service.service.home.look();
  equal((await statusOf(service)).queue.foreign, 0);
});
