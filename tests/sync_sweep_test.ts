import assert from "node:assert/strict";
import { holdLease } from "../lib/store/held_lease.ts";
import { OVERLAP } from "../lib/sync/sweep/state.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep/sweep.ts";
import { last, openImported } from "./_sync_imported.ts";
import { differences, MINUTE, openStage, SITE } from "./_sync_stage.ts";

Deno.test("a sweep repairs what webhooks missed, tells it in the feed, and counts it", async () => {
  await using on = await openImported();
  const { stage, engine, tell } = on;
  await tell(stage.jira.edit("1", "told"));
  stage.jira.edit("2", "not told");
  stage.jira.edit("77", "new, not told");
  const before = (await stage.feed()).length;
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), []);
  const { run } = await last(stage);
  assert.equal(run.kind, "sweep");
  assert.deepEqual({ missed: 1, stale: 1, repaired: 2 }, {
    missed: run.drift.missed,
    stale: run.drift.stale,
    repaired: run.drift.repaired,
  });
  const told = (await stage.feed()).slice(before);
  assert.deepEqual(
    told.map(({ source, issue, action }) => [source, issue?.id, action]).sort(),
    [["sync", "2", "updated"], ["sync", "77", "created"]],
  );
});

Deno.test("sweeps come every three minutes, though each takes a while and it is looked once a minute", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.before = ({ op }) => {
    if (op === "search") stage.clock.now += 2_000;
  };
  const sweeps = async () => (await stage.runs()).filter(({ kind }) => kind === "sweep").length;
  const start = stage.clock.now;
  const begun: number[] = [];
  for (let minute = 0; minute < 10; minute++) {
    stage.clock.now = start + minute * MINUTE;
    const before = await sweeps();
    await engine.everyMinute();
    if (await sweeps() > before) begun.push(minute);
  }
  assert.deepEqual(begun, [0, 3, 6, 9]);
});

Deno.test("search index lagging: what the index did not show yet is seen by the next sweep", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.edit("1", "indexed late");
  stage.jira.unindexed.add("1");
  stage.clock.now += MINUTE;
  // The largest `updated` the search shows lies beyond the change that it does not show.
  stage.jira.edit("2", "indexed at once");
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), ["1: s0, not indexed late"]);
  stage.clock.now += SWEEP_EVERY;
  stage.jira.unindexed.clear();
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), []);
});

Deno.test("search index lagging for longer than the overlap: a sweep an hour wide finds it", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.edit("1", "indexed very late");
  stage.jira.unindexed.add("1");
  for (let minutes = 0; minutes < 20; minutes += 4) {
    await engine.everyMinute();
    stage.clock.now += 4 * MINUTE;
  }
  stage.jira.unindexed.clear();
  await engine.everyMinute();
  assert.equal((await differences(stage)).length, 1);
  stage.clock.now += 40 * MINUTE;
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), []);
});

Deno.test("search index lagging: issues that webhooks just told of are reconciled", async () => {
  await using on = await openImported(60);
  const { stage, engine, tell } = on;
  for (let n = 1; n <= 55; n++) await tell(stage.jira.edit(String(n), "told"));
  stage.jira.edit("55", "not told");
  stage.jira.unindexed.add("55");
  await engine.everyMinute();
  const [search] = stage.jira.calls.flatMap((call) => call.op === "search" ? [call.request] : []);
  assert.equal(search?.reconcile?.length, 50, "Jira's limit");
  assert.deepEqual(await differences(stage), []);
});

Deno.test("a clock that is put back holds no sweep off", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.clock.now += SWEEP_EVERY;
  await engine.everyMinute();
  stage.clock.now -= 3 * 60 * MINUTE;
  stage.jira.skew += 3 * 60 * MINUTE;
  stage.jira.edit("1", "told to nobody");
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), []);
});

Deno.test("an isolate that lost its lease over a page applies nothing of it", async () => {
  await using on = await openImported();
  await using held = new AsyncDisposableStack();
  const { stage, engine } = on;
  stage.jira.edit("1", "told to nobody");
  const search = stage.jira.reader.search;
  Object.assign(stage.jira.reader, {
    search: async (...args: Parameters<typeof search>) => {
      const page = await search(...args);
      stage.clock.now += 10 * MINUTE;
      const request = { job: `sync/${SITE}`, ttl: MINUTE, now: () => stage.clock.now };
      assert.ok(held.use(await holdLease(stage.store, { ...request, owner: "other" })) !== null);
      return page;
    },
  });
  const before = (await last(stage)).state;
  await engine.everyMinute();
  assert.deepEqual(await differences(stage), ["1: s0, not told to nobody"]);
  assert.deepEqual((await last(stage)).state, before);
});

for (const skew of [-3 * 60 * MINUTE, 3 * 60 * MINUTE]) {
  Deno.test(`clock skew: a Jira ${skew / MINUTE} minutes off is swept by its own clock`, async () => {
    await using stage = await openStage();
    stage.jira.skew = skew;
    const { engine } = stage.isolate();
    stage.jira.edit("1", "s0");
    await engine.everyMinute();
    stage.clock.now += SWEEP_EVERY;
    stage.jira.edit("1", "s1");
    const begun = stage.jira.now;
    await engine.everyMinute();
    assert.deepEqual(await differences(stage), []);
    const { state } = await last(stage);
    assert.equal(state.watermark, begun - OVERLAP);
    assert.equal(state.sweptTo, begun);
  });
}

for (const paging of ["keyset", "offset"] as const) {
  Deno.test(`an issue updated while paging by ${paging} is in the mirror after the next sweep`, async () => {
    await using on = await openImported();
    const { stage, engine } = on;
    stage.jira.paging = paging;
    stage.jira.pageSize = 3;
    for (let n = 1; n <= 12; n++) stage.jira.edit(String(n), "s1");
    let searches = 0;
    stage.jira.before = (call) => {
      // The first of the page just shown moves to the end, and all after it one forward.
      if (call.op === "search" && searches++ > 0) stage.jira.edit(String(searches), "s2");
    };
    await engine.everyMinute();
    stage.jira.before = () => {};
    stage.clock.now += SWEEP_EVERY;
    await engine.everyMinute();
    assert.deepEqual(await differences(stage), []);
  });
}

Deno.test("page token repeated: the run fails and the watermark stays", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const before = (await last(stage)).state.watermark;
  stage.jira.pageSize = 2;
  for (let n = 1; n <= 20; n++) stage.jira.edit(String(n), "s1");
  const search = stage.jira.reader.search;
  const pages = ["a", "b", "c", "d", "b", "c", "d", "b", "c", "d", "b"];
  Object.assign(stage.jira.reader, {
    search: async (...args: Parameters<typeof search>) => {
      const page = await search(
        args[0].cursor === null ? args[0] : { ...args[0], cursor: null },
        args[1],
      );
      return { ...page, value: { ...page.value, cursor: pages.shift() ?? "b" } };
    },
  });
  await engine.everyMinute();
  const { run, state } = await last(stage);
  assert.equal(run.outcome, "failed");
  assert.equal(run.problem?.code, "malformed");
  assert.match(run.problem!.message, /a cursor a second time/);
  assert.equal(state.watermark, before);
  assert.deepEqual(state.walks, {}, "a search that goes in circles is not gone on with");
  Object.assign(stage.jira.reader, { search });
  stage.clock.now += 2 * MINUTE;
  await engine.everyMinute();
  assert.equal((await last(stage)).run.outcome, "done");
  assert.deepEqual(await differences(stage), []);
});

Deno.test("an empty page with a cursor: the run fails and the watermark stays", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const before = (await last(stage)).state.watermark;
  const search = stage.jira.reader.search;
  Object.assign(stage.jira.reader, {
    search: async (...args: Parameters<typeof search>) => ({
      ...await search(...args),
      value: { issues: [], cursor: "more" },
    }),
  });
  await engine.everyMinute();
  const { run, state } = await last(stage);
  assert.match(run.problem!.message, /an empty page/);
  assert.equal(state.watermark, before);
});
