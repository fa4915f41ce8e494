import assert from "node:assert/strict";
import { JiraError, type JiraErrorCode } from "../lib/jira/rest/types.ts";
import { alarmKey, keyName } from "../lib/store/keys.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { noteEnd } from "../lib/sync/runs/failures.ts";
import type { Run } from "../lib/sync/types.ts";
import { last, openImported } from "./_sync_imported.ts";
import { MINUTE, openStage, SITE } from "./_sync_stage.ts";

/** From which failure in a row on somebody is told. */
const TOLD_FROM: Readonly<Record<Exclude<JiraErrorCode, "stopped">, number>> = {
  dead_token: 1,
  forbidden: 1,
  not_found: 1,
  not_jira: 1,
  malformed: 1,
  refused: 1,
  other_jira: 1,
  unavailable: 3,
  unreachable: 3,
  rate_limited: 5,
};

for (const [code, from] of Object.entries(TOLD_FROM)) {
  Deno.test(`a sweep that fails as ${code} is an alarm from failure ${from} on, until one goes well`, async () => {
    await using on = await openImported();
    const { stage, engine } = on;
    const alarms = async () =>
      (await listAlarms({ store: stage.store, site: SITE })).map(({ code, message }) =>
        `${code}: ${message}`
      );
    stage.jira.before = ({ op }) => {
      if (op === "search") throw new JiraError(code as JiraErrorCode, "What to do");
    };
    for (let failure = 1; failure <= 6; failure++) {
      await engine.everyMinute();
      assert.equal(
        (await stage.runs()).filter(({ outcome }) => outcome === "failed").length,
        failure,
      );
      assert.deepEqual(await alarms(), failure < from ? [] : [`${code}: What to do`]);
      stage.clock.now += 15 * MINUTE;
    }
    stage.jira.before = () => {};
    await engine.everyMinute();
    assert.equal((await last(stage)).run.outcome, "done");
    assert.deepEqual(await alarms(), []);
  });
}

Deno.test("a sweep that fails in another way is one alarm: the former is taken back", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const seen: string[][] = [];
  for (const code of ["not_jira", "unavailable", "unavailable", "malformed"] as const) {
    stage.jira.before = ({ op }) => {
      if (op === "search") throw new JiraError(code, "What to do");
    };
    await engine.everyMinute();
    seen.push((await listAlarms({ store: stage.store, site: SITE })).map((alarm) => alarm.code));
    stage.clock.now += 15 * MINUTE;
  }
  assert.deepEqual(seen, [["not_jira"], ["not_jira"], ["unavailable"], ["malformed"]]);
});

Deno.test("an alarm that the store did not let be replaced ends with the failures all the same", async () => {
  await using on = await openImported();
  const { stage } = on;
  const { run } = await last(stage);
  const deps = { store: stage.store, site: SITE, now: () => stage.clock.now };
  const failed = (code: string): Run => ({
    ...run,
    outcome: "failed",
    problem: { code, message: "What to do" },
  });
  await noteEnd(deps, { run: failed("forbidden"), retryAfter: 0 });
  const full = keyName(alarmKey(SITE, { code: "refused", project: null }));
  const store: Store = {
    ...stage.store,
    commit: (change, proof) =>
      keyName(proof.key) === full
        ? Promise.reject(new StoreError("unavailable", "The disk is full"))
        : stage.store.commit(change, proof),
  };
  await assert.rejects(noteEnd({ ...deps, store }, { run: failed("refused"), retryAfter: 0 }));
  await noteEnd(deps, { run: failed("refused"), retryAfter: 0 });
  await noteEnd(deps, { run, retryAfter: 0 });
  assert.deepEqual(await listAlarms(deps), []);
});

Deno.test("an alarm that a census raised, too, outlives what a sweep makes of it", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  const codes = async () =>
    (await listAlarms({ store: stage.store, site: SITE })).map((alarm) => alarm.code).sort();
  const { run } = await last(stage);
  const problem = { code: "refused", message: "What to do" };
  const census: Run = { ...run, kind: "census", outcome: "failed", problem };
  const deps = { store: stage.store, site: SITE, now: () => stage.clock.now };
  await noteEnd(deps, { run: census, retryAfter: 0 });
  for (const code of ["refused", "malformed"] as const) {
    stage.jira.before = ({ op }) => {
      if (op === "search") throw new JiraError(code, "What to do");
    };
    stage.clock.now += 15 * MINUTE;
    await engine.everyMinute();
  }
  assert.deepEqual(await codes(), ["malformed", "refused"]);
});

Deno.test("a Jira that the first import cannot reach is an alarm at once: it may never have been there", async () => {
  await using stage = await openStage();
  stage.jira.before = () => {
    throw new JiraError("unreachable", "No such host");
  };
  const { engine } = stage.isolate();
  await engine.everyMinute();
  const alarms = () => listAlarms({ store: stage.store, site: SITE });
  assert.deepEqual((await alarms()).map(({ code }) => code), ["unreachable"]);
  stage.jira.before = () => {};
  stage.clock.now += MINUTE;
  await engine.everyMinute();
  assert.deepEqual(await alarms(), []);
});

Deno.test("runs that fail rest longer and longer: 1, 2, 4, 8, then every 15 minutes", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.before = ({ op }) => {
    if (op === "search") throw new JiraError("unreachable", "No such host");
  };
  const begun: number[] = [];
  for (let minute = 0; minute < 46; minute++) {
    const before = (await stage.runs()).length;
    await engine.everyMinute();
    if ((await stage.runs()).length > before) begun.push(minute);
    stage.clock.now += MINUTE;
  }
  assert.deepEqual(begun, [0, 1, 3, 7, 15, 30, 45]);
});

Deno.test("a Jira that won't count its issues is imported all the same", async () => {
  await using stage = await openStage();
  for (let n = 1; n <= 5; n++) stage.jira.edit(String(n), "s0");
  stage.jira.before = ({ op }) => {
    if (op === "count") throw new JiraError("not_found", "No such path");
  };
  await stage.isolate().engine.everyMinute();
  const [run] = await stage.runs();
  assert.deepEqual([run?.kind, run?.outcome, run?.seen, run?.expected], [
    "import",
    "done",
    5,
    null,
  ]);
});

Deno.test("a clock that is set back by a day makes no run rest for a day", async () => {
  await using on = await openImported();
  const { stage, engine } = on;
  stage.jira.before = ({ op }) => {
    if (op === "search") throw new JiraError("unavailable", "Down for a moment");
  };
  await engine.everyMinute();
  assert.equal((await last(stage)).run.outcome, "failed");
  stage.jira.before = () => {};
  stage.clock.now -= 24 * 60 * MINUTE;
  await engine.everyMinute();
  assert.ok(
    (await stage.runs()).some(({ kind, outcome }) => kind === "sweep" && outcome === "done"),
  );
});
