import { deepEqual, equal, match, ok } from "node:assert/strict";
import { alarms, alive, by, deleteSilently } from "./_census_loss.ts";
import { differences, found, HOUR, openCensusStage } from "./_census_stage.ts";

Deno.test("more than a twentieth of a project gone at once is held back until an operator confirms it", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: 21 });
  const braked = await stage.census();
  deepEqual(found(braked), { suspect: 21 });
  equal(braked.outcome, "done");
  equal(braked.problem?.code, "brake");
  deepEqual(braked.projects.map(({ id, state }) => [id, state])[0], [project, "braked"]);
  equal(await alive(stage), 300);
  deepEqual(await alarms(stage), [{ code: "brake", project }]);
  match((await stage.report()).alarms[0]!.message, /^21 of 100 issues of project [A-Z]+ are gone/);

  // Unconfirmed it waits for as long as it takes, and is told once.
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { suspect: 21 });
  equal((await stage.report()).alarms.length, 1);

  await stage.confirm(project);
  deepEqual(found(await stage.census()), { deleted: 21, repaired: 21 });
  deepEqual(await alarms(stage), []);
  deepEqual(await differences(stage), []);
});

Deno.test("a brake on one project leaves the others alone", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const [one, other] = stage.site.projects;
  deleteSilently(stage, { project: one!.id, count: 25 });
  deleteSilently(stage, { project: other!.id, count: 3 });
  deepEqual(found(await stage.census()), { suspect: 25, deleted: 3, repaired: 3 });
  equal(await alive(stage), 297);
});

Deno.test("a brake is over when the issues are back", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const project = stage.site.projects[0]!.id;
  const ids = deleteSilently(stage, { project, count: 30 });
  await stage.census();
  for (const id of ids) stage.site.bringBack(id);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), {});
  deepEqual(await alarms(stage), []);
  deepEqual(await stage.suspects(), []);
});

Deno.test("half a project vanishing from the search is not believed, and nobody is asked for each", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const project = stage.site.projects[0]!;
  let odd = 0;
  stage.rest.controls.vanished = (issue) => issue.project.id === project.id && odd++ % 2 === 0;
  stage.rest.log.clear();
  const run = await stage.census();
  equal(run.projects.find(({ id }) => id === project.id)?.state, "unobserved");
  equal(run.drift.deleted + run.drift.hidden, 0);
  equal(await alive(stage), 300);
  deepEqual(await alarms(stage), [{ code: "shrunk", project: project.id }]);
  const { completeness } = await stage.report();
  equal(completeness.state, "alarm");
  stage.rest.controls.vanished = () => false;
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), {});
  deepEqual(await alarms(stage), []);
});

Deno.test("a few issues that a search loses are found by id, and stay", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const lost = new Set(stage.site.issues().slice(0, 40).map(({ id }) => id));
  stage.rest.controls.vanished = ({ id }) => lost.has(id);
  deepEqual(found(await stage.census()), {});
  equal(await alive(stage), 300);
});

Deno.test("an empty answer removes nothing", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  stage.rest.controls.vanished = () => true;
  const run = await stage.census();
  ok(run.projects.every(({ state }) => state === "unobserved"));
  equal(await alive(stage), 90);
});

Deno.test("half of the site vanishing a few issues a project is held back, too", async () => {
  await using stage = await openCensusStage({ issues: 90, projects: 5 });
  const { projects } = stage.site;
  const ofProject = (id: string) => stage.site.issues().filter(({ project }) => project.id === id);
  // A project that went whole, and ten of eighteen issues in three others.
  const [dark, ...others] = projects;
  const dim = others.slice(0, 3).flatMap(({ id }) => ofProject(id).slice(0, 10));
  stage.site.hide({ projects: [dark!.id], issues: dim.map(({ id }) => id) });
  const run = await stage.census();
  deepEqual(found(run), { suspect: 48 });
  equal(run.problem?.code, "brake");
  equal(await alive(stage), 90);
  equal((await alarms(stage)).length, 4);
  for (const { project } of await alarms(stage)) await stage.confirm(project!);
  stage.clock.now += HOUR;
  equal((await stage.census()).drift.repaired, 48);
  deepEqual(await alarms(stage), []);
});

Deno.test("archived projects are no part of what vanishes", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  for (const { id } of stage.site.projects.slice(0, 2)) {
    stage.site.applySilently({ op: "archive_project", by: by(stage), project: id });
  }
  deleteSilently(stage, { project: stage.site.projects[2]!.id, count: 2 });
  deepEqual(found(await stage.census()), { archived: 60, deleted: 2, repaired: 62 });
});

Deno.test("a roster that has lost half of the site, or all of it, removes nothing", async () => {
  for (const count of [2, 3]) {
    await using stage = await openCensusStage({ issues: 90 });
    stage.site.hide({ projects: stage.site.projects.slice(0, count).map(({ id }) => id) });
    const run = await stage.census();
    equal(run.problem?.code, "unobserved");
    equal(await alive(stage), 90);
    equal((await alarms(stage)).filter(({ code }) => code === "shrunk").length, count);
  }
});

Deno.test("a roster that has lost a small site removes nothing", async () => {
  await using stage = await openCensusStage({ issues: 6 });
  stage.site.hide({ projects: stage.site.projects.map(({ id }) => id) });
  await stage.census();
  equal(await alive(stage), 6);
});

Deno.test("a dead token removes nothing, whenever it dies", async () => {
  for (const state of ["refused", "dead", "nobody"] as const) {
    for (let after = 0; after < 8; after++) {
      await using stage = await openCensusStage({ issues: 12 });
      const [issue] = stage.site.issues();
      stage.site.applySilently({ op: "delete", by: by(stage), issue: issue!.id });
      let calls = 0;
      stage.hooks.before = () => {
        if (calls++ >= after) stage.rest.controls.token = state;
      };
      const run = await stage.census();
      const isDone = run.outcome === "done";
      equal(await alive(stage), isDone ? 11 : 12, `${state} after ${after} calls`);
      if (isDone) continue;
      equal(run.problem?.code, "dead_token");
      deepEqual(await alarms(stage), [{ code: "dead_token", project: null }]);
      stage.hooks.before = () => {};
      stage.rest.controls.token = "alive";
      stage.clock.now += HOUR;
      equal((await stage.census()).outcome, "done");
      deepEqual(await alarms(stage), []);
      deepEqual(await differences(stage), []);
    }
  }
});

Deno.test("a token that dies before the suspects are read removes nothing, though no header tells", async () => {
  for (const state of ["dead", "nobody"] as const) {
    await using stage = await openCensusStage({ issues: 60 });
    const [issue] = stage.site.issues();
    stage.rest.controls.vanished = ({ id }) => id === issue!.id;
    stage.hooks.isHeaderless = true;
    stage.hooks.before = (path) => {
      if (path.endsWith("/bulkfetch")) stage.rest.controls.token = state;
    };
    const run = await stage.census();
    equal(run.problem?.code, "dead_token");
    equal(await alive(stage), 60);
  }
});
