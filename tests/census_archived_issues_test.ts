import { deepEqual, equal, ok } from "node:assert/strict";
import { alarms, alive, by } from "./_census_loss.ts";
import { type CensusStage, found, HOUR, openCensusStage } from "./_census_stage.ts";

const DAY = 24 * HOUR;

/** A Data Center with three projects of a hundred issues; most of the first were archived one by one. */
async function openArchived(count = 60) {
  const stage = await openCensusStage({ flavour: "datacenter", issues: 300 });
  const project = stage.site.projects[0]!;
  const all = stage.site.issues().filter((issue) => issue.project.id === project.id);
  const ids = all.slice(0, count).map(({ id }) => id);
  const archived = new Set(ids);
  stage.rest.controls.archived = ({ id }) => archived.has(id);
  const others = all.slice(count).map(({ id }) => id);
  return { stage, project: project.id, ids, archived, others };
}

/** Runs a census a day later; gives it, and how many issues it read by id. */
async function nextNight(stage: CensusStage) {
  stage.clock.now += DAY;
  stage.rest.log.clear();
  const run = await stage.census();
  const reads = stage.rest.log.all.filter(({ path }) => /\/issue\/\d+$/.test(path)).length;
  return { run, reads };
}

Deno.test("Data Center: a project of which few or most issues are archived one by one is compared, and they stay", async () => {
  for (const count of [10, 60]) {
    const { stage } = await openArchived(count);
    await using _ = stage;
    let reads = 0;
    for (let night = 0; night < 8; night++) {
      const next = await nextNight(stage);
      deepEqual(found(next.run), {}, `night ${night}`);
      ok(next.run.projects.every(({ state }) => state === "done"), `night ${night}`);
      if (night > 0) reads += next.reads;
    }
    equal(reads, count, "in a week each is asked for once");
    equal(await alive(stage), 300);
    deepEqual(await alarms(stage), []);
  }
});

Deno.test("Data Center: an archived issue that is deleted is found within a week", async () => {
  const { stage, ids: [gone] } = await openArchived();
  await using _ = stage;
  await nextNight(stage);
  stage.site.applySilently({ op: "delete", by: by(stage), issue: gone! });
  let deleted = 0;
  for (let night = 0; night < 7; night++) deleted += (await nextNight(stage)).run.drift.deleted;
  equal(deleted, 1);
  equal((await stage.row(gone!))?.tombstone?.state, "deleted");
});

Deno.test("Data Center: an issue no longer archived is forgotten as such: deleted, it is found the same night", async () => {
  const { stage, archived, ids } = await openArchived();
  await using _ = stage;
  await nextNight(stage);
  archived.clear();
  for (let night = 0; night < 2; night++) equal((await nextNight(stage)).reads, 0);
  const gone = ids.slice(0, 3);
  for (const issue of gone) stage.site.applySilently({ op: "delete", by: by(stage), issue });
  equal((await nextNight(stage)).run.drift.deleted, 3);
});

Deno.test("Data Center: what is archived does not vouch for the others: half of those vanishing is not believed", async () => {
  const { stage, project, others } = await openArchived();
  await using _ = stage;
  await nextNight(stage);
  stage.site.hide({ issues: others.slice(0, 25) });
  const { run } = await nextNight(stage);
  equal(run.projects.find(({ id }) => id === project)?.state, "unobserved");
  equal(await alive(stage), 300);
  deepEqual(await alarms(stage), [{ code: "shrunk", project }]);
});

Deno.test("Data Center: archived issues that are all hidden at once are held back", async () => {
  const { stage, project, ids } = await openArchived(90);
  await using _ = stage;
  stage.site.hide({ issues: ids });
  for (let night = 0; night < 3; night++) {
    equal((await nextNight(stage)).run.drift.repaired, 0);
    equal(await alive(stage), 300);
    deepEqual(await alarms(stage), [{ code: "shrunk", project }]);
  }
});
