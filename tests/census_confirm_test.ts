import { deepEqual, equal, match } from "node:assert/strict";
import { alarms, alive, deleteSilently } from "./_census_loss.ts";
import {
  type CensusStage,
  differences,
  found,
  HOUR,
  openCensusStage,
  SITE,
} from "./_census_stage.ts";
import { suspectKey } from "../lib/store/keys.ts";
import { StoreError } from "../lib/store/types.ts";

/** Has the store fail once, where the census is to settle the `nth` batch of what it buried. */
function failAtBatch(stage: CensusStage, nth: number): void {
  const { store } = stage;
  const { commit } = store;
  const prefix = JSON.stringify(suspectKey(SITE)).slice(0, -1);
  let batches = 0;
  store.commit = (change, proof) => {
    const isSettling = change.deletes?.some((key) => JSON.stringify(key).startsWith(prefix));
    if (isSettling !== true || ++batches < nth) return commit(change, proof);
    store.commit = commit;
    return Promise.reject(new StoreError("unavailable", "Cannot commit: the store is away"));
  };
}

Deno.test("a confirmation is good for one census only", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const project = stage.site.projects[0]!.id;
  const ids = deleteSilently(stage, { project, count: 21 });
  await stage.census();
  await stage.confirm(project);
  for (const id of ids) stage.site.bringBack(id);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), {});
  stage.clock.now += HOUR;
  deleteSilently(stage, { project, count: 21 });
  deepEqual(found(await stage.census()), { suspect: 21 });
});

Deno.test("a confirmation is for as many issues as were told: what vanishes since is held back again", async () => {
  for (const more of [26, 79]) {
    await using stage = await openCensusStage({ issues: 300 });
    const project = stage.site.projects[0]!.id;
    deleteSilently(stage, { project, count: 21 });
    await stage.census();
    await stage.confirm(project);
    const rest = stage.site.issues().filter((issue) => issue.project.id === project);
    stage.site.hide({ issues: rest.slice(0, more).map(({ id }) => id) });
    stage.clock.now += HOUR;
    deepEqual(found(await stage.census()), { suspect: 21 + more });
    equal(await alive(stage), 300);
    await stage.confirm(project);
    stage.clock.now += HOUR;
    equal((await stage.census()).drift.repaired, 21 + more);
    deepEqual(await alarms(stage), []);
  }
});

Deno.test("a census cut off while it buries goes on with the rest of a confirmation, not with all of it", async () => {
  const [many, more] = [250, 30];
  for (const batch of [1, 2]) {
    await using stage = await openCensusStage({ issues: 600, projects: 2 });
    const project = stage.site.projects[0]!.id;
    deleteSilently(stage, { project, count: many });
    await stage.census();
    await stage.confirm(project);
    stage.clock.now += HOUR;
    failAtBatch(stage, batch);
    equal((await stage.census()).problem?.code, "store_unavailable");
    const buried = batch * 100;
    equal(await alive(stage), 600 - buried);

    stage.clock.now += HOUR;
    for (const id of deleteSilently(stage, { project, count: more })) await stage.suspect(id);
    const run = await stage.census();
    equal(run.problem?.code, "brake");
    deepEqual(found(run), { suspect: many - buried + more });
    equal(await alive(stage), 600 - buried);
    await stage.confirm(project);
    stage.clock.now += HOUR;
    equal((await stage.census()).drift.repaired, many - buried + more);
    deepEqual(await alarms(stage), []);
  }
});

Deno.test("a census cut off while it buries needs no second word for what was confirmed", async () => {
  for (const batch of [1, 2, 3]) {
    await using stage = await openCensusStage({ issues: 600, projects: 2 });
    const project = stage.site.projects[0]!.id;
    deleteSilently(stage, { project, count: 250 });
    await stage.census();
    await stage.confirm(project);
    stage.clock.now += HOUR;
    failAtBatch(stage, batch);
    equal((await stage.census()).problem?.code, "store_unavailable");
    stage.clock.now += HOUR;
    equal((await stage.census()).problem, null);
    deepEqual(await differences(stage), []);
    deepEqual(await alarms(stage), []);
  }
});

Deno.test("a confirmed deletion does not confirm that the project is no longer shown at all", async () => {
  await using stage = await openCensusStage({ issues: 300, projects: 2 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: 21 });
  await stage.census();
  await stage.confirm(project);
  stage.site.hide({ projects: [project] });
  stage.clock.now += HOUR;
  equal((await stage.census()).problem?.code, "unobserved");
  equal(await alive(stage), 300);
});

Deno.test("a confirmation that comes while a census goes on is for the next one, crash or not", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: 60 });
  await stage.census();
  stage.clock.now += HOUR;
  stage.hooks.before = async (path) => {
    if (!path.endsWith("/bulkfetch")) return;
    stage.hooks.before = () => {};
    await stage.confirm(project);
    throw new TypeError("cut off");
  };
  // Another project has something to ask for, when this one is set aside already.
  deleteSilently(stage, { project: stage.site.projects[2]!.id, count: 1 });
  stage.rest.controls.faults.add({ kind: "status", status: 503 }, { on: "POST issue/bulkfetch" });
  await stage.census();
  stage.clock.now += HOUR;
  await stage.census();
  stage.clock.now += HOUR;
  await stage.census();
  deepEqual(await differences(stage), []);
  deepEqual(await alarms(stage), []);
});

Deno.test("a token of another account removes nothing that it does not see, until an operator confirms it", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  stage.hooks.account = "Ann";
  await stage.census();
  const [dark, dim] = stage.site.projects;
  const few = stage.site.issues().filter(({ project }) => project.id === dim!.id).slice(0, 3);
  stage.hooks.account = "Bob";
  stage.site.hide({ projects: [dark!.id], issues: few.map(({ id }) => id) });
  for (let night = 0; night < 2; night++) {
    stage.clock.now += HOUR;
    stage.rest.log.clear();
    const run = await stage.census();
    equal(run.drift.suspect, 33);
    equal(run.projects.find(({ id }) => id === dark!.id)?.state, "unobserved");
    equal(stage.rest.log.count("POST issue/bulkfetch"), 1, "only the few are asked for");
    equal(await alive(stage), 90);
    deepEqual(
      (await alarms(stage)).map(({ project }) => project).sort(),
      [dark!.id, dim!.id].sort(),
    );
    for (const { message } of (await stage.report()).alarms) {
      match(message, /Bob/);
      match(message, /Ann/);
    }
  }
  for (const { id } of [dark!, dim!]) await stage.confirm(id);
  stage.clock.now += HOUR;
  equal((await stage.census()).drift.repaired, 33);
  deepEqual(await alarms(stage), []);

  // From now on it is the account the mirror is of.
  deleteSilently(stage, { project: stage.site.projects[2]!.id, count: 1 });
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
});

Deno.test("the former account's token ends the doubt: what it does not see is gone", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  stage.hooks.account = "Ann";
  await stage.census();
  stage.hooks.account = "Bob";
  deleteSilently(stage, { project: stage.site.projects[0]!.id, count: 2 });
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { suspect: 2 });
  stage.hooks.account = "Ann";
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 2, repaired: 2 });
  deepEqual(await alarms(stage), []);
});

Deno.test("another account that sees all the same is taken for the former one without a word", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  stage.hooks.account = "Ann";
  await stage.census();
  stage.hooks.account = "Bob";
  deepEqual(found(await stage.census()), {});
  deleteSilently(stage, { project: stage.site.projects[0]!.id, count: 2 });
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 2, repaired: 2 });
});
