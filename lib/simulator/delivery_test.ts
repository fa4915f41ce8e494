import { deepEqual, equal, ok } from "node:assert/strict";
import { createFakeClock, type FakeClock } from "./_fake_clock.ts";
import { type Call, createFakeService, type FakeService, type Reply } from "./_fake_service.ts";
import { createDeliverer, type Deliverer, type DelivererOptions } from "./delivery.ts";
import { createRandom } from "./random.ts";
import type { SimEvent } from "./site_state.ts";
import { adminTarget } from "./target.ts";

const SECRET = "a secret of the simulator";
const START = Date.UTC(2026, 8, 1, 9);
const MINUTE = 60_000;

interface Bench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly deliverer: Deliverer;
  readonly abort: AbortController;
}

function createBench(
  reply: (call: Call, index: number) => Reply,
  options: Partial<DelivererOptions> = {},
): Bench {
  const clock = createFakeClock(START);
  const service = createFakeService({ secret: SECRET, clock, reply });
  const abort = new AbortController();
  const target = adminTarget({ url: "http://boardcast.test/webhook/jira", secret: SECRET });
  const deliverer = createDeliverer({
    targets: () => [target],
    fetch: service.fetch,
    clock,
    random: createRandom(31),
    signal: abort.signal,
    ...options,
  });
  return { clock, service, deliverer, abort };
}

function event(number: number, flow: SimEvent["flow"] = "Primary"): SimEvent {
  const body = { timestamp: START + number, webhookEvent: "sprint_started" };
  return { name: "sprint_started", flow, body, change: number };
}

function numbersOf(service: FakeService): number[] {
  return service.calls.map(({ body }) => JSON.parse(body).timestamp - START);
}

Deno.test("send() signs what it sends and gives it an id and a flow", async () => {
  const { clock, service, deliverer } = createBench(() => 202);
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  const [call] = service.calls;
  ok(call!.signed);
  deepEqual([call!.id?.length, call!.flow, call!.retry], [32, "Primary", null]);
  deepEqual(deliverer.counts, { sent: 1, accepted: 1, duplicates: 0, failed: 0, lost: 0 });
});

Deno.test("send() tries again under the same id after 5 to 15 minutes", async () => {
  const { clock, service, deliverer } = createBench((_, index) => index === 0 ? 503 : 202);
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  const [first, second] = service.calls;
  equal(second!.id, first!.id);
  equal(second!.body, first!.body);
  equal(second!.retry, "1");
  const waited = clock.now() - START;
  ok(waited >= 5 * MINUTE && waited <= 15 * MINUTE, `waited ${waited} ms`);
});

for (const reply of [408, 409, 425, 429, 500, 503, "refused", "silent"] as const) {
  Deno.test(`send() tries again after ${reply}`, async () => {
    const { clock, service, deliverer } = createBench((_, index) => index === 0 ? reply : 200);
    deliverer.send(event(1));
    await clock.settle(deliverer.drain());
    equal(service.calls.length, 2);
    deepEqual(deliverer.counts, { sent: 1, accepted: 1, duplicates: 0, failed: 1, lost: 0 });
  });
}

for (const status of [301, 400, 401, 403, 404, 410, 413, 422]) {
  Deno.test(`send() gives a delivery up at once after ${status}`, async () => {
    const { clock, service, deliverer } = createBench(() => status);
    deliverer.send(event(1));
    await clock.settle(deliverer.drain());
    equal(service.calls.length, 1);
    deepEqual(deliverer.counts, { sent: 1, accepted: 0, duplicates: 0, failed: 1, lost: 1 });
  });
}

Deno.test("send() gives up after five retries while other deliveries succeed", async () => {
  const sick = (call: Call) => JSON.parse(call.body).timestamp === START + 1;
  const { clock, service, deliverer } = createBench((call) => sick(call) ? 500 : 202);
  deliverer.send(event(1));
  let number = 2;
  const healthy = async () => {
    while (service.calls.filter(sick).length < 6) {
      deliverer.send(event(number++));
      await clock.sleep(MINUTE, new AbortController().signal);
    }
  };
  await clock.settle(healthy());
  await clock.settle(deliverer.drain());
  const retries = service.calls.filter(sick).map(({ retry }) => retry);
  deepEqual(retries, [null, "1", "2", "3", "4", "5"]);
  equal(deliverer.counts.lost, 1);
});

Deno.test("send() tries each delivery once after half an hour of nothing but failure", async () => {
  const { clock, service, deliverer } = createBench(() => 503);
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  const tried = service.calls.length;
  ok(tried < 6, "the outage didn't end the retries");
  deliverer.send(event(2));
  await clock.settle(deliverer.drain());
  equal(service.calls.length, tried + 1);
});

Deno.test("timeScale shortens the back-off", async () => {
  const { clock, deliverer } = createBench((_, index) => index === 0 ? 503 : 202, {
    timeScale: 600,
  });
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  ok(clock.now() - START <= 15 * MINUTE / 600);
});

Deno.test("send() keeps 20 Primary and 10 Secondary calls under way, and no more", async () => {
  const { clock, service, deliverer } = createBench(() => 202, { timeScale: 1e9 });
  for (let i = 0; i < 100; i++) deliverer.send(event(i));
  await clock.settle(deliverer.drain());
  equal(service.mostAtOnce(), 20);
  for (let i = 0; i < 100; i++) deliverer.send(event(i, "Secondary"));
  await clock.settle(deliverer.drain());
  equal(service.mostAtOnce(), 20);
  const secondary = createBench(() => 202, { timeScale: 1e9 });
  for (let i = 0; i < 100; i++) secondary.deliverer.send(event(i, "Secondary"));
  await secondary.clock.settle(secondary.deliverer.drain());
  equal(secondary.service.mostAtOnce(), 10);
});

Deno.test("send() brings Secondary events up to 15 minutes late", async () => {
  const { clock, deliverer } = createBench(() => 202);
  for (let i = 0; i < 20; i++) deliverer.send(event(i, "Secondary"));
  await clock.settle(deliverer.drain());
  const late = clock.now() - START;
  ok(late > MINUTE && late <= 15 * MINUTE, `the last came ${late} ms late`);
});

Deno.test("faults.duplicate sends a delivery again under the same id", async () => {
  const { clock, service, deliverer } = createBench(() => 202, { faults: { duplicate: 1 } });
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  const [first, copy] = service.calls;
  deepEqual([copy!.id, copy!.body], [first!.id, first!.body]);
  deepEqual(deliverer.counts, { sent: 2, accepted: 2, duplicates: 1, failed: 0, lost: 0 });
});

Deno.test("faults.twoIds sends one event under two ids with equal bodies", async () => {
  const { clock, service, deliverer } = createBench(() => 202, { faults: { twoIds: 1 } });
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  const [one, other] = service.calls;
  equal(service.calls.length, 2);
  ok(one!.id !== other!.id);
  equal(one!.body, other!.body);
});

Deno.test("faults.differingBodies tells the two registrations apart", async () => {
  const faults = { twoIds: 1, differingBodies: 1 };
  const { clock, service, deliverer } = createBench(() => 202, { faults });
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  deepEqual(service.calls.map(({ body }) => JSON.parse(body).matchedWebhookIds).sort(), [
    [11],
    [12],
  ]);
  ok(service.calls.every(({ signed }) => signed));
});

Deno.test("faults.reorder lets later deliveries overtake, and loses none", async () => {
  const numbers = Array.from({ length: 60 }, (_, index) => index);
  const run = async (reorder: number) => {
    const { clock, service, deliverer } = createBench(() => 202, {
      faults: { reorder, within: 2_000 },
    });
    for (const number of numbers) deliverer.send(event(number));
    await clock.settle(deliverer.drain());
    return numbersOf(service);
  };
  deepEqual(await run(0), numbers);
  const overtaken = await run(0.5);
  ok(overtaken.some((number, index) => number !== index), "nothing was overtaken");
  deepEqual(overtaken.toSorted((a, b) => a - b), numbers);
});

Deno.test("a Data Center sends no id and tries once", async () => {
  const { clock, service, deliverer } = createBench(() => 503, { flavour: "datacenter" });
  deliverer.send(event(1));
  await clock.settle(deliverer.drain());
  deepEqual(service.calls.map(({ id, flow, signed }) => [id, flow, signed]), [[null, null, true]]);
  equal(deliverer.counts.lost, 1);
});

Deno.test("an abort ends deliveries that wait or are under way, and counts none of them", async () => {
  const { clock, deliverer, abort } = createBench((_, index) => index === 0 ? 503 : "silent", {
    onSettled: ({ answer, accepted }) => deepEqual([answer, accepted], [null, false]),
  });
  deliverer.send(event(1));
  deliverer.send(event(2));
  await Promise.resolve();
  const drained = deliverer.drain();
  abort.abort();
  await clock.settle(drained);
  deepEqual([deliverer.counts.accepted, deliverer.counts.lost], [0, 0]);
});

Deno.test("room() resolves as soon as few enough deliveries are unsettled", async () => {
  const { clock, service, deliverer } = createBench(() => 202);
  for (let i = 0; i < 60; i++) deliverer.send(event(i));
  await clock.settle(deliverer.room(30));
  ok(service.calls.length >= 30 && service.calls.length < 60);
  await clock.settle(deliverer.drain());
  equal(deliverer.counts.accepted, 60);
});
