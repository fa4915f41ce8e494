import assert from "node:assert/strict";
import { JiraError } from "../lib/jira/rest/types.ts";
import { failSearch, last } from "./_sync_imported.ts";
import { OVERLAP } from "../lib/sync/sweep/state.ts";
import { differences, MINUTE, openStage, type Stage } from "./_sync_stage.ts";

const DOWN = new JiraError("unavailable", "Down for a moment");

/** An import of five pages that took half an hour to fail at its fourth, and rests. */
async function openHalfImported() {
  const stage = await openStage();
  for (let n = 1; n <= 50; n++) stage.jira.edit(String(n), "s0");
  stage.clock.now += 120 * MINUTE;
  const { engine } = stage.isolate();
  failSearch(stage, { n: 4, cause: DOWN, after: 30 * MINUTE });
  await engine.everyMinute();
  stage.jira.before = () => {};
  stage.jira.calls.length = 0;
  return { stage, engine, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

/** Lets the import go on; gives the cursors of the pages it asked for. */
async function goOn(stage: Stage, { everyMinute }: { everyMinute(): Promise<void> }) {
  stage.jira.calls.length = 0;
  stage.clock.now += 2 * MINUTE;
  await everyMinute();
  return stage.jira.cursors;
}

Deno.test("a sweep asked for while the import rests leaves its place alone", async () => {
  await using on = await openHalfImported();
  const { stage, engine } = on;
  const place = (await last(stage)).state.walks.import?.cursor;
  stage.jira.edit("49", "changed since");
  await engine.start("sweep");
  await engine.everyMinute();
  const { run } = await last(stage);
  assert.deepEqual([run.kind, run.outcome, run.seen], ["sweep", "done", 1]);
  const cursors = await goOn(stage, engine);
  assert.equal(cursors[0], place);
  assert.equal(cursors.length, 2, "pages read before the failure are not read again");
  assert.deepEqual(await differences(stage), []);
});

Deno.test("the first sweep after the import begins where that began, whatever was swept before it ended", async () => {
  await using on = await openHalfImported();
  const { stage, engine } = on;
  const { begunAt } = (await last(stage)).state.walks.import!;
  for (let n = 1; n <= 25; n++) stage.jira.edit(String(n), "changed since");
  failSearch(stage, { n: 2, cause: DOWN });
  await engine.start("sweep");
  await engine.everyMinute();
  stage.jira.before = () => {};
  await goOn(stage, engine);
  const searches = stage.jira.calls.flatMap((call) => call.op === "search" ? [call.request] : []);
  const first = searches.find(({ query }) => query.updatedSince !== undefined);
  assert.equal(first?.cursor, null);
  assert.equal(first?.query.updatedSince, begunAt - OVERLAP);
  assert.deepEqual(await differences(stage), []);
});
