import { deepEqual, equal, ok } from "node:assert/strict";
import { serialize } from "node:v8";
import type { Work } from "../lib/mirror/work.ts";
import { openHead } from "../lib/mirror/head.ts";
import { openStore } from "../lib/store/open.ts";
import type { Change, Limits, Store } from "../lib/store/types.ts";
import { accept, contents, isolate, SITE, takeInHand, update } from "./_apply_site.ts";
import { assertAccepted, change } from "./_intake.ts";
import { arrival, isolate as deadIsolate } from "./_isolate.ts";
import { runService } from "./_service.ts";

/** What a backend allows in one commit: the store in memory lets more pass than some others do. */
const BACKENDS = { "embedded": 100, "KV Connect and Deno Deploy": 10 };

const HOUR = 60 * 60_000;

/** A store in memory that notes every commit beyond the limits of a backend. */
async function watched(checks: number) {
  const real = await openStore({ path: ":memory:" });
  const limits = { ...real.limits, checks };
  const breaches: string[] = [];
  const store: Store = {
    ...real,
    limits,
    commit: (change, proof) => {
      breaches.push(...breachesOf(change, limits));
      return real.commit(change, proof);
    },
  };
  return { store, breaches };
}

function breachesOf({ checks = [], sets = [], deletes = [], rings = [] }: Change, limits: Limits) {
  const sizes = sets.map(({ value }) => serialize(value).length);
  const found = {
    checks: checks.length,
    mutations: sets.length + deletes.length + rings.length,
    valueBytes: Math.max(0, ...sizes),
    commitBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
  return (Object.keys(found) as (keyof typeof found)[])
    .filter((name) => found[name] > limits[name])
    .map((name) => `${found[name]} ${name}`);
}

for (const [backend, checks] of Object.entries(BACKENDS)) {
  Deno.test(`a burst is stored and applied within what ${backend} allows in a commit`, async () => {
    const { store, breaches } = await watched(checks);
    await using service = await runService({ store });
    const posts = Array.from({ length: 150 }, (_, n) => service.post(change(n)));
    for (const answer of await Promise.all(posts)) await assertAccepted(answer);
    await service.settled();
    deepEqual(breaches, []);
    equal((await (await service.get("/api/status")).json()).seq, 150);
  });

  Deno.test(`what was left behind is claimed within what ${backend} allows in a commit`, async () => {
    const { store, breaches } = await watched(checks);
    await using service = await runService({ store });
    const time = { now: Date.now() - HOUR };
    const gone = deadIsolate({ store, time, bell: service.service.bell, inboxes: [], dead: true });
    for (let n = 0; n < 30; n++) await gone.intake.accept(arrival(n));
    await service.service.everyMinute();
    await service.settled();
    deepEqual(breaches, []);
    equal((await (await service.get("/api/status")).json()).seq, 30);
  });

  Deno.test(`apply() takes of any number of works what ${backend} allows in a commit`, async () => {
    const { store, breaches } = await watched(checks);
    await openHead(store, SITE);
    let works: readonly Work[] = [];
    for (let n = 0; n < 600; n += 50) {
      const bodies = Array.from({ length: 50 }, (_, at) => update(n + at, { issue: `${n + at}` }));
      works = [...works, ...await takeInHand(store, await accept(store, bodies))];
    }
    const applier = isolate(store);
    for (let taken = 0; works.length > 0; works = works.slice(taken)) {
      taken = (await applier.apply(works)).length;
      ok(taken > 0);
    }
    deepEqual(breaches, []);
    const { seqs, inbox } = await contents(store);
    deepEqual([seqs.length, inbox], [600, []]);
    await store.close();
  });
}
