import { deepEqual, equal, match } from "node:assert/strict";
import type { Operation } from "../lib/simulator/operations.ts";
import { OTHER, told } from "./_home.ts";
import { minute } from "./_minute.ts";
import { type MovingStage, openMovingStage, webhookAlarms } from "./_webhook_stage.ts";

const MINUTE = 60_000;

/** An edit of the n-th issue. */
function edit({ jira, now }: MovingStage, n = 0): Operation {
  const { people } = jira.site;
  const issue = jira.site.truth()[n]!.id;
  return { op: "edit", by: people[0]!.id, issue, set: { summary: `As of ${now()}` } };
}

/** Lets time pass while Jira changes and tells nobody. */
async function passUntold(stage: MovingStage, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 5) {
    stage.jira.site.applySilently(edit(stage));
    await stage.pass(5 * MINUTE);
  }
}

const silences = async ({ service }: MovingStage) =>
  (await webhookAlarms(service)).filter(({ code }) => code === "silence");

/** Stages begin with a webhook that has delivered. */
async function openDelivering(): Promise<MovingStage> {
  const stage = await openMovingStage({ issues: 12 });
  equal((await stage.call("POST", "/api/webhooks")).status, 201);
  equal((await stage.jira.deliver([edit(stage)])).accepted, 1);
  return stage;
}

Deno.test("silence while sweeps find changes is an alarm, until the next delivery", async () => {
  await using stage = await openDelivering();
  await passUntold(stage, 25);
  deepEqual(await silences(stage), []);
  await passUntold(stage, 15);
  const [alarm] = await silences(stage);
  match(alarm!.message, /^No webhook has come since .* UTC, while sweeps found \d+ changes that/);
  await stage.jira.deliver([edit(stage)]);
  await minute(stage.service.service);
  deepEqual(await silences(stage), []);
});

Deno.test("what another Jira delivers breaks no silence, and ends no alarm of it", async () => {
  await using stage = await openDelivering();
  const post = async () => {
    const body = told(stage.jira, { summary: "not ours", base: OTHER });
    equal((await stage.service.post(body)).status, 202);
  };
  for (let minute = 0; minute < 40; minute += 5) {
    await post();
    await passUntold(stage, 5);
  }
  equal((await silences(stage)).length, 1);
  await post();
  await stage.pass(5 * MINUTE);
  equal((await silences(stage)).length, 1);
});

Deno.test("silence while nothing changes is no alarm", async () => {
  await using stage = await openDelivering();
  for (let minute = 0; minute < 90; minute += 5) await stage.pass(5 * MINUTE);
  deepEqual(await silences(stage), []);
});

Deno.test("what was not heard while the service was away is no silence", async () => {
  await using stage = await openDelivering();
  for (let n = 0; n < 10; n++) {
    stage.jira.site.applySilently(edit(stage, n));
    stage.clock.ahead += 6 * MINUTE;
  }
  for (let minute = 0; minute < 45; minute += 5) await stage.pass(5 * MINUTE);
  deepEqual(await silences(stage), []);
});

Deno.test("the dashboard is told when the last webhook came", async () => {
  await using stage = await openDelivering();
  await minute(stage.service.service);
  const { pace } = (await stage.call("GET", "/api/webhooks")).body;
  equal(Math.abs(stage.now() - pace.lastAt) < MINUTE, true);
  equal(pace.usualGap, null);
});

Deno.test("the dashboard is told of the last webhook at once, though it is noted once a minute", async () => {
  await using stage = await openDelivering();
  const lastAt = async () => (await stage.call("GET", "/api/webhooks")).body.pace.lastAt;
  const first = await lastAt();
  stage.clock.ahead += MINUTE / 2;
  equal((await stage.jira.deliver([edit(stage)])).accepted, 2);
  equal(await lastAt() - first >= MINUTE / 2, true);
});
