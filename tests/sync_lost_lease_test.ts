import assert from "node:assert/strict";
import { holdLease } from "../lib/store/held_lease.ts";
import { syncStateKey } from "../lib/store/keys.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { commitHeld } from "../lib/sync/runs/commit_held.ts";
import { createEngine } from "../lib/sync/runs/engine.ts";
import type { Job } from "../lib/sync/runs/job.ts";
import { beginRun, runningRun } from "../lib/sync/runs/runs.ts";
import { readSweepState, writeSweepState } from "../lib/sync/sweep/state.ts";
import { openImported } from "./_sync_imported.ts";
import { MINUTE, openStage, SITE, type Stage } from "./_sync_stage.ts";

/** An isolate whose only job is a census that does `work`. */
function isolateOf(stage: Stage, work: Job["run"]) {
  const { store, clock, logged } = stage;
  const now = () => clock.now;
  return createEngine({
    store,
    site: SITE,
    now,
    newId: () => crypto.randomUUID(),
    jira: stage.jira.reader,
    jobs: [{ kind: "census", isDue: () => Promise.resolve(true), run: work }],
    log: (message, cause) => void logged.push(`${message}: ${cause}`),
  });
}

Deno.test("a holder that loses its lease between check and commit writes nothing, the run's end included", async () => {
  await using stage = await openStage();
  const { store, clock } = stage;
  const key = syncStateKey(SITE, "a step");
  const other = isolateOf(stage, async ({ hold }) => {
    await commitHeld(stage, { change: { sets: [{ key, value: "the other's" }] }, hold });
    return null;
  });
  const slow = isolateOf(stage, async ({ hold }) => {
    const check = await hold();
    clock.now += 10 * MINUTE;
    await other.everyMinute();
    const late = () => Promise.resolve(check);
    await commitHeld(stage, { change: { sets: [{ key, value: "too late" }] }, hold: late });
    return null;
  });
  await slow.everyMinute();
  assert.equal((await store.get(key)).value, "the other's");
  assert.deepEqual((await stage.runs()).map(({ outcome }) => outcome), ["done"]);
  assert.deepEqual(await listAlarms({ store, site: SITE }), []);
  assert.deepEqual(stage.logged, []);
  await Promise.all([slow.stop(), other.stop()]);
});

Deno.test("a holder that lost its lease notes no progress over the run of whoever went on with it", async () => {
  await using stage = await openStage();
  const { clock } = stage;
  const other = isolateOf(stage, () => Promise.resolve(null));
  const slow = isolateOf(stage, async ({ note }) => {
    clock.now += 10 * MINUTE;
    await other.everyMinute();
    await note({ seen: 7 });
    return null;
  });
  await slow.everyMinute();
  assert.deepEqual((await stage.runs()).map(({ outcome, seen }) => [outcome, seen]), [["done", 0]]);
  await Promise.all([slow.stop(), other.stop()]);
});

Deno.test("a holder that loses its lease between check and commit moves no watermark", async () => {
  await using stage = await openStage();
  const { store, clock } = stage;
  const request = { job: "sync", ttl: MINUTE, now: () => clock.now };
  await using slow = await holdLease(store, { ...request, owner: "slow" });
  const check = await slow!.hold();
  clock.now += 10 * MINUTE;
  await using other = await holdLease(store, { ...request, owner: "other" });
  const place = { store, site: SITE };
  const before = await readSweepState(place);
  const state = { ...before, watermark: clock.now };
  const late = () => Promise.resolve(check);
  await assert.rejects(writeSweepState(place, { state, hold: late }), { name: "AbortError" });
  assert.deepEqual(await readSweepState(place), before);
  await writeSweepState(place, { state, hold: other!.hold });
  assert.deepEqual(await readSweepState(place), state);
});

Deno.test("an import cut off between its last page and its end is not told as under way for ever", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const history = {
    store: stage.store,
    site: SITE,
    now: () => stage.clock.now,
    newId: () => crypto.randomUUID(),
  };
  // What such a cut leaves: all pages are written down, and a run that nobody will go on with.
  const { id } = await beginRun(history, "import");
  assert.equal((await runningRun(history))?.id, id);
  await engine.everyMinute();
  assert.equal(await runningRun(history), null);
  const ended = (await stage.runs()).find((run) => run.id === id);
  assert.equal(ended?.outcome, "done");
  assert.equal(ended?.endedAt, stage.clock.now);
});
