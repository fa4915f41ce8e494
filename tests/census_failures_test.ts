import { deepEqual, equal, match, ok } from "node:assert/strict";
import { JiraError } from "../lib/jira/rest/types.ts";
import { censusKey } from "../lib/store/keys.ts";
import type { CensusRecord } from "../lib/sync/census/state.ts";
import { deleteSilently, sendInCircles } from "./_census_loss.ts";
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

const SEARCH = "POST search/jql";

/** Lets things happen at the site that only a census finds; gives what it has to find. */
function disturb({ site, clock }: CensusStage) {
  const by = site.people[0]!.id;
  const [gone, moved, ...rest] = site.issues();
  const to = site.projects.find(({ id }) => id !== moved!.project.id)!;
  site.applySilently({ op: "delete", by, issue: gone!.id });
  site.applySilently({ op: "delete", by, issue: rest.at(-1)!.id });
  site.applySilently({ op: "move", by, issue: moved!.id, project: to.id });
  const create = { op: "create", by, type: "10001", summary: "Unheard of" } as const;
  for (const { id } of site.projects) site.applySilently({ ...create, project: id });
  clock.now += 2 * MINUTE;
  return { missed: site.projects.length, stale: 1, deleted: 2 };
}

Deno.test("429 and 503 in the middle of a census are waited for", async () => {
  await using stage = await openCensusStage();
  const { missed, stale, deleted } = disturb(stage);
  const { faults } = stage.rest.controls;
  faults.add({ kind: "status", status: 429, retryAfter: 7 }, { on: SEARCH, skip: 1 });
  faults.add({ kind: "status", status: 503 }, { on: "POST issue/bulkfetch" });
  const run = await stage.census();
  deepEqual(found(run), { missed, stale, deleted, repaired: missed + stale + deleted });
  deepEqual(await differences(stage), []);
});

Deno.test("a project that can't be listed leaves the others going, and its issues in peace", async () => {
  await using stage = await openCensusStage();
  const second = stage.site.projects.map(({ id }) => id).sort((a, b) => Number(a) - Number(b))[1];
  disturb(stage);
  const issue = stage.site.issues().find(({ project }) => project.id === second)!;
  stage.site.hide({ issues: [issue.id] });
  await stage.suspect(issue.id);
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, { on: SEARCH, skip: 1 });
  const run = await stage.census();
  equal(run.outcome, "done");
  equal(run.problem?.code, "unobserved");
  deepEqual(
    run.projects.map(({ id, state }) => [id, state]).sort(),
    [
      ...stage.site.projects.map(({ id }) => [id, id === second ? "unobserved" : "done"]),
    ].sort(),
  );
  equal((await stage.row(issue.id))?.tombstone, null);
  const { completeness } = await stage.report();
  equal(completeness.state, "behind");
  match(completeness.message, /1 project left open/);
  stage.clock.now += HOUR;
  await stage.census();
  deepEqual(await differences(stage).then((all) => all.filter((it) => !it.includes(issue.id))), []);
  equal((await stage.row(issue.id))?.tombstone?.state, "deleted");
});

Deno.test("a suspect that Jira could not give just now stays one, and is settled by the next census", async () => {
  await using stage = await openCensusStage();
  const [gone, other] = stage.site.issues();
  const by = stage.site.people[0]!.id;
  for (const { id } of [gone!, other!]) stage.site.applySilently({ op: "delete", by, issue: id });
  const issueErrors = [{ id: gone!.id, errorMessage: "timed out" }];
  const body = JSON.stringify({ issues: [], issueErrors });
  stage.rest.controls.faults.add({ kind: "body", body }, { on: "POST issue/bulkfetch" });
  const run = await stage.census();
  deepEqual(found(run), { deleted: 1, suspect: 1, repaired: 1 });
  equal((await stage.row(gone!.id))?.tombstone, null);
  equal((await stage.report()).completeness.state, "behind");
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
  deepEqual(await differences(stage), []);
});

Deno.test("an issue that Jira can't be asked for is not taken for one that is gone", async () => {
  await using stage = await openCensusStage();
  const [gone] = stage.site.issues();
  stage.site.applySilently({ op: "delete", by: stage.site.people[0]!.id, issue: gone!.id });
  // Jira refuses the call that names it.
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, { on: "POST issue/bulkfetch" });
  deepEqual(found(await stage.census()), { suspect: 1 });
  equal((await stage.row(gone!.id))?.tombstone, null);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 1, repaired: 1 });
});

Deno.test("a project whose list goes round in circles is not compared, and the others are", async () => {
  await using stage = await openCensusStage();
  sendInCircles(stage);
  const { outcome, projects } = await stage.census();
  equal(outcome, "done");
  deepEqual(projects.map(({ state }) => state).sort(), ["done", "done", "unobserved"]);
  ok(stage.logged.some((line) => line.includes("a cursor a second time")), stage.logged.join());
});

Deno.test("a Jira that lists no project at all ends the census as failed, and the next one goes on", async () => {
  await using stage = await openCensusStage({ issues: 100, projects: 5 });
  const drift = disturb(stage);
  stage.hooks.before = (path) => {
    if (!path.endsWith("/search/jql")) return;
    throw new TypeError("connection refused");
  };
  const failed = await stage.census();
  equal(failed.outcome, "failed");
  ok(["unreachable", "unavailable"].includes(failed.problem!.code), failed.problem!.code);
  stage.hooks.before = () => {};
  stage.clock.now += HOUR;
  const { missed, stale, deleted } = found(await stage.census());
  deepEqual({ missed, stale, deleted }, drift);
  deepEqual(await differences(stage), []);
});

Deno.test("a crash in mid-census, at any call, loses nothing: the next isolate goes on", async () => {
  const whole = await openCensusStage();
  disturb(whole);
  whole.rest.log.clear();
  await whole.census();
  const calls = whole.rest.log.all.length;
  await whole[Symbol.asyncDispose]();
  for (let at = 0; at < calls; at++) {
    await using stage = await openCensusStage();
    const drift = disturb(stage);
    let [count, resume] = [0, () => {}];
    const stuck = new Promise<void>((resolve) => resume = resolve);
    const crashed = Promise.withResolvers<void>();
    stage.hooks.before = async () => {
      if (count++ !== at) return;
      crashed.resolve();
      await stuck;
      throw new TypeError("this isolate is gone");
    };
    // The first isolate never comes back from its call; its lease runs out.
    const first = stage.isolate();
    const running = stage.run("census", first);
    await inTime(crashed.promise, { what: `call ${at}`, seen: () => count });
    stage.hooks.before = () => {};
    stage.clock.now += 10 * MINUTE;
    const run = await stage.run("census", stage.isolate());
    const { missed, stale, deleted } = found(run);
    deepEqual({ missed, stale, deleted }, drift, `crash at call ${at}`);
    deepEqual(await differences(stage), [], `crash at call ${at}`);
    resume();
    await running;
    deepEqual(await differences(stage), [], `the first isolate comes back after call ${at}`);
    for (const engine of first.engines.values()) await engine.stop();
  }
});

Deno.test("a census that goes on does not list again what it has compared", async () => {
  await using stage = await openCensusStage();
  let searches = 0;
  stage.hooks.before = (path) => {
    if (path.endsWith("/search/jql") && ++searches === 3) {
      throw new JiraError("stopped", "Cannot go on: told to stop by this test");
    }
  };
  await stage.census();
  const before = searches;
  stage.hooks.before = (path) => void (path.endsWith("/search/jql") && searches++);
  stage.clock.now += HOUR;
  const run = await stage.census();
  equal(run.outcome, "done");
  equal(searches - before, 1);
});

Deno.test("a crash while the end is written leaves no issue counted twice", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const [many, one] = stage.site.projects;
  const by = stage.site.people[0]!.id;
  const of = (project: string) => stage.site.issues().filter((it) => it.project.id === project);
  for (const { id } of of(many!.id).slice(0, 25)) {
    stage.site.applySilently({ op: "delete", by, issue: id });
  }
  stage.site.applySilently({ op: "delete", by, issue: of(one!.id)[0]!.id });
  let proofs = 0;
  stage.hooks.before = (path) => {
    if (path.endsWith("/myself") && ++proofs === 2) throw new TypeError("connection refused");
  };
  equal((await stage.census()).outcome, "failed");
  stage.hooks.before = () => {};
  // What the first of several commits at the end has written.
  const key = censusKey(SITE, many!.id);
  const record = (await stage.store.get<CensusRecord>(key)).value!;
  const value: CensusRecord = { ...record, state: "braked", suspect: 25 };
  await stage.store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 1, suspect: 25, repaired: 1 });
  match((await stage.report()).alarms[0]!.message, /^25 of 100 issues/);
});

Deno.test("what can't be read is counted once, though a crash has its project listed again", async () => {
  await using stage = await openCensusStage();
  const [project] = stage.site.projects.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
  const by = stage.site.people[0]!.id;
  const create = { op: "create", by, type: "10001", summary: "Unheard of" } as const;
  stage.site.applySilently({ ...create, project: project! });
  const { id, key } = stage.site.issues().at(-1)!;
  const { faults } = stage.rest.controls;
  const first = JSON.stringify({ issues: [{ id, key }], nextPageToken: "more" });
  const hollow = JSON.stringify({ issues: [{ id, key, fields: null }] });
  faults.add({ kind: "body", body: first }, { on: SEARCH });
  faults.add({ kind: "body", body: hollow }, { on: "POST issue/bulkfetch", times: 2 });
  const [crashed, stuck] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let searches = 0;
  stage.hooks.before = async (path) => {
    if (!path.endsWith("/search/jql") || ++searches !== 2) return;
    crashed.resolve();
    await stuck.promise;
    throw new TypeError("this isolate is gone");
  };
  const dead = stage.isolate();
  const running = stage.run("census", dead);
  await inTime(crashed.promise, { what: "the second page", seen: () => searches });
  stage.clock.now += 10 * MINUTE;
  deepEqual(found(await stage.run("census", stage.isolate())), { missed: 1 });
  stuck.resolve();
  await running;
  for (const engine of dead.engines.values()) await engine.stop();
});

Deno.test("of two isolates one takes the census", async () => {
  await using stage = await openCensusStage();
  disturb(stage);
  const [one, other] = [stage.isolate(), stage.isolate()];
  stage.rest.log.clear();
  await Promise.all([stage.run("census", one), stage.run("census", other)]);
  equal(stage.rest.log.all.filter(({ endpoint }) => endpoint === SEARCH).length, 3);
  deepEqual(await differences(stage), []);
});

Deno.test("a sweep that goes well takes no alarm back that another kind of run raised for the same reason", async () => {
  await using stage = await openCensusStage();
  const codes = async () => (await stage.report()).alarms.map(({ code }) => code);
  stage.rest.controls.faults.add({ kind: "truncated" }, { on: SEARCH, times: 1_000 });
  equal((await stage.run("content")).problem?.code, "malformed");
  equal((await stage.run("sweep")).problem?.code, "malformed");
  stage.rest.controls.faults.clear();
  equal((await stage.run("sweep")).outcome, "done");
  deepEqual(await codes(), ["malformed"]);
  equal((await stage.run("content")).outcome, "done");
  deepEqual(await codes(), []);
});

Deno.test("a finding too old to be used, and not to be had again, is counted as suspect once", async () => {
  await using stage = await openCensusStage({ issues: 60 });
  const project = stage.site.projects[0]!.id;
  deleteSilently(stage, { project, count: 4 });
  let proofs = 0;
  stage.hooks.before = (path) => {
    // The second proof of the token comes just before anything is buried.
    if (path.endsWith("/myself") && ++proofs === 2) throw new TypeError("cut off");
  };
  equal((await stage.census()).outcome, "failed");
  stage.hooks.before = () => {};
  stage.clock.now += HOUR;
  // All four, then two of them, then each of these two.
  stage.rest.controls.faults.add(
    { kind: "status", status: 400 },
    { on: "POST issue/bulkfetch", times: 4 },
  );
  deepEqual(found(await stage.census()), { deleted: 2, suspect: 2, repaired: 2 });
  stage.clock.now += HOUR;
  deepEqual(found(await stage.census()), { deleted: 2, repaired: 2 });
  deepEqual(await differences(stage), []);
});
