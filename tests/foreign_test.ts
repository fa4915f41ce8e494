/** What another Jira sends is kept aside, and applied once it proves to be the same. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ForeignLetter } from "../lib/inbox/types.ts";
import { foreignKey } from "../lib/store/keys.ts";
import { createOperation } from "../lib/simulator/stream.ts";
import { createRandom } from "../lib/simulator/random.ts";
import { assertRefused } from "./_intake.ts";
import { makeDeadIn } from "./_kept.ts";
import { minute } from "./_minute.ts";
import { TOKEN } from "./_service.ts";
import {
  ask,
  HOUR,
  MINUTE,
  openFilled,
  OTHER,
  OURS,
  reportOf,
  run,
  startOther,
  statusOf,
  summaries,
  tell,
  told,
} from "./_home.ts";

Deno.test("a webhook of another Jira is kept, overwrites nothing, and is applied once accepted", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using service = await filled.serve();
  const before = await summaries(service);
  await tell(service, told(filled.ours, { summary: "not ours", base: OTHER, after: 2 * MINUTE }));
  deepEqual(await summaries(service), before);
  equal((await statusOf(service)).queue.foreign, 1);
  const { items } = await (await service.get("/api/foreign")).json();
  const { id, receivedAt: _at, bytes, ...kept } = items[0];
  deepEqual(kept, {
    issue: null,
    project: null,
    event: "jira:issue_updated",
    attempts: 0,
    address: "other.example.com",
    reason: "Its body names other.example.com as its Jira",
  });
  ok(bytes > 100);
  match((await (await service.get(`/api/foreign/${id}`)).json()).body, /not ours/);
  await minute(service.service);
  const [alarm] = (await reportOf(service)).alarms;
  deepEqual([alarm?.code, alarm?.jira], ["foreign_webhooks", "other.example.com"]);
  match(alarm!.message, /Webhooks of other\.example\.com come here, .*kept, and not applied/);
  await tell(service, told(filled.ours, { summary: "of ours", base: OURS }));
  ok((await summaries(service)).join().includes("of ours"), "those of ours go on");

  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  ok((await summaries(service)).join().includes("not ours"));
  equal((await statusOf(service)).queue.foreign, 0);
  await assertRefused(await service.get(`/api/foreign/${id}`), {
    status: 404,
    code: "not_found",
    says: [/no such delivery of another Jira; it may have been applied, or have become too old/],
  });
  await minute(service.service);
  deepEqual((await reportOf(service)).alarms, []);
});

Deno.test("while another Jira is asked, a webhook that names none may be of either, and waits", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using other = startOther(3);
  {
    await using wrong = await filled.serve({ jira: other });
    await run(wrong, "sweep");
    await tell(wrong, told(filled.ours, { summary: "names no Jira" }));
    equal((await statusOf(wrong)).queue.foreign, 1);
    await tell(wrong, told(filled.ours, { summary: "names ours", base: OURS }));
    ok((await summaries(wrong)).join().includes("names ours"));
  }
  await using right = await filled.serve();
  await run(right, "sweep");
  await right.settled();
  equal((await statusOf(right)).queue.foreign, 0);
});

Deno.test("where no Jira is asked any more, a webhook that names none is taken for ours", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using other = startOther(3);
  {
    await using wrong = await filled.serve({ jira: other });
    await run(wrong, "sweep");
  }
  await using without = await filled.serve({ jira: null });
  await tell(without, told(filled.ours, { summary: "before it looked" }));
  await minute(without.service);
  await tell(without, told(filled.ours, { summary: "names no Jira", after: 2 * MINUTE }));
  equal((await statusOf(without)).queue.foreign, 0);
  ok((await summaries(without)).join().includes("names no Jira"));
});

Deno.test("the alarm about webhooks of another Jira ends a day after the last, and they with the log", async () => {
  await using filled = await openFilled({ issues: 1 });
  await using service = await filled.serve();
  await tell(service, told(filled.ours, { summary: "not ours", base: OTHER }));
  const alarms = async (ahead: number) => {
    filled.clock.ahead = ahead;
    await service.service.home.look();
    return (await reportOf(service)).alarms.map(({ code }) => code);
  };
  deepEqual(await alarms(23 * HOUR), ["foreign_webhooks"]);
  deepEqual(await alarms(25 * HOUR), []);
  filled.clock.ahead = 9 * 24 * HOUR;
  await service.service.everyHour();
  deepEqual(await filled.store.list({ prefix: foreignKey("default") }), []);
});

Deno.test("an address too long to be noted keeps no delivery in the inbox", async () => {
  await using filled = await openFilled({ issues: 1 });
  await using service = await filled.serve();
  const base = `${OTHER}/${"a".repeat(70_000)}`;
  await tell(service, told(filled.ours, { summary: "not ours", base }));
  equal((await statusOf(service)).queue.foreign, 1);
});

Deno.test("what lay aside for more than a day waits for its issue as what just came", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using service = await filled.serve();
  const { site } = filled.ours;
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
  filled.clock.ahead = 25 * HOUR;
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  equal((await statusOf(service)).queue.dead, 0);
  ok((await summaries(service)).join().includes(unknown.id));
});

Deno.test("deliveries are applied once accepted, however many and however much is noted of each", async () => {
  await using filled = await openFilled({ issues: 1 });
  await using service = await filled.serve();
  await tell(service, told(filled.ours, { summary: "not ours", base: OTHER }));
  const [letter] = await filled.store.list<ForeignLetter>({ prefix: foreignKey("default") });
  for (let n = 0; n < 99; n++) {
    const id = service.service.newId();
    const key = foreignKey("default", id);
    const value = { ...letter!.value, id, reason: "Я".repeat(500) };
    await filled.store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  }
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  const { foreign, dead } = (await statusOf(service)).queue;
  deepEqual({ foreign, dead }, { foreign: 0, dead: 0 });
});

Deno.test("a dead letter that proves to be of another Jira when replayed is kept, and told of, from then on", async () => {
  await using filled = await openFilled({ issues: 1 });
  await using service = await filled.serve();
  await makeDeadIn(service.service, [told(filled.ours, { summary: "not ours", base: OTHER })]);
  filled.clock.ahead = 30 * 24 * HOUR;
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
  await using filled = await openFilled({ issues: 1 });
  await using right = await filled.serve();
  await run(right, "sweep");
  await using other = startOther(1);
  {
    await using wrong = await filled.serve({ jira: other });
    await run(wrong, "sweep");
    await tell(wrong, told(filled.ours, { summary: "not ours", base: OTHER }));
    await wrong.service.home.look();
  }
  const codes = async () => (await reportOf(right)).alarms.map(({ code }) => code).sort();
  deepEqual(await codes(), ["foreign_webhooks", "other_jira"]);
  filled.clock.ahead = 25 * HOUR;
  await run(right, "sweep");
  await right.service.home.look();
  deepEqual(await codes(), []);
});

Deno.test("a delivery that was on its way aside while its address was accepted is applied, too", async () => {
  await using filled = await openFilled({ issues: 1 });
  await using service = await filled.serve();
  await tell(service, told(filled.ours, { summary: "not ours", base: OTHER }));
  const [late] = await filled.store.list<ForeignLetter>({ prefix: foreignKey("default") });
  equal((await ask(service, "accept", { jira: OTHER })).status, 200);
  await service.settled();
  await filled.store.commit({ sets: [late!] }, { key: late!.key, mine: () => true });
  service.service.home.heardForeign(late!.value.address);
  await service.service.home.look();
  equal((await statusOf(service)).queue.foreign, 0);
});
