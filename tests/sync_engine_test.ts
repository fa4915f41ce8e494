import assert from "node:assert/strict";
import { JiraError } from "../lib/jira/rest/types.ts";
import { DEBOUNCE } from "../lib/mirror/fact.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { runningRun } from "../lib/sync/runs/runs.ts";
import { eventOf } from "./mirror_model/events.ts";
import type { Call } from "./_sync_jira.ts";
import { failSearch, last, openImported } from "./_sync_imported.ts";
import { differences, MINUTE, openStage, SITE, START } from "./_sync_stage.ts";
import { inTime } from "./_waiting.ts";

for (
  const { what, cause, rests } of [
    {
      what: "429 with Retry-After",
      cause: new JiraError("rate_limited", "Slow down", { retryAfter: 7 * MINUTE }),
      rests: 7 * MINUTE,
    },
    {
      what: "429 without Retry-After",
      cause: new JiraError("rate_limited", "Slow down"),
      rests: MINUTE,
    },
    { what: "503", cause: new JiraError("unavailable", "Down for a moment"), rests: MINUTE },
    {
      what: "a slow answer",
      cause: new JiraError("unavailable", "No answer in 60 s"),
      rests: MINUTE,
    },
  ]
) {
  Deno.test(`${what}: the run fails, rests, and the next goes on at its page`, async () => {
    await using on = await openImported();
    const { stage, engine } = on;
    stage.jira.pageSize = 2;
    for (let n = 1; n <= 8; n++) stage.jira.edit(String(n), "s1");
    failSearch(stage, { n: 3, cause });
    await engine.everyMinute();
    const failed = await last(stage);
    assert.equal(failed.run.outcome, "failed");
    assert.equal(failed.run.problem?.code, cause.code);
    assert.equal(failed.run.drift.stale + failed.run.drift.missed, 4);

    const asked = stage.jira.calls.length;
    stage.clock.now += rests - 1;
    await engine.everyMinute();
    assert.equal(stage.jira.calls.length, asked, "Jira is left alone as long as it asked for");

    stage.clock.now += 1;
    stage.jira.before = () => {};
    stage.jira.calls.length = 0;
    await engine.everyMinute();
    const { run } = await last(stage);
    assert.equal(run.outcome, "done");
    assert.deepEqual(stage.jira.cursors[0], failed.state.walks.sweep?.cursor);
    assert.equal(run.drift.stale + run.drift.missed, 4, "each is counted in one run");
    assert.deepEqual(await differences(stage), []);
  });
}

Deno.test("dead token: nothing is searched, nothing changes, and an alarm says so until it lives", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const rows = await stage.rows();
  const watermark = (await last(stage)).state.watermark;
  stage.jira.edit("1", "s1");
  stage.jira.before = ({ op }) => {
    if (op === "myself") throw new JiraError("dead_token", "The token is refused: make a new one");
  };
  await engine.everyMinute();
  assert.deepEqual(stage.jira.calls.map(({ op }) => op), ["myself"]);
  assert.deepEqual(await stage.rows(), rows);
  assert.equal((await last(stage)).state.watermark, watermark);
  const alarms = () => listAlarms({ store: stage.store, site: SITE });
  assert.deepEqual((await alarms()).map(({ code }) => code), ["dead_token"]);
  stage.jira.before = () => {};
  stage.clock.now += 5 * MINUTE;
  await engine.everyMinute();
  assert.deepEqual(await alarms(), []);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("crash in mid-sweep: the next isolate goes on at its page, in the same run", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.pageSize = 2;
  for (let n = 1; n <= 10; n++) stage.jira.edit(String(n), "s1");
  const hung = Promise.withResolvers<void>();
  const never = Promise.withResolvers<void>();
  let searches = 0;
  stage.jira.before = async ({ op }) => {
    if (op !== "search" || ++searches !== 3) return;
    hung.resolve();
    await never.promise;
  };
  const crashed = engine.everyMinute();
  await inTime(hung.promise, { what: "the third search" });
  const cut = await last(stage);
  assert.equal(cut.run.outcome, "running");

  stage.jira.before = () => {};
  const other = stage.isolate();
  stage.jira.calls.length = 0;
  await other.engine.everyMinute();
  assert.deepEqual(stage.jira.calls, [], "as long as the lease holds, nobody else works");
  stage.clock.now += 2 * MINUTE;
  await other.engine.everyMinute();
  const { run } = await last(stage);
  assert.equal(stage.jira.cursors[0], cut.state.walks.sweep?.cursor);
  assert.equal(stage.jira.cursors.length, 3, "pages applied before the crash are not read again");
  assert.equal(run.id, cut.run.id);
  assert.deepEqual([run.outcome, run.seen], ["done", 10]);
  assert.equal(run.drift.missed + run.drift.stale, 10);
  assert.deepEqual(await differences(stage), []);

  never.resolve();
  await crashed;
  assert.deepEqual((await last(stage)).run, run, "who lost the lease writes nothing more");
});

Deno.test("two isolates sweeping at once: one runs, the other leaves it alone", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const other = stage.isolate();
  stage.jira.pageSize = 2;
  for (let n = 1; n <= 10; n++) stage.jira.edit(String(n), "s1");
  await Promise.all([engine.everyMinute(), other.engine.everyMinute()]);
  const sweeps = (await stage.runs()).filter(({ kind }) => kind === "sweep");
  assert.equal(sweeps.length, 1);
  assert.equal(stage.jira.cursors.length, 5);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("a sweep asked for by an operator runs now, and not beside another but after it", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  await engine.everyMinute();
  const asked = Promise.withResolvers<Call>();
  const answer = Promise.withResolvers<void>();
  stage.jira.before = async (call) => {
    asked.resolve(call);
    await answer.promise;
  };
  assert.equal(await engine.start("sweep"), "started");
  await inTime(asked.promise, { what: "a call of the sweep" });
  assert.equal(await engine.start("sweep"), "queued");
  assert.equal(await stage.isolate().engine.start("sweep"), "queued");
  assert.equal((await runningRun({ store: stage.store, site: SITE }))?.kind, "sweep");
  answer.resolve();
  await engine.everyMinute();
  assert.deepEqual((await stage.runs()).map(({ kind, outcome }) => [kind, outcome]), [
    ["import", "done"],
    ["sweep", "done"],
    ["sweep", "done"],
    ["sweep", "done"],
  ]);
});

Deno.test("what is asked for after a crash is done once the dead run's lease has run out", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const hung = Promise.withResolvers<void>();
  const never = Promise.withResolvers<void>();
  stage.jira.before = async ({ op }) => {
    if (op !== "search") return;
    hung.resolve();
    await never.promise;
  };
  const crashed = engine.everyMinute();
  await hung.promise;
  stage.jira.before = () => {};
  const restarted = stage.isolate();
  assert.equal(await restarted.engine.start("sweep"), "queued");
  await restarted.engine.everyMinute();
  assert.deepEqual((await stage.runs()).map(({ outcome }) => outcome), ["done", "running"]);
  stage.clock.now += 2 * MINUTE;
  await restarted.engine.everyMinute();
  assert.deepEqual((await stage.runs()).map(({ outcome }) => outcome), ["done", "done"]);
  never.resolve();
  await crashed;
});

Deno.test("what is asked for while a run is under way is done right after it, not by it", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.before = async ({ op }) => {
    stage.jira.before = () => {};
    if (op === "myself") await engine.ask("sweep");
  };
  await engine.everyMinute();
  const sweeps = (await stage.runs()).filter(({ kind }) => kind === "sweep");
  assert.equal(sweeps.length, 2);
  await engine.everyMinute();
  assert.equal((await stage.runs()).length, 3, "once");
});

Deno.test("a sweep that the service's end cuts off is stopped, and gone on with at the next start", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.pageSize = 2;
  for (let n = 1; n <= 6; n++) stage.jira.edit(String(n), "s1");
  let searches = 0;
  let stopped: Promise<void> | null = null;
  stage.jira.before = ({ op }) => {
    if (op === "search" && ++searches === 2) stopped = engine.stop();
  };
  await engine.everyMinute();
  await stopped;
  assert.equal((await last(stage)).run.outcome, "stopped");
  stage.jira.before = () => {};
  await stage.isolate().engine.everyMinute();
  const { run } = await last(stage);
  assert.deepEqual([run.outcome, run.seen], ["done", 6]);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("the import shows how far it is, goes on after a crash, and tells the feed only of what is new", async () => {
  await using stage = await openStage();
  for (let n = 1; n <= 30; n++) stage.jira.edit(String(n), "s0");
  stage.clock.now = START + 48 * 60 * MINUTE;
  stage.jira.edit("31", "of today");
  failSearch(stage, { n: 3, cause: new JiraError("unavailable", "Down for a moment") });
  const { engine } = stage.isolate();
  await engine.everyMinute();
  const failed = await last(stage);
  assert.deepEqual(
    [failed.run.kind, failed.run.outcome, failed.run.seen, failed.run.expected],
    ["import", "failed", 20, 31],
  );
  assert.equal(failed.state.watermark, null);
  stage.jira.before = () => {};
  stage.clock.now += MINUTE;
  stage.jira.calls.length = 0;
  await engine.everyMinute();
  assert.equal(stage.jira.cursors[0], failed.state.walks.import?.cursor);
  assert.deepEqual(await differences(stage), []);
  assert.equal((await last(stage)).run.drift.missed, 0, "an import finds what was always there");
  assert.deepEqual((await stage.feed()).map(({ issue }) => issue?.id), ["31"]);
});

Deno.test("a sweep asked for while the import rests takes no import's place", async () => {
  await using stage = await openStage();
  for (const id of ["1", "2", "3"]) stage.jira.edit(id, "s0");
  stage.clock.now += 60 * MINUTE;
  const { engine } = stage.isolate();
  failSearch(stage, { n: 1, cause: new JiraError("unavailable", "Down for a moment") });
  await engine.everyMinute();
  stage.jira.before = () => {};
  assert.equal(await engine.start("sweep"), "started");
  await engine.everyMinute();
  const { run, state } = await last(stage);
  assert.deepEqual([run.kind, run.outcome], ["sweep", "done"]);
  assert.deepEqual([state.watermark, state.sweptTo], [null, null]);
  stage.clock.now += MINUTE;
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), []);
});

Deno.test("an alarm that reads by id raised is over once a run finds the token alive", async () => {
  await using stage = await openStage();
  const { engine, refetcher, deliver } = stage.isolate();
  stage.jira.before = () => {
    throw new JiraError("dead_token", "The token is refused: make a new one");
  };
  await deliver(eventOf({ kind: "commented", issueId: "1", timestamp: stage.clock.now }));
  stage.clock.now += DEBOUNCE;
  await refetcher.look();
  const alarms = async () =>
    (await listAlarms({ store: stage.store, site: SITE })).map(({ code }) => code);
  assert.deepEqual(await alarms(), ["dead_token"]);
  stage.jira.before = () => {};
  await engine.everyMinute();
  assert.deepEqual(await alarms(), []);
});

Deno.test("a sweep asked for that fails is tried again after the rests of any run, until it is done", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  await engine.everyMinute();
  stage.jira.before = ({ op }) => {
    if (op === "search") throw new JiraError("unavailable", "Down for a moment");
  };
  assert.equal(await engine.start("sweep"), "started");
  await engine.everyMinute();
  const outcomes = async () => (await stage.runs()).slice(2).map(({ outcome }) => outcome);
  assert.deepEqual(await outcomes(), ["failed"]);
  await engine.everyMinute();
  assert.deepEqual(await outcomes(), ["failed"], "it rests for a minute");
  stage.clock.now += MINUTE;
  await engine.everyMinute();
  assert.deepEqual(await outcomes(), ["failed", "failed"]);
  stage.jira.before = () => {};
  await engine.everyMinute();
  assert.deepEqual(await outcomes(), ["failed", "failed"], "and then for two");
  assert.equal(await engine.start("sweep"), "started");
  await engine.everyMinute();
  assert.deepEqual(await outcomes(), ["failed", "failed", "done"], "who asks again need not wait");
  await engine.everyMinute();
  assert.equal((await outcomes()).length, 3);
});
