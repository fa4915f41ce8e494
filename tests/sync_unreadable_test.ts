import assert from "node:assert/strict";
import type { Flavour } from "../lib/simulator/model.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { readSweepState } from "../lib/sync/sweep/state.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep/sweep.ts";
import { compare, openSimulated, type Simulated } from "./_sync_simulated.ts";
import { MINUTE, SITE } from "./_sync_stage.ts";

/** How each Jira names what it is asked. */
const ENDPOINTS = {
  cloud: { search: "POST search/jql", read: "POST issue/bulkfetch" },
  datacenter: { search: "POST search", read: "GET issue/:issue" },
} as const;

const HOLLOW = {
  "no fields at all": (id: string) => ({ id, key: `X-${id}` }),
  "null in all of them": (id: string) => ({
    id,
    key: `X-${id}`,
    fields: { summary: null, status: null, project: null, updated: null, created: null },
  }),
};

type Hollow = (id: string) => unknown;

/** A Jira that shows `ids` without what an issue must have, by search and by id. */
function hollowOut(on: Simulated, hollow: { flavour: Flavour; ids: string[]; as: Hollow }): void {
  const { search, read } = ENDPOINTS[hollow.flavour];
  const issues = hollow.ids.map(hollow.as);
  const page = { issues, isLast: true, total: issues.length };
  const add = (on_: string, body: unknown) =>
    on.controls.faults.add({ kind: "body", body: JSON.stringify(body) }, { on: on_, times: 1e9 });
  add(search, page);
  add(read, hollow.flavour === "cloud" ? page : issues[0]);
}

async function open(flavour: Flavour) {
  const on = await openSimulated({ seed: 41, flavour });
  on.clock.now += SWEEP_EVERY;
  return on;
}

async function sweep(on: Simulated) {
  on.clock.now += SWEEP_EVERY;
  await on.engine.everyMinute();
  return (await on.stage.runs()).at(-1)!;
}

const alarms = ({ stage: { store } }: Simulated) => listAlarms({ store, site: SITE });

for (const flavour of ["cloud", "datacenter"] as const) {
  for (const [what, as] of Object.entries(HOLLOW)) {
    Deno.test(`${flavour}: an issue with ${what} is an alarm, stays as it was, and is read again until it is whole`, async () => {
      await using on = await open(flavour);
      const { id } = on.site.issues()[0]!;
      const before = await on.stage.row(id);
      on.editSilently(id, "never told");
      hollowOut(on, { flavour, ids: [id], as });
      const first = await sweep(on);
      assert.deepEqual([first.outcome, first.problem?.code], ["done", "unreadable"]);
      assert.deepEqual(await on.stage.row(id), before);
      const [alarm, ...more] = await alarms(on);
      assert.deepEqual([alarm?.code, more], ["unreadable", []]);
      assert.match(alarm!.message, new RegExp(`Cannot mirror 1 issue .*${id}.* Check`));

      // Long after the sweeps look back no more.
      on.clock.now += 60 * MINUTE;
      await sweep(on);
      on.clock.now += 60 * MINUTE;
      assert.equal((await sweep(on)).problem?.code, "unreadable");
      assert.equal((await alarms(on)).length, 1);

      on.controls.faults.clear();
      on.clock.now += 3 * 60 * MINUTE;
      const last = await sweep(on);
      assert.deepEqual([last.outcome, last.problem, last.drift.stale], ["done", null, 1]);
      assert.deepEqual((await compare(on.stage, on.site)).stale, []);
      assert.deepEqual(await alarms(on), []);
    });
  }

  Deno.test(`${flavour}: a page of which most can't be read is no page: the run fails, and no change is passed over`, async () => {
    await using on = await open(flavour);
    const { watermark } = await readSweepState({ store: on.stage.store, site: SITE });
    const ids = on.site.issues().slice(0, 30).map(({ id }) => id);
    for (const id of ids) on.editSilently(id, "never told");
    hollowOut(on, { flavour, ids, as: HOLLOW["no fields at all"] });
    const run = await sweep(on);
    assert.deepEqual([run.outcome, run.problem?.code], ["failed", "malformed"]);
    assert.match(run.problem!.message, /30 of 30 issues .*Check that no proxy/);
    assert.deepEqual((await alarms(on)).map(({ code }) => code), ["malformed"]);
    const state = await readSweepState({ store: on.stage.store, site: SITE });
    assert.equal(state.watermark, watermark);

    on.controls.faults.clear();
    on.clock.now += 20 * MINUTE;
    await sweep(on);
    assert.deepEqual((await compare(on.stage, on.site)).stale, []);
    assert.deepEqual(await alarms(on), []);
  });
}

Deno.test("an issue that can't be read and is then gone is no longer asked for", async () => {
  await using on = await open("cloud");
  const { id } = on.site.issues()[0]!;
  hollowOut(on, { flavour: "cloud", ids: [id], as: HOLLOW["no fields at all"] });
  await sweep(on);
  on.controls.faults.clear();
  on.site.applySilently({ op: "delete", by: on.site.people[0]!.id, issue: id });
  assert.equal((await sweep(on)).problem, null);
  assert.deepEqual(await alarms(on), []);
});
