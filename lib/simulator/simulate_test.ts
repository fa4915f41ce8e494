import { deepEqual, equal, ok } from "node:assert/strict";
import { decodeEvent } from "../jira/event.ts";
import { createFakeClock, type FakeClock } from "./_fake_clock.ts";
import { createFakeService, type FakeService } from "./_fake_service.ts";
import { levelAt, nextWait } from "./pace.ts";
import { createRandom } from "./random.ts";
import { SIMULATED_CREDENTIALS } from "./rest/rest.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulate.ts";

const SECRET = "a secret of the simulator";
const START = Date.UTC(2026, 8, 1, 9);

interface Bench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly simulator: Simulator;
  readonly abort: AbortController;
}

const OPTIONS = { url: "http://boardcast.test/webhook/jira", secret: SECRET, seed: 41 };

function start(
  options: Partial<SimulatorOptions> = {},
  preset: Pick<SimulatorOptions, "url" | "secret" | "seed"> = OPTIONS,
): Bench {
  const clock = createFakeClock(START);
  const service = createFakeService({ secret: SECRET, clock, reply: () => 202 });
  const abort = new AbortController();
  const simulator = startSimulator({
    ...preset,
    fetch: service.fetch,
    clock,
    signal: abort.signal,
    ...options,
  });
  return { clock, service, simulator, abort };
}

Deno.test("startSimulator() fills the site, then works at the wanted rate", async () => {
  const { clock, service, simulator } = start({ operations: 400, rate: 2 });
  await clock.settle(simulator.done);
  const created = service.calls.slice(0, 40).map(({ body }) => JSON.parse(body).webhookEvent);
  deepEqual(new Set(created), new Set(["jira:issue_created"]));
  ok(service.calls.every(({ signed }) => signed));
  // The last deliveries, Secondary ones, may come 15 s after the last operation.
  const seconds = (clock.now() - START) / 1_000;
  ok(seconds > 120 && seconds < 320, `400 operations took ${seconds} s`);
});

Deno.test("startSimulator() does nothing before it may begin, and leaves alone what was there", async () => {
  const begin = Promise.withResolvers<void>();
  const { clock, service, simulator } = start({ begin: begin.promise, operations: 0 });
  simulator.site.grow({ issues: 5 });
  const before = simulator.site.truth();
  await clock.settle(Promise.resolve());
  equal(service.calls.length, 0);
  begin.resolve();
  await clock.settle(simulator.done);
  ok(service.calls.length > 40);
  deepEqual(simulator.site.truth().slice(0, 5), before);
});

Deno.test("startSimulator() sends the same webhooks for the same seed", async () => {
  const bodies = async () => {
    const { clock, service, simulator } = start({ operations: 100 });
    await clock.settle(simulator.done);
    return service.calls.map(({ body }) => body);
  };
  deepEqual(await bodies(), await bodies());
});

Deno.test("startSimulator() sends each change and nothing else, as fast as it is taken", async () => {
  const faults = { duplicate: 0.1, twoIds: 0.1, reorder: 0.3, within: 500 };
  const { clock, service, simulator } = start({ operations: 500, rate: Infinity, faults });
  await clock.settle(simulator.done);
  const { counts } = simulator.deliverer;
  equal(counts.sent, counts.accepted);
  equal(service.calls.length, counts.sent);
  const sent = new Set(service.calls.map(({ body }) => {
    const { name, timestamp, changelogId, part, issueId } = decodeEvent(JSON.parse(body));
    return JSON.stringify([name, timestamp, changelogId, part?.id, issueId]);
  }));
  equal(sent.size, simulator.site.changes.length);
  equal(counts.sent - counts.duplicates, sent.size);
});

Deno.test("startSimulator() shows over REST the site it works on", async () => {
  const { clock, simulator } = start({ operations: 50, rate: Infinity });
  await clock.settle(simulator.done);
  const { email, token } = SIMULATED_CREDENTIALS;
  const response = await simulator.rest.handle(
    new Request("https://jira.example.com/rest/api/2/search/approximate-count", {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${email}:${token}`)}` },
      body: JSON.stringify({ jql: "created >= 0" }),
    }),
  );
  deepEqual(await response.json(), { count: simulator.site.issues().length });
});

Deno.test("startSimulator() sends nothing before a webhook is registered", async () => {
  const { url: _, ...unregistered } = OPTIONS;
  const { clock, service, simulator } = start({ operations: 20 }, unregistered);
  await clock.settle(simulator.done);
  equal(service.calls.length, 0);
  ok(simulator.site.changes.length >= 20);
});

Deno.test("startSimulator() stops when aborted", async () => {
  const { clock, service, simulator, abort } = start();
  await clock.settle(simulator.deliverer.room(0));
  abort.abort();
  await clock.settle(simulator.done);
  const sent = service.calls.length;
  await clock.settle(simulator.deliverer.drain());
  equal(service.calls.length, sent);
});

Deno.test("levelAt() gives a day with a slow morning, a lunch break and an evening", () => {
  const levels = [0.05, 0.2, 0.54, 0.7, 0.95].map((share) => levelAt(share * 1_000, 1_000));
  const [morning, forenoon, lunch, afternoon, evening] = levels as [
    number,
    number,
    number,
    number,
    number,
  ];
  ok(morning < forenoon && lunch < forenoon && lunch < afternoon && evening < afternoon);
  equal(levelAt(1_200, 1_000), forenoon);
});

Deno.test("nextWait() averages to the rate", () => {
  const random = createRandom(42);
  const waits = Array.from({ length: 5_000 }, () => nextWait(random, { rate: 5, level: 1 }));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  ok(mean > 180 && mean < 210, `the mean is ${mean} ms`);
});
