import { deepEqual, equal, ok } from "node:assert/strict";
import { holdLease } from "../lib/store/held_lease.ts";
import { alarms, deleteSilently } from "./_census_loss.ts";
import {
  type CensusStage,
  differences,
  found,
  HOUR,
  MINUTE,
  openCensusStage,
  SITE,
} from "./_census_stage.ts";
import { inTime } from "./_waiting.ts";

/** How long a read by id takes, ms: a hundred of them are within what a finding is good for. */
const SLOW = 4_000;

/** What many issues deleted take to be asked for: longer than a finding is good for. */
const MANY = 250;

/** A Data Center that lost most of a project, confirmed by an operator; from now on it is slow. */
async function openLarge() {
  const stage = await openCensusStage({ flavour: "datacenter", issues: 600, projects: 2 });
  const project = stage.site.projects[0]!.id;
  const ids = deleteSilently(stage, { project, count: MANY });
  await stage.census();
  await stage.confirm(project);
  stage.clock.now += HOUR;
  stage.hooks.before = (path) => slowly(stage, path);
  return { stage, project, ids };
}

function slowly({ clock }: CensusStage, path: string): void {
  if (isRead(path)) clock.now += SLOW;
}

Deno.test("Data Center: a removal is finished though a batch alone takes longer than an answer is good for", async () => {
  const { stage } = await openLarge();
  await using _ = stage;
  let reads = 0;
  stage.hooks.before = (path) => {
    if (!isRead(path)) return;
    reads++;
    stage.clock.now += 2 * SLOW;
  };
  deepEqual(found(await stage.census()), { deleted: MANY, repaired: MANY });
  ok(reads <= 3 * MANY, `${reads} reads`);
  deepEqual(await stage.suspects(), []);
  deepEqual(await alarms(stage), []);
});

Deno.test("Data Center: what not even one read can prove in time stays suspect, and the census ends", async () => {
  const stage = await openCensusStage({ flavour: "datacenter" });
  await using _ = stage;
  deleteSilently(stage, { project: stage.site.projects[0]!.id, count: 3 });
  stage.hooks.before = (path) => void (isRead(path) && (stage.clock.now += HOUR));
  deepEqual(found(await stage.census()), { suspect: 3 });
  stage.hooks.before = () => {};
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 3, repaired: 3 });
});

function isRead(path: string): boolean {
  return /\/issue\/\d+$/.test(path);
}

Deno.test("Data Center: a confirmed removal is finished though asking for all takes longer than an answer is good for", async () => {
  const { stage } = await openLarge();
  await using _ = stage;
  const run = await stage.census();
  deepEqual(found(run), { deleted: MANY, repaired: MANY });
  deepEqual(await differences(stage), []);
  deepEqual(await stage.suspects(), []);
  deepEqual(await alarms(stage), []);
});

Deno.test("Data Center: an issue that is back by the time it would be buried is kept", async () => {
  const { stage, ids } = await openLarge();
  await using _ = stage;
  let reads = 0;
  stage.hooks.before = (path) => {
    slowly(stage, path);
    // All were asked for once: the oldest answers are no longer good.
    if (isRead(path) && ++reads === MANY) stage.site.bringBack(ids[0]!);
  };
  const run = await stage.census();
  equal(run.drift.deleted, MANY - 1);
  equal((await stage.row(ids[0]!))?.tombstone, null);
  deepEqual(await differences(stage), []);
  deepEqual(await stage.suspects(), []);
});

Deno.test("Data Center: a token that dies while a large removal goes on removes nothing more", async () => {
  const { stage } = await openLarge();
  await using _ = stage;
  let [reads, proofs] = [0, 0];
  stage.hooks.before = (path) => {
    slowly(stage, path);
    if (isRead(path)) reads++;
    // The proof before the run, that before anything is buried, and that of the first batch.
    if (path.endsWith("/myself") && ++proofs === 3) stage.hooks.account = "Somebody else";
  };
  const run = await stage.census();
  equal(run.problem?.code, "dead_token");
  ok(reads > MANY, `${reads} reads`);
  equal(run.drift.repaired, 0);
});

Deno.test("Data Center: who lost the lease over a large removal removes nothing more", async () => {
  const { stage } = await openLarge();
  await using _ = stage;
  await using held = new AsyncDisposableStack();
  let proofs = 0;
  stage.hooks.before = async (path) => {
    slowly(stage, path);
    if (!path.endsWith("/myself") || ++proofs !== 3) return;
    stage.clock.now += 3 * MINUTE;
    const request = { job: `sync/${SITE}`, ttl: HOUR, now: () => stage.clock.now };
    ok(held.use(await holdLease(stage.store, { ...request, owner: "other" })) !== null);
  };
  await stage.run("census", stage.isolate());
  equal(proofs, 3);
  const removed = (await stage.feed()).filter(({ action }) => action === "deleted");
  deepEqual(removed.map(({ issue }) => issue?.id), []);
});

Deno.test("Data Center: a crash in a large removal costs no more than the batch under way", async () => {
  for (const at of [150, MANY + 130]) {
    const { stage } = await openLarge();
    await using _ = stage;
    let reads = 0;
    const crashed = Promise.withResolvers<void>();
    const stuck = Promise.withResolvers<void>();
    stage.hooks.before = async (path) => {
      slowly(stage, path);
      if (!isRead(path) || ++reads !== at) return;
      crashed.resolve();
      await stuck.promise;
      throw new TypeError("this isolate is gone");
    };
    const first = stage.isolate();
    const running = stage.run("census", first);
    await inTime(crashed.promise, { what: `read ${at}`, seen: () => reads });
    stage.clock.now += 2 * HOUR;
    const run = await stage.run("census", stage.isolate());
    equal(run.outcome, "done");
    deepEqual(found(run), { deleted: MANY, repaired: MANY }, `crash at read ${at}`);
    deepEqual(await differences(stage), []);
    deepEqual(await alarms(stage), []);
    ok(reads <= 2 * MANY + 100, `${reads} reads after a crash at read ${at}`);
    stuck.resolve();
    await running;
    for (const engine of first.engines.values()) await engine.stop();
  }
});
