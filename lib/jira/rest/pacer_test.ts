import { deepEqual, equal, rejects } from "node:assert/strict";
import type { JiraCall } from "./call.ts";
import { createPacer } from "./pacer.ts";
import { createLocalRateMemory } from "./rate_memory.ts";
import { JiraError } from "./types.ts";

const CALL: JiraCall = { action: "read the account", method: "GET", path: "/rest/api/2/myself" };
const { signal } = new AbortController();

/** A pacer whose clock moves by its own pauses only. */
function openPacer() {
  const pauses: number[] = [];
  const clock = { now: 1_000_000 };
  const pacer = createPacer({
    budget: { perSecond: 10, concurrency: 2 },
    memory: createLocalRateMemory(),
    now: () => clock.now,
    wait: (ms) => {
      pauses.push(ms);
      clock.now += ms;
      return Promise.resolve();
    },
  });
  return { pacer, pauses, clock };
}

/** Lets everything that can go on do so. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("run() begins no more at a time than the budget allows", async () => {
  const { pacer } = openPacer();
  const open: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void open.push(resolve));
  const runs = Array.from({ length: 4 }, () => pacer.run(CALL, { signal, work }));
  await settled();
  equal(open.length, 2);
  open[0]!();
  await settled();
  equal(open.length, 3);
  open[1]!();
  open[2]!();
  await settled();
  open[3]!();
  await Promise.all(runs);
});

Deno.test("run() that is stopped while others are under way ends at once", async () => {
  const { pacer } = openPacer();
  const open: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void open.push(resolve));
  const others = [1, 2].map(() => pacer.run(CALL, { signal, work }));
  const stop = new AbortController();
  const waiting = pacer.run(CALL, { signal: stop.signal, work });
  await settled();
  stop.abort();
  await rejects(waiting, (cause) => cause instanceof JiraError && cause.code === "stopped");
  equal(open.length, 2);
  for (const end of open) end();
  await Promise.all(others);
});

Deno.test("run() keeps calls apart by the budget, whatever they ask", async () => {
  const { pacer, pauses } = openPacer();
  const work = () => Promise.resolve();
  for (const path of ["/a", "/b", "/c"]) await pacer.run({ ...CALL, path }, { signal, work });
  deepEqual(pauses, [100, 100]);
});

Deno.test("a pause that begins while calls wait in line holds them, too", async () => {
  const { pacer, clock } = openPacer();
  const until = clock.now + 7_000;
  const begun: number[] = [];
  const refused = async () => {
    begun.push(clock.now);
    await pacer.hold(CALL, { scope: "endpoint", ms: until - clock.now });
  };
  await Promise.all([1, 2, 3, 4, 5].map(() => pacer.run(CALL, { signal, work: refused })));
  // Two are under way at a time, so the second may have begun before the first was refused.
  deepEqual(begun.slice(2).filter((at) => at < until), []);
});

Deno.test("a hold of an endpoint counts for all ids in its path, and for no other method", async () => {
  const { pacer, pauses } = openPacer();
  const work = () => Promise.resolve();
  const issue = (id: number): JiraCall => ({ ...CALL, path: `/rest/api/2/issue/${id}` });
  await pacer.hold(issue(1), { scope: "endpoint", ms: 5_000 });
  await pacer.run({ ...issue(2), method: "PUT" }, { signal, work });
  deepEqual(pauses, []);
  await pacer.run(issue(2), { signal, work });
  deepEqual(pauses, [5_000]);
});

Deno.test("a hold of the site counts for everything, and is told when it is long", async () => {
  const { pacer } = openPacer();
  await pacer.hold(CALL, { scope: "site", ms: 600_000 });
  await rejects(
    pacer.run({ ...CALL, path: "/other" }, { signal, work: () => Promise.resolve() }),
    (cause) =>
      cause instanceof JiraError && cause.code === "rate_limited" && cause.retryAfter === 600_000,
  );
});
