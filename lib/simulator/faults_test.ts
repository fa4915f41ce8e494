import { deepEqual, equal, ok } from "node:assert/strict";
import { createFakeClock, type FakeClock } from "./_fake_clock.ts";
import { createFakeService, type FakeService } from "./_fake_service.ts";
import {
  createDeliverer,
  type Deliverer,
  type DelivererOptions,
  type Settled,
} from "./delivery.ts";
import { createRandom } from "./random.ts";
import type { SimEvent } from "./site_state.ts";
import { adminTarget } from "./target.ts";

const SECRET = "a secret of the simulator";
const START = Date.UTC(2026, 8, 1, 9);
const MINUTE = 60_000;
const ONE = "http://one.test/webhook/jira";
const OTHER = "http://other.test/webhook/jira";

interface Bench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly deliverer: Deliverer;
  readonly settled: Settled[];
  /** Sends that many events, the first at once and one a minute then, and waits for all. */
  run(count: number): Promise<void>;
}

function bench(
  options: { urls?: string[]; unreachable?: string } & Partial<DelivererOptions>,
): Bench {
  const { urls = [ONE], unreachable, ...given } = options;
  const clock = createFakeClock(START);
  const service = createFakeService({ secret: SECRET, clock, reply: () => 202 });
  const settled: Settled[] = [];
  const targets = urls.map((url) => adminTarget({ url, secret: SECRET }));
  const deliverer = createDeliverer({
    targets: () => targets,
    fetch: (url, init) =>
      url === unreachable
        ? Promise.reject(new TypeError("no route to host"))
        : service.fetch(url, init),
    clock,
    random: createRandom(81),
    signal: new AbortController().signal,
    onSettled: (it) => settled.push(it),
    ...given,
  });
  const work = async (count: number) => {
    for (let i = 0; i < count; i++) {
      deliverer.send(event(i));
      await clock.sleep(MINUTE, new AbortController().signal);
    }
    await deliverer.drain();
  };
  return { clock, service, deliverer, settled, run: (count) => clock.settle(work(count)) };
}

function event(number: number): SimEvent {
  const body = { timestamp: START + number, webhookEvent: "sprint_started" };
  return { name: "sprint_started", flow: "Primary", body, change: number };
}

for (const loss of [0.01, 0.2, 1]) {
  Deno.test(`faults.loss keeps ${loss * 100} % of the events from being sent, and says which`, async () => {
    const { deliverer, service, settled, run } = bench({ faults: { loss } });
    await run(2_000);
    const lost = settled.filter(({ accepted }) => !accepted);
    ok(Math.abs(lost.length / 2_000 - loss) < 0.02, `${lost.length} of 2,000 were lost`);
    equal(service.calls.length, 2_000 - lost.length);
    deepEqual([deliverer.counts.lost, deliverer.counts.sent], [
      lost.length,
      2_000 - lost.length,
    ]);
    ok(lost.every(({ attempts, answer }) => attempts === 0 && answer?.status === null));
  });
}

Deno.test("a short outage loses nothing, as retries outlast it", async () => {
  const outages = [{ from: START + MINUTE, until: START + 20 * MINUTE }];
  const { deliverer, run } = bench({ faults: { outages } });
  await run(40);
  deepEqual([deliverer.counts.accepted, deliverer.counts.lost], [40, 0]);
});

Deno.test("an outage of two hours loses what was tried only once, until one succeeds", async () => {
  const outages = [{ from: START + 10 * MINUTE, until: START + 130 * MINUTE }];
  const { deliverer, settled, run } = bench({ faults: { outages } });
  await run(180);
  const lost = settled.filter(({ accepted }) => !accepted).map((it) => it.event.change);
  equal(deliverer.counts.lost, lost.length);
  ok(lost.length > 85, `only ${lost.length} were lost`);
  ok(lost.every((number) => number >= 10 && number < 130));
  const once = settled.filter(({ event }) => event.change > 45 && event.change < 129);
  ok(once.every(({ attempts }) => attempts === 1), "some were tried again late in the outage");
});

Deno.test("after one success Jira tries again as before", async () => {
  const outages = [
    { from: START, until: START + 60 * MINUTE },
    { from: START + 70 * MINUTE, until: START + 75 * MINUTE },
  ];
  const { settled, run } = bench({ faults: { outages } });
  await run(80);
  const second = settled.filter(({ event }) => event.change >= 70 && event.change < 75);
  ok(second.every(({ accepted, attempts }) => accepted && attempts > 1));
});

Deno.test("what one host answers says nothing about another", async () => {
  const { settled, run } = bench({ urls: [ONE, OTHER], unreachable: ONE });
  await run(60);
  const late = settled.filter(({ event }) => event.change > 40);
  deepEqual(new Set(late.map(({ accepted }) => accepted)), new Set([true, false]));
  ok(late.every(({ attempts }) => attempts === 1), "success elsewhere brought the retries back");
});

Deno.test("Data Center drops what its queue has no room for", async () => {
  const { clock, deliverer, service, settled } = bench({
    flavour: "datacenter",
    faults: { queue: 30 },
  });
  for (let i = 0; i < 100; i++) deliverer.send(event(i));
  await clock.settle(deliverer.drain());
  equal(service.calls.length, 50);
  deepEqual([deliverer.counts.accepted, deliverer.counts.lost], [50, 50]);
  const dropped = settled.filter(({ accepted }) => !accepted).map((it) => it.event.change);
  deepEqual(dropped.toSorted((a, b) => a - b), Array.from({ length: 50 }, (_, i) => 50 + i));
});
