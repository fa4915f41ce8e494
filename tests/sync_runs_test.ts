import assert from "node:assert/strict";
import { createIds } from "../lib/store/ids.ts";
import { openStore } from "../lib/store/open.ts";
import { clearAlarm, listAlarms, raiseAlarm } from "../lib/sync/alarms.ts";
import {
  beginRun,
  endRun,
  lastRuns,
  listRuns,
  noteProgress,
  QUIET_RUNS_KEPT_FOR,
  runningRun,
  RUNS_KEPT_FOR,
  trimRuns,
} from "../lib/sync/runs/runs.ts";
import { NO_DRIFT, type ProjectDrift, type RunKind } from "../lib/sync/types.ts";

const START = 1_780_000_000_000;

/** A history on a clock that stands still until it is moved. */
async function openHistory() {
  const store = await openStore({ path: ":memory:" });
  const clock = { at: START };
  const now = () => clock.at;
  return {
    clock,
    deps: { store, site: "default", now, newId: createIds(now) },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

const DONE = { outcome: "done", problem: null } as const;

Deno.test("a run is under way from its begin to its end, and shows how far it has come", async () => {
  await using history = await openHistory();
  const { deps, clock } = history;
  assert.equal(await runningRun(deps), null);
  const run = await beginRun(deps, "import");
  const figures = { seen: 40, expected: 100, requests: 3 };
  const further = await noteProgress(deps, { run, figures });
  assert.deepEqual(await runningRun(deps), { ...run, ...figures });
  clock.at += 5_000;
  await endRun(deps, { run: further, ...DONE });
  assert.equal(await runningRun(deps), null);
  const { items } = await listRuns(deps, { limit: 10 });
  assert.deepEqual(items, [{ ...run, ...figures, outcome: "done", endedAt: START + 5_000 }]);
});

Deno.test("a run that was stopped, or cut off by a crash, is gone on with; a failed one is not", async () => {
  await using history = await openHistory();
  const { deps } = history;
  const first = await noteProgress(deps, {
    run: await beginRun(deps, "sweep"),
    figures: { seen: 7, drift: { ...NO_DRIFT, missed: 2 } },
  });
  const afterCrash = await beginRun(deps, "sweep");
  assert.deepEqual(afterCrash, first);
  await endRun(deps, { run: afterCrash, outcome: "stopped", problem: null });
  assert.equal(await runningRun(deps), null);
  const afterStop = await beginRun(deps, "sweep");
  assert.deepEqual(afterStop, first);
  await endRun(deps, {
    run: afterStop,
    outcome: "failed",
    problem: { code: "unavailable", message: "x".repeat(100_000) },
  });
  const next = await beginRun(deps, "sweep");
  assert.notEqual(next.id, first.id);
  assert.equal(next.seen, 0);
});

Deno.test("a run of ten thousand projects is stored with those that have most to tell", async () => {
  await using history = await openHistory();
  const { deps } = history;
  const projects = Array.from({ length: 10_000 }, (_, n): ProjectDrift => ({
    ...NO_DRIFT,
    id: `${10_000 + n}`,
    key: `П${"Я".repeat(200)}${n}`,
    seen: 5_000,
    state: n === 5_000 ? "braked" : "done",
    missed: n === 7_777 ? 3 : 0,
  }));
  const run = await noteProgress(deps, {
    run: await beginRun(deps, "census"),
    figures: { projects },
  });
  const again = await noteProgress(deps, { run, figures: { projects } });
  await endRun(deps, { run: again, ...DONE });
  const [stored] = (await listRuns(deps, { limit: 1 })).items;
  assert.deepEqual(stored?.projects.slice(0, 2).map(({ id }) => id), ["15000", "17777"]);
  assert.equal(stored!.projects.length + stored!.omitted, projects.length);
});

Deno.test("the history is listed newest first, in pages, and bounded by age", async () => {
  await using history = await openHistory();
  const { deps, clock } = history;
  const ids: string[] = [];
  for (const missed of [0, 1, 0, 1, 0]) {
    clock.at += 1_000;
    const run = await noteProgress(deps, {
      run: await beginRun(deps, "sweep"),
      figures: { drift: { ...NO_DRIFT, missed } },
    });
    await endRun(deps, { run, ...DONE });
    ids.unshift(run.id);
  }
  const first = await listRuns(deps, { limit: 3 });
  assert.deepEqual(first.items.map(({ id }) => id), ids.slice(0, 3));
  const second = await listRuns(deps, { limit: 3, after: first.next! });
  assert.deepEqual(second.items.map(({ id }) => id), ids.slice(3));
  assert.equal(second.next, null);

  clock.at += QUIET_RUNS_KEPT_FOR + 1;
  assert.equal(await trimRuns(deps), 3, "what found nothing goes first");
  clock.at += RUNS_KEPT_FOR + 1;
  assert.equal(await trimRuns(deps), 2);
  assert.deepEqual((await listRuns(deps, { limit: 9 })).items, []);
});

Deno.test("an alarm keeps the time it was first raised until it is taken back", async () => {
  await using history = await openHistory();
  const { deps, clock } = history;
  await raiseAlarm(deps, { code: "dead_token", message: "Refused once", project: null });
  clock.at += 60_000;
  await raiseAlarm(deps, { code: "brake", message: "Too many", project: "10000" });
  await raiseAlarm(deps, { code: "dead_token", message: "Refused twice", project: null });
  assert.deepEqual(await listAlarms(deps), [
    { code: "dead_token", message: "Refused twice", project: null, since: START },
    { code: "brake", message: "Too many", project: "10000", since: START + 60_000 },
  ]);
  await clearAlarm(deps, { code: "dead_token", project: null });
  await clearAlarm(deps, { code: "brake", project: "10001" });
  assert.deepEqual((await listAlarms(deps)).map(({ code }) => code), ["brake"]);
});

Deno.test("the last run of each kind is known however many of other kinds came after it", async () => {
  await using history = await openHistory();
  const { deps, clock } = history;
  const end = async (kind: RunKind, outcome: "done" | "failed" | "stopped" = "done") => {
    clock.at += 60_000;
    return await endRun(deps, { run: await beginRun(deps, kind), outcome, problem: null });
  };
  assert.deepEqual(await lastRuns(deps), []);
  const census = await end("census");
  for (let n = 0; n < 60; n++) await end("sweep");
  const sweep = await end("sweep", "failed");
  assert.deepEqual(await lastRuns(deps), [census, sweep]);
  await end("sweep", "stopped");
  assert.deepEqual(await lastRuns(deps), [census, sweep], "one that goes on has not ended");
  clock.at += RUNS_KEPT_FOR + 60_000;
  await trimRuns(deps);
  assert.deepEqual((await lastRuns(deps)).map(({ kind }) => kind), []);
});
