import { deepEqual, equal, match, ok } from "node:assert/strict";
import { sendInCircles } from "./_census_loss.ts";
import { differences, found, HOUR, MINUTE, openCensusStage } from "./_census_stage.ts";

const DAY = 24 * HOUR;

Deno.test("the content pass finds what moved no update, and tells it", async () => {
  await using stage = await openCensusStage({ issues: 300 });
  const [one, other] = stage.site.issues();
  for (const { id } of [one!, other!]) {
    stage.site.alter({ issue: id, set: { summary: "Changed behind everybody's back" } });
  }
  deepEqual(found(await stage.run("sweep")), {});
  deepEqual(found(await stage.census()), {});
  const run = await stage.run("content");
  deepEqual(found(run), { stale: 2, repaired: 2 });
  equal(run.seen, 300);
  deepEqual(await differences(stage), []);
  const told = (await stage.feed()).filter(({ kind }) => kind === "updated");
  deepEqual(
    new Set(told.map(({ source, issue }) => `${source} ${issue?.id}`)),
    new Set([`sync ${one!.id}`, `sync ${other!.id}`]),
  );
  deepEqual((await stage.report()).completeness.content, { share: 1, since: run.startedAt });
});

Deno.test("the content pass is spread over nights, and goes on where it stopped", async () => {
  await using stage = await openCensusStage({ issues: 4_500 });
  const shares: number[] = [];
  for (let night = 0; night < 3; night++) {
    const run = await stage.run("content");
    equal(run.seen, Math.min(2_000, 4_500 - night * 2_000));
    shares.push((await stage.report()).completeness.content!.share);
    stage.clock.now += DAY;
  }
  ok(shares.every((share, at) => at === 0 || share > shares[at - 1]!), shares.join());
  equal(shares.at(-1), 1);
});

Deno.test("an issue that the content pass can't read is an alarm until a sweep can", async () => {
  await using stage = await openCensusStage();
  const [hollow] = stage.site.issues();
  const answer = { issues: [{ id: hollow!.id, key: hollow!.key, fields: null }], isLast: true };
  const fault = { kind: "body", body: JSON.stringify(answer) } as const;
  for (const on of ["POST search/jql", "POST issue/bulkfetch"]) {
    stage.rest.controls.faults.add(fault, { on });
  }
  stage.site.alter({ issue: hollow!.id, set: { summary: "Changed behind everybody's back" } });
  const run = await stage.run("content");
  deepEqual([run.outcome, run.problem?.code], ["done", "unreadable"]);
  deepEqual((await stage.report()).alarms.map(({ code }) => code), ["unreadable"]);
  stage.clock.now += HOUR;
  deepEqual(found(await stage.run("sweep")), { stale: 1, repaired: 1 });
  deepEqual(await differences(stage), []);
  deepEqual((await stage.report()).alarms, []);
});

Deno.test("a content pass that Jira sends round in circles ends, and says so", async () => {
  await using stage = await openCensusStage();
  sendInCircles(stage);
  const { outcome, problem } = await stage.run("content");
  deepEqual([outcome, problem?.code], ["failed", "malformed"]);
  match(problem!.message, /a cursor a second time/);
});

Deno.test("a content pass whose place Jira has forgotten begins again", async () => {
  await using stage = await openCensusStage({ issues: 2_500 });
  await stage.run("content");
  stage.rest.controls.faults.add({ kind: "status", status: 400 }, { on: "POST search/jql" });
  equal((await stage.run("content")).outcome, "failed");
  stage.clock.now += HOUR;
  const again = await stage.run("content");
  equal(again.outcome, "done");
  const { share, since } = (await stage.report()).completeness.content!;
  ok(share > 0 && share < 1 && since >= again.startedAt - MINUTE);
});
