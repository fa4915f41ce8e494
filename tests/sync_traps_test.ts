import assert from "node:assert/strict";
import type { Fault } from "../lib/simulator/rest/faults.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { readSweepState } from "../lib/sync/sweep/state.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep/sweep.ts";
import { compare, openSimulated, type Simulated } from "./_sync_simulated.ts";
import { MINUTE, SITE } from "./_sync_stage.ts";

/** A mirror that lacks the last edit of half of its issues, and is due for a sweep. */
async function openDrifted(options: { readonly flavour?: "cloud" | "datacenter" } = {}) {
  const on = await openSimulated({ seed: 31, issues: 230, ...options });
  on.clock.now += SWEEP_EVERY;
  for (const [at, { id }] of on.site.truth().entries()) {
    if (at % 2 === 0) on.editSilently(id, `never told ${at}`);
  }
  return on;
}

async function lastRun({ stage }: Simulated) {
  return (await stage.runs()).at(-1)!;
}

async function assertSame({ stage, site }: Simulated): Promise<void> {
  const { missed, stale } = await compare(stage, site);
  assert.deepEqual({ missed, stale }, { missed: [], stale: [] });
}

const SEARCH = "POST search/jql";

for (
  const { what, fault } of [
    { what: "429 with Retry-After", fault: { kind: "status", status: 429, retryAfter: 5 } },
    { what: "429 without Retry-After", fault: { kind: "status", status: 429 } },
    { what: "503", fault: { kind: "status", status: 503 } },
  ] satisfies { what: string; fault: Fault }[]
) {
  Deno.test(`${what}: the client waits, and the sweep does not notice`, async () => {
    await using on = await openDrifted();
    on.controls.faults.add(fault, { on: SEARCH, skip: 1, times: 2 });
    await on.engine.everyMinute();
    const run = await lastRun(on);
    assert.deepEqual([run.outcome, run.drift.stale], ["done", 115]);
    await assertSame(on);
  });
}

for (
  const { what, fault, code } of [
    { what: "a slow answer", fault: { kind: "slow", ms: 1_000 }, code: "unavailable" },
    { what: "503 for long", fault: { kind: "status", status: 503 }, code: "unavailable" },
    {
      what: "a quota that is used up",
      fault: {
        kind: "status",
        status: 429,
        retryAfter: 900,
        reason: "jira-quota-tenant-based",
      },
      code: "rate_limited",
    },
    { what: "a login page", fault: { kind: "login_page" }, code: "not_jira" },
    { what: "truncated JSON", fault: { kind: "truncated" }, code: "malformed" },
    { what: "JSON of another shape", fault: { kind: "body", body: "[]" }, code: "malformed" },
  ] satisfies { what: string; fault: Fault; code: string }[]
) {
  Deno.test(`${what}: the run fails and says why, the mirror stays, and a later run repairs it`, async () => {
    await using on = await openDrifted();
    const { watermark } = await readSweepState({ store: on.stage.store, site: SITE });
    on.controls.faults.add(fault, { on: SEARCH, skip: 1, times: 50 });
    await on.engine.everyMinute();
    const failed = await lastRun(on);
    assert.deepEqual([failed.outcome, failed.problem?.code], ["failed", code]);
    const now = await readSweepState({ store: on.stage.store, site: SITE });
    assert.equal(now.watermark, watermark);
    assert.equal((await compare(on.stage, on.site)).stale.length, 115 - failed.drift.stale);

    on.controls.faults.clear();
    on.clock.now += 20 * MINUTE;
    await on.engine.everyMinute();
    const run = await lastRun(on);
    assert.deepEqual([run.outcome, run.drift.stale], ["done", 115 - failed.drift.stale]);
    await assertSame(on);
    assert.deepEqual(await listAlarms({ store: on.stage.store, site: SITE }), []);
  });
}

Deno.test("page token repeated: the run fails, and the next begins again from the watermark", async () => {
  await using on = await openDrifted();
  on.controls.repeatToken = true;
  await on.engine.everyMinute();
  assert.deepEqual((await lastRun(on)).problem?.code, "malformed");
  on.controls.repeatToken = false;
  on.clock.now += MINUTE;
  await on.engine.everyMinute();
  assert.equal((await lastRun(on)).outcome, "done");
  await assertSame(on);
});

for (const token of ["refused", "dead", "nobody"] as const) {
  Deno.test(`dead token (${token}): nothing is searched, nothing is lost, and an alarm is raised`, async () => {
    await using on = await openDrifted();
    const rows = await on.stage.rows();
    on.controls.token = token;
    on.log.clear();
    await on.engine.everyMinute();
    const run = await lastRun(on);
    assert.deepEqual([run.outcome, run.problem?.code], ["failed", "dead_token"]);
    assert.equal(on.log.count(SEARCH), 0);
    assert.deepEqual(await on.stage.rows(), rows);
    const [alarm] = await listAlarms({ store: on.stage.store, site: SITE });
    assert.equal(alarm?.code, "dead_token");
    on.controls.token = "alive";
    on.clock.now += MINUTE;
    await on.engine.everyMinute();
    await assertSame(on);
  });
}

Deno.test("search index lagging by minutes: later sweeps find everything", async () => {
  await using on = await openSimulated({ seed: 32 });
  on.controls.lag = { least: 30_000, most: 4 * MINUTE };
  for (let round = 0; round < 8; round++) {
    for (const [at, { id }] of on.site.truth().entries()) {
      on.clock.now += 1_000;
      if (at % 8 === round) on.editSilently(id, `in round ${round}`);
    }
    on.clock.now += SWEEP_EVERY;
    await on.engine.everyMinute();
  }
  on.clock.now += SWEEP_EVERY;
  await on.engine.everyMinute();
  await assertSame(on);
});

Deno.test("short pages: fewer issues than asked for are no end", async () => {
  await using on = await openDrifted();
  on.controls.shortPages = 0.5;
  await on.engine.everyMinute();
  assert.equal((await lastRun(on)).drift.stale, 115);
  await assertSame(on);
});

Deno.test("an issue updated while paging is in the mirror after the next sweep", async () => {
  await using on = await openDrifted();
  const ids = on.site.truth().map(({ id }) => id);
  on.log.clear();
  // Between two pages somebody goes on working.
  const { apply } = on.applier;
  Object.assign(on.applier, {
    apply: (works: Parameters<typeof apply>[0]) => {
      on.clock.now += 500;
      on.editSilently(on.random.pick(ids), `while paging ${on.clock.now}`);
      return apply(works);
    },
  });
  await on.engine.everyMinute();
  assert.ok(on.log.count(SEARCH) > 2, "there were several pages");
  Object.assign(on.applier, { apply });
  on.clock.now += SWEEP_EVERY;
  await on.engine.everyMinute();
  await assertSame(on);
});

Deno.test("time zones: minute-wide dates in the account's zone lose nothing on Data Center", async () => {
  await using on = await openDrifted({ flavour: "datacenter" });
  await on.engine.everyMinute();
  const run = await lastRun(on);
  assert.deepEqual([run.kind, run.outcome, run.drift.stale], ["sweep", "done", 115]);
  await assertSame(on);
});
