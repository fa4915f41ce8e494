import { deepEqual, equal, ok } from "node:assert/strict";
import { listRuns } from "../lib/sync/runs/runs.ts";
import type { Run } from "../lib/sync/types.ts";
import { alarms, by, deleteSilently } from "./_census_loss.ts";
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

/** Issues that are gone; asking for each, twice, takes half an hour. */
const MANY = 250;

/** How long a read by id takes, ms. */
const SLOW = 4_000;

/** A Data Center that lost most of a project, confirmed by an operator; from now on it is slow. */
async function openLarge() {
  const stage = await openCensusStage({ flavour: "datacenter", issues: 600, projects: 2 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: MANY });
  await stage.run("sweep");
  await stage.census();
  await stage.confirm(project);
  stage.clock.now += HOUR;
  await stage.run("sweep");
  stage.clock.now += MINUTE;
  return stage;
}

/** Has reads take their time, and calls `then` at each, with how many there were. */
function slowReads(
  { hooks, clock }: CensusStage,
  then: (reads: number) => void | Promise<void> = () => {},
): void {
  let reads = 0;
  hooks.before = async (path) => {
    if (!/\/issue\/\d+$/.test(path)) return;
    clock.now += SLOW;
    await then(++reads);
  };
}

/** Changes an issue that is there, and tells nobody. */
function editSilently(stage: CensusStage): string {
  const { id } = stage.site.issues().at(-1)!;
  const set = { summary: `As of ${stage.clock.now}` };
  stage.site.applySilently({ op: "edit", by: by(stage), issue: id, set });
  return id;
}

/** Runs that began at `since` (ms) or later, the oldest first. */
async function runsOf({ store }: CensusStage, since: number): Promise<readonly Run[]> {
  const { items } = await listRuns({ store, site: SITE }, { limit: 100 });
  return items.filter(({ startedAt }) => startedAt >= since).toReversed();
}

Deno.test("Data Center: sweeps go on while a large removal is under way, and each issue is counted once", async () => {
  await using stage = await openLarge();
  const since = stage.clock.now;
  let edited = "";
  const seenAt: number[] = [];
  slowReads(stage, async (reads) => {
    if (reads === 10) edited = editSilently(stage);
    const row = reads < 10 ? null : await stage.row(edited);
    if (row?.core.summary.startsWith("As of")) seenAt.push(reads);
  });
  await stage.engine.start("census");
  await stage.engine.everyMinute();
  const [census, ...others] = await runsOf(stage, since);
  deepEqual([census!.kind, census!.outcome], ["census", "done"]);
  deepEqual(found(census!), { deleted: MANY, repaired: MANY });
  const sweeps = others.filter(({ kind, startedAt }) =>
    kind === "sweep" && startedAt < census!.endedAt!
  );
  ok(sweeps.length >= 4, `${sweeps.length} sweeps in ${census!.endedAt! - since} ms`);
  deepEqual(new Set(sweeps.map(({ outcome }) => outcome)), new Set(["done"]));
  equal(sweeps.reduce((sum, { drift }) => sum + drift.stale, 0), 1);
  ok(seenAt[0]! <= 110, `the change was seen after ${seenAt[0]} reads`);
  deepEqual(await differences(stage), []);
  deepEqual(await alarms(stage), []);
});

Deno.test("a sweep asked for in the middle of a census does not wait for its end", async () => {
  await using stage = await openLarge();
  const since = stage.clock.now;
  slowReads(stage, async (reads) => {
    if (reads === 10) equal(await stage.engine.start("sweep"), "queued");
  });
  await stage.engine.start("census");
  await stage.engine.everyMinute();
  const [census, first] = await runsOf(stage, since);
  equal(first!.kind, "sweep");
  ok(first!.startedAt <= since + 101 * SLOW, `${first!.startedAt - since} ms`);
  ok(first!.endedAt! < census!.endedAt!);
});

Deno.test("a sweep that fails in the middle of a census rests, and the census goes on", async () => {
  await using stage = await openLarge();
  const since = stage.clock.now;
  slowReads(stage);
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, {
    on: "POST search",
    // The two lists of the census come first.
    skip: 2,
  });
  await stage.engine.start("census");
  await stage.engine.everyMinute();
  const [census, first, second] = await runsOf(stage, since);
  deepEqual(found(census!), { deleted: MANY, repaired: MANY });
  deepEqual([first!.kind, first!.outcome], ["sweep", "failed"]);
  deepEqual([second!.kind, second!.outcome], ["sweep", "done"]);
  deepEqual(await alarms(stage), []);
});

Deno.test("what becomes suspect anew while others have their turn in a census stays so", async () => {
  await using stage = await openCensusStage();
  const { id } = stage.site.issues().at(-1)!;
  await stage.run("sweep");
  await stage.suspect(id);
  const steps = [
    // The list of the last project: the next turn is between that and the suspects.
    [/search\/jql$/, async () => {
      await stage.engine.ask("import");
      await stage.engine.ask("sweep");
    }],
    // The import sees the issue once more, and the sweep begins.
    [/search\/jql$/, () => void editSilently(stage)],
    [/myself$/, async () => {
      stage.site.applySilently({ op: "delete", by: by(stage), issue: id });
      stage.clock.now += MINUTE;
      await stage.suspect(id);
    }],
  ] as const;
  let [searches, step] = [0, 0];
  stage.hooks.before = async (path) => {
    const isOfLists = /search\/jql$/.test(path) && ++searches < 3;
    if (isOfLists || !steps[step]?.[0].test(path)) return;
    stage.clock.now += 1_000;
    await steps[step++]![1]();
  };
  await stage.engine.start("census");
  await stage.engine.everyMinute();
  equal(step, steps.length);
  equal((await stage.row(id))?.tombstone, null);
  deepEqual((await stage.suspects()).map(({ issueId }) => issueId), [id]);
});

Deno.test("a crash in a sweep that has its turn in a census costs neither its place", async () => {
  await using stage = await openLarge();
  const since = stage.clock.now;
  const crashed = Promise.withResolvers<void>();
  const stuck = Promise.withResolvers<void>();
  let [reads, searches] = [0, 0];
  stage.hooks.before = async (path) => {
    if (/\/issue\/\d+$/.test(path)) {
      stage.clock.now += SLOW;
      reads++;
    }
    // The third search is the first of a sweep.
    if (!path.endsWith("/search") || ++searches !== 3) return;
    crashed.resolve();
    await stuck.promise;
    throw new TypeError("this isolate is gone");
  };
  const first = stage.isolate();
  await first.engine.ask("census");
  await inTime(crashed.promise, { what: "a sweep in the census", seen: () => reads });
  const before = reads;
  ok(before < MANY, `${before} reads`);
  stage.clock.now += 10 * MINUTE;
  await stage.engine.everyMinute();
  const runs = await runsOf(stage, since);
  deepEqual(
    new Set(runs.map(({ kind, outcome }) => `${kind} ${outcome}`)),
    new Set(["census done", "sweep done"]),
  );
  deepEqual(found(runs.find(({ kind }) => kind === "census")!), {
    deleted: MANY,
    repaired: MANY,
  });
  ok(reads <= 2 * MANY + 100, `${reads} reads`);
  deepEqual(await differences(stage), []);
  stuck.resolve();
  await first.engine.stop();
});
