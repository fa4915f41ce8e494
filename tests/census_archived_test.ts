import { deepEqual, equal, ok } from "node:assert/strict";
import { alarms, alive, by, deleteSilently } from "./_census_loss.ts";
import { type CensusStage, differences, found, HOUR, openCensusStage } from "./_census_stage.ts";

function archive(stage: CensusStage, project: string): void {
  stage.site.applySilently({ op: "archive_project", by: by(stage), project });
}

/** Reads of single issues so far. */
function reads({ rest }: CensusStage): number {
  return rest.log.all.filter(({ path }) => /\/issue\/\d+$/.test(path)).length;
}

Deno.test("Data Center: what was deleted from a project before that was archived is found, and told as deleted", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter" });
  const project = stage.site.projects[0]!.id;
  const [gone] = deleteSilently(stage, { project, count: 1 });
  archive(stage, project);
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
  equal((await stage.row(gone!))?.tombstone?.state, "deleted");
  equal(await alive(stage), 59);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), {});
  equal(await alive(stage), 59);
});

Deno.test("Data Center: what was moved from one project to another is found though both are archived since", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter" });
  const [from, to] = stage.site.projects;
  const issue = stage.site.issues().find(({ project }) => project === from)!;
  stage.site.applySilently({ op: "move", by: by(stage), issue: issue.id, project: to!.id });
  for (const { id } of [from!, to!]) archive(stage, id);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { stale: 1, repaired: 1 });
  equal((await stage.row(issue.id))?.core.project?.id, to!.id);
});

Deno.test("Data Center: many that an archived project no longer shows are held back until confirmed", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter", issues: 300 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: 21 });
  archive(stage, project);
  deepEqual(found(await stage.census()), { suspect: 21 });
  deepEqual(await alarms(stage), [{ code: "brake", project }]);
  equal(await alive(stage), 300);
  await stage.confirm(project);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 21, repaired: 21 });
  deepEqual(await alarms(stage), []);
});

Deno.test("Cloud: that Jira can't answer for an issue is no sign that it shows an archived project's issues", async () => {
  await using stage = await openCensusStage();
  const project = stage.site.projects[0]!.id;
  archive(stage, project);
  // The first read, and each of its halves with the first issue in it.
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, {
    on: "POST issue/bulkfetch",
    times: 6,
  });
  deepEqual(found(await stage.census()), { archived: 20, repaired: 20 });
  equal(await alive(stage), 40);
});

Deno.test("an archived project of which Jira can answer for no issue is left as it is", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter" });
  const project = stage.site.projects[0]!.id;
  archive(stage, project);
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, {
    on: "GET issue/:issue",
    times: 1e9,
  });
  deepEqual(found(await stage.census()), {});
  equal(await alive(stage), 60);
});

Deno.test("Data Center: a large archived project is read by id in parts, a part each night", async () => {
  await using stage = await openCensusStage({
    flavour: "datacenter",
    issues: 2_001,
    projects: 1,
  });
  const [project] = stage.site.projects;
  const last = stage.site.issues().at(-1)!.id;
  stage.site.applySilently({ op: "delete", by: by(stage), issue: last });
  archive(stage, project!.id);
  const nights: { readonly deleted: number; readonly reads: number }[] = [];
  for (let night = 0; night < 3; night++) {
    stage.rest.log.clear();
    const { drift: { deleted } } = await stage.census();
    nights.push({ deleted, reads: reads(stage) });
    stage.clock.now += HOUR;
  }
  deepEqual(nights.map(({ deleted }) => deleted), [0, 1, 0]);
  // The last part is that issue alone: some others are read with it, which show that Jira shows any.
  deepEqual(nights.map((night) => night.reads), [2_000, 6, 1_996]);
});

Deno.test("an archived project that is live again is listed as ever, and its gone issues are found", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter" });
  const project = stage.site.projects[0]!.id;
  archive(stage, project);
  await stage.census();
  stage.clock.now += HOUR;
  stage.site.applySilently({ op: "restore_project", by: by(stage), project });
  deleteSilently(stage, { project, count: 2 });
  deepEqual(found(await stage.census()), { deleted: 2, repaired: 2 });
  deepEqual(await differences(stage), []);
  ok((await stage.suspects()).length === 0);
});
