import { deepEqual, equal, ok } from "node:assert/strict";
import {
  type CensusStage,
  differences,
  found,
  HOUR,
  MINUTE,
  openCensusStage,
} from "./_census_stage.ts";

/** Somebody at the site. */
const by = ({ site }: CensusStage) => site.people[0]!.id;

/** The last entries of the feed: what happened to which issue. */
async function told({ feed }: CensusStage): Promise<string[]> {
  return (await feed()).filter(({ source }) => source === "sync")
    .map(({ kind, action, issue }) => `${kind}/${action} ${issue?.id}`);
}

Deno.test("a census of a mirror that is right finds nothing and writes nothing into the feed", async () => {
  await using stage = await openCensusStage();
  const run = await stage.census();
  equal(run.outcome, "done");
  deepEqual(found(run), {});
  equal(run.seen, 60);
  deepEqual(run.projects.map(({ seen, state }) => [seen, state]), [
    [20, "done"],
    [20, "done"],
    [20, "done"],
  ]);
  deepEqual(await stage.feed(), []);
  const { completeness } = await stage.report();
  deepEqual([completeness.ids?.agreed, completeness.ids?.total], [60, 60]);
});

Deno.test("deletes whose webhook was lost are found, buried and told once", async () => {
  await using stage = await openCensusStage();
  const [one, other] = stage.site.issues();
  for (const { id } of [one!, other!]) {
    stage.site.applySilently({ op: "delete", by: by(stage), issue: id });
  }
  const run = await stage.census();
  deepEqual(found(run), { deleted: 2, repaired: 2 });
  deepEqual(await differences(stage), []);
  equal((await stage.row(one!.id))?.tombstone?.state, "deleted");
  deepEqual(await told(stage), [`deleted/deleted ${one!.id}`, `deleted/deleted ${other!.id}`]);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), {});
  equal((await told(stage)).length, 2);
  deepEqual(await stage.suspects(), []);
});

Deno.test("issues never heard of are found, read and told if they are new", async () => {
  await using stage = await openCensusStage();
  const [project] = stage.site.projects;
  stage.site.applySilently({
    op: "create",
    by: by(stage),
    project: project!.id,
    type: "10001",
    summary: "Unheard of",
  });
  stage.clock.now += MINUTE;
  const run = await stage.census();
  deepEqual(found(run), { missed: 1, repaired: 1 });
  deepEqual(await differences(stage), []);
  equal((await told(stage)).length, 1);
});

Deno.test("an issue moved without a word is brought up to date, not buried", async () => {
  await using stage = await openCensusStage();
  const [issue] = stage.site.issues();
  const to = stage.site.projects.find(({ id }) => id !== issue!.project.id)!;
  stage.site.applySilently({ op: "move", by: by(stage), issue: issue!.id, project: to.id });
  stage.clock.now += MINUTE;
  stage.rest.log.clear();
  stage.hooks.before = () => void (stage.clock.now += 2_000);
  const run = await stage.census();
  equal(stage.rest.log.count("POST issue/bulkfetch"), 1);
  deepEqual(found(run), { stale: 1, repaired: 1 });
  deepEqual(await differences(stage), []);
  equal((await stage.row(issue!.id))?.core.project?.id, to.id);
});

Deno.test("half a project moved without a word is brought up to date, whichever is listed first", async () => {
  for (const [from, to] of [[0, 1], [1, 0]] as const) {
    await using stage = await openCensusStage({ issues: 120 });
    const [source, target] = [stage.site.projects[from]!, stage.site.projects[to]!];
    const moved = stage.site.issues().filter(({ project }) => project === source).slice(0, 25);
    for (const { id } of moved) {
      stage.site.applySilently({ op: "move", by: by(stage), issue: id, project: target.id });
    }
    stage.clock.now += MINUTE;
    deepEqual((await stage.census()).drift.stale, 25);
    deepEqual(await differences(stage), []);
    stage.clock.now += HOUR;
    deepEqual(found(await stage.census()), {});
    deepEqual((await stage.report()).alarms, []);
  }
});

Deno.test("an index that lags behind neither buries what is there nor brings back what is gone", async () => {
  await using stage = await openCensusStage();
  const [moved, gone] = stage.site.issues();
  const to = stage.site.projects.find(({ id }) => id !== moved!.project.id)!;
  stage.rest.controls.lag = { least: HOUR, most: HOUR };
  await stage.tell(stage.site.apply({ op: "delete", by: by(stage), issue: gone!.id }));
  await stage.tell(
    stage.site.apply({ op: "move", by: by(stage), issue: moved!.id, project: to.id }),
  );
  stage.clock.now += 5 * MINUTE;
  const run = await stage.census();
  deepEqual(found(run), {});
  deepEqual(await differences(stage), []);
  deepEqual(run.projects.map(({ suspect }) => suspect), [0, 0, 0]);
});

Deno.test("the issues of an archived project go with it, and come back with it", async () => {
  await using stage = await openCensusStage({ issues: 120 });
  const [project] = stage.site.projects;
  stage.site.applySilently({ op: "archive_project", by: by(stage), project: project!.id });
  const run = await stage.census();
  deepEqual(found(run), { archived: 40, repaired: 40 });
  deepEqual((await stage.report()).alarms, []);
  deepEqual(await differences(stage), []);
  const [gone] = (await stage.rows()).filter(({ tombstone }) => tombstone !== null);
  equal(gone?.tombstone?.state, "archived");

  stage.clock.now += 10_000;
  stage.site.applySilently({ op: "restore_project", by: by(stage), project: project!.id });
  const back = await stage.census();
  deepEqual(found(back), { missed: 40, repaired: 40 });
  deepEqual(await differences(stage), []);
  const items = (await told(stage)).filter((item) => item.endsWith(` ${gone!.core.id}`));
  deepEqual(items, [`deleted/archived ${gone!.core.id}`, `created/restored ${gone!.core.id}`]);
});

Deno.test("the issues of a project in the trash are told to be there", async () => {
  await using stage = await openCensusStage();
  const [project] = stage.site.projects;
  stage.site.applySilently({ op: "trash_project", by: by(stage), project: project!.id });
  deepEqual(found(await stage.census()), { trashed: 20, repaired: 20 });
  deepEqual(await differences(stage), []);
});

Deno.test("the issues of a project deleted for good are deleted where Jira told so, else hidden", async () => {
  await using stage = await openCensusStage({ issues: 80, projects: 4 });
  const [heard, silent] = stage.site.projects;
  await stage.tell(
    stage.site.apply({ op: "delete_project", by: by(stage), project: heard!.id }),
  );
  stage.site.applySilently({ op: "delete_project", by: by(stage), project: silent!.id });
  // Both at once are half of the site, which is not believed.
  equal((await stage.census()).problem?.code, "unobserved");
  await stage.confirm(heard!.id);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 20, hidden: 20, repaired: 40 });
  deepEqual(await differences(stage), []);
});

Deno.test("a project the account lost the right to see is hidden, and back when it may see it again", async () => {
  await using stage = await openCensusStage({ issues: 90 });
  const [project] = stage.site.projects;
  stage.site.hide({ projects: [project!.id] });
  deepEqual(found(await stage.census()), { hidden: 30, repaired: 30 });
  deepEqual(await differences(stage), []);
  stage.clock.now += HOUR;
  stage.site.show({ projects: [project!.id] });
  deepEqual(found(await stage.census()), { missed: 30, repaired: 30 });
  deepEqual(await differences(stage), []);
});

Deno.test("an issue with a security level that is not found is hidden, one without is deleted", async () => {
  await using stage = await openCensusStage();
  const { projects } = stage.site;
  const create = { op: "create", by: by(stage), project: projects[0]!.id, type: "10001" } as const;
  const secret = stage.site.apply({ ...create, summary: "Secret", restricted: true });
  const open = stage.site.apply({ ...create, summary: "Open" });
  await stage.tell([...secret, ...open]);
  const ids = stage.site.issues().slice(-2).map(({ id }) => id);
  stage.clock.now += 10 * MINUTE;
  stage.site.hide({ issues: ids });
  deepEqual(found(await stage.census()), { deleted: 1, hidden: 1, repaired: 2 });
  const states = (await Promise.all(ids.map(stage.row))).map((row) => row?.tombstone?.state);
  deepEqual(states, ["hidden", "deleted"]);
});

Deno.test("an issue touched since its project was listed is left alone", async () => {
  await using stage = await openCensusStage();
  const [issue] = stage.site.issues();
  stage.site.hide({ issues: [issue!.id] });
  let isTold = false;
  stage.hooks.before = async (path) => {
    if (!path.endsWith("/bulkfetch") || isTold) return;
    isTold = true;
    stage.clock.now += MINUTE;
    const set = { summary: "Changed meanwhile" };
    await stage.tell(stage.site.apply({ op: "edit", by: by(stage), issue: issue!.id, set }));
  };
  const run = await stage.census();
  ok(isTold);
  deepEqual(found(run), {});
  equal((await stage.row(issue!.id))?.tombstone, null);
  stage.hooks.before = () => {};
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
});

Deno.test("an issue created while the census runs is neither missed nor gone", async () => {
  await using stage = await openCensusStage();
  let made = 0;
  stage.hooks.before = async (path) => {
    if (!path.endsWith("/search/jql") || made > 0) return;
    made++;
    const create = { op: "create", by: by(stage), type: "10001", summary: "Meanwhile" } as const;
    for (const { id } of stage.site.projects) {
      await stage.tell(stage.site.apply({ ...create, project: id }));
    }
  };
  const run = await stage.census();
  deepEqual(found(run), {});
  equal(run.seen, 63);
  deepEqual(await differences(stage), []);
});

Deno.test("an issue deleted while the census runs is settled by its webhook, or by the next one", async () => {
  for (const isTold of [true, false]) {
    await using stage = await openCensusStage();
    const issue = stage.site.issues().at(-1)!;
    let searches = 0;
    stage.hooks.before = async (path) => {
      if (!path.endsWith("/search/jql") || ++searches !== 2) return;
      const events = stage.site.apply({ op: "delete", by: by(stage), issue: issue.id });
      if (isTold) await stage.tell(events);
    };
    const run = await stage.census();
    stage.hooks.before = () => {};
    stage.clock.now += HOUR;
    const next = await stage.census();
    const deleted = run.drift.deleted + next.drift.deleted;
    equal(deleted, isTold ? 0 : 1);
    deepEqual(await differences(stage), []);
    equal((await stage.feed()).filter(({ kind }) => kind === "deleted").length, 1);
  }
});

Deno.test("what a read by id did not find is settled by the census, listed or not", async () => {
  await using stage = await openCensusStage();
  const [issue] = stage.site.issues();
  stage.site.applySilently({ op: "delete", by: by(stage), issue: issue!.id });
  stage.rest.controls.lag = { least: 0, most: 0 };
  await stage.suspect(issue!.id);
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
  deepEqual(await stage.suspects(), []);
});

Deno.test("Data Center: deletes are found, and archived issues, which it still shows, stay", async () => {
  await using stage = await openCensusStage({ flavour: "datacenter" });
  const [archived, open] = stage.site.projects;
  const gone = stage.site.issues().find(({ project }) => project === open)!;
  stage.site.applySilently({ op: "archive_project", by: by(stage), project: archived!.id });
  stage.site.applySilently({ op: "delete", by: by(stage), issue: gone.id });
  stage.rest.log.clear();
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
  equal((await stage.row(gone.id))?.tombstone?.state, "deleted");
  equal((await stage.rows()).filter(({ tombstone }) => tombstone === null).length, 59);
  const reads = stage.rest.log.all.filter(({ path }) => /\/issue\/\d+$/.test(path)).length;
  equal(reads, 21, "those archived, and the one that is gone");
});
