import assert from "node:assert/strict";
import { JiraError } from "../lib/jira/rest/types.ts";
import { DEBOUNCE } from "../lib/mirror/fact.ts";
import { refetchKey } from "../lib/store/keys.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import type { Request } from "../lib/sync/refetch/request.ts";
import { BACK_OFF } from "../lib/sync/refetch/settle.ts";
import { differences, MINUTE, openStage, settleDown, SITE, type Stage } from "./_sync_stage.ts";
import { inTime } from "./_waiting.ts";

/** Asks for reads of issues as `apply` does, due now. */
async function ask(stage: Stage, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 500) {
    const sets = ids.slice(at, at + 500).map((issueId) => {
      const value: Request = { issueId, notBefore: stage.clock.now };
      return { key: refetchKey(SITE, issueId), value };
    });
    await stage.store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  }
}

/** News of issue 1, which is to be read when there is no more, and another look soon after. */
async function hear(stage: Stage, { refetcher }: Pick<ReturnType<Stage["isolate"]>, "refetcher">) {
  const key = refetchKey(SITE, "1");
  const value: Request = { issueId: "1", notBefore: stage.clock.now + DEBOUNCE };
  await stage.store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  stage.clock.now += DEBOUNCE / 2;
  await refetcher.look();
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n + 1));

Deno.test("requests are coalesced, a hundred a call, and gone once they are answered", async () => {
  await using stage = await openStage();
  for (const id of ids(650)) stage.jira.edit(id, "s0");
  await ask(stage, ids(650));
  const { refetcher } = stage.isolate();
  await refetcher.look();
  assert.deepEqual(stage.jira.reads.map(({ length }) => length), [
    100,
    100,
    100,
    100,
    100,
    100,
    50,
  ]);
  assert.deepEqual(await stage.requests(), []);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("a request is not answered before its time", async () => {
  await using stage = await openStage();
  stage.jira.edit("1", "s0");
  await ask(stage, ["1"]);
  const { refetcher } = stage.isolate();
  stage.clock.now -= 1;
  await refetcher.look();
  assert.deepEqual(stage.jira.reads, []);
  stage.clock.now += 1_001;
  await refetcher.look();
  assert.deepEqual(stage.jira.reads, [["1"]]);
});

Deno.test("an issue asked for again and again is read all the same, and once more when it is quiet", async () => {
  await using stage = await openStage();
  stage.jira.edit("1", "s0");
  const isolate = stage.isolate();
  for (let second = 0; second < 24; second++) await hear(stage, isolate);
  const reads = stage.jira.reads.length;
  assert.ok(reads >= 1, "24 s of news put the read off for ever");
  assert.ok(reads <= 3, `${reads} reads in 24 s`);
  assert.equal((await stage.row("1"))?.core.summary, "s0");
  stage.jira.edit("1", "the last word");
  await hear(stage, isolate);
  stage.clock.now += DEBOUNCE / 2;
  await isolate.refetcher.look();
  assert.equal((await stage.row("1"))?.core.summary, "the last word");
  assert.deepEqual(await stage.requests(), []);
});

Deno.test("an early answer settles nothing: the read that was put off comes in its time", async () => {
  await using stage = await openStage();
  const isolate = stage.isolate();
  await isolate.tell(stage.jira.edit("1", "s0"));
  settleDown(stage);
  for (let second = 0; stage.jira.reads.length === 0; second++) {
    await hear(stage, isolate);
    assert.ok(second < 30, "it is read in half a minute");
  }
  const [request] = await stage.requests();
  assert.ok(request !== undefined && request.notBefore > stage.clock.now);
  stage.clock.now = request.notBefore;
  await isolate.refetcher.look();
  assert.equal(stage.jira.reads.length, 2);
  assert.deepEqual(await stage.requests(), []);
});

Deno.test("refetch older than webhook: it is tried again with back-off until it shows what is known", async () => {
  await using stage = await openStage();
  const { refetcher, tell } = stage.isolate();
  stage.jira.edit("1", "s0");
  stage.clock.now += MINUTE;
  await tell(stage.jira.edit("1", "s1"));
  stage.jira.behind.add("1");
  // A read that began before the version was made could not show it.
  stage.jira.skew = -MINUTE;
  await ask(stage, ["1"]);
  for (const [tries, wait] of BACK_OFF.slice(0, 3).entries()) {
    await refetcher.look();
    const [request] = await stage.requests();
    assert.deepEqual([request?.tries, request?.notBefore], [tries + 1, stage.clock.now + wait]);
    stage.clock.now += wait - 1;
    await refetcher.look();
    assert.equal(stage.jira.reads.length, tries + 1, "not before its time");
    stage.clock.now += 1_001;
  }
  assert.equal((await stage.row("1"))?.core.summary, "s1");
  stage.jira.behind.clear();
  await refetcher.look();
  assert.deepEqual(await stage.requests(), []);
});

Deno.test("an answer that stays behind is given up after a minute, and said so", async () => {
  await using stage = await openStage();
  const { refetcher, tell } = stage.isolate();
  stage.jira.edit("1", "s0");
  await tell(stage.jira.edit("1", "s1"));
  stage.jira.behind.add("1");
  stage.jira.skew = -10 * MINUTE;
  await ask(stage, ["1"]);
  for (let round = 0; round <= BACK_OFF.length; round++) {
    await refetcher.look();
    stage.clock.now += MINUTE;
  }
  assert.deepEqual(await stage.requests(), []);
  assert.match(stage.logged.join("\n"), /Gave up reading issue 1/);
});

Deno.test("a request made anew while its read was under way stays", async () => {
  await using stage = await openStage();
  const { refetcher } = stage.isolate();
  for (const id of ["1", "2", "3"]) stage.jira.edit(id, "s0");
  await ask(stage, ["1", "2", "3"]);
  stage.jira.before = async ({ op }) => {
    if (op === "read") await ask(stage, ["2"]);
  };
  await refetcher.look();
  assert.deepEqual((await stage.requests()).map(({ issueId }) => issueId), ["2"]);
});

Deno.test("an issue that a read does not find is a suspect until one finds it", async () => {
  await using stage = await openStage();
  const { refetcher, tell } = stage.isolate();
  await tell(stage.jira.edit("1", "s0"));
  settleDown(stage);
  await ask(stage, ["1", "404"]);
  stage.jira.remove("1");
  await refetcher.look();
  assert.deepEqual(await stage.suspects(), [{ issueId: "1", observedAt: stage.clock.now }]);
  assert.equal((await stage.row("1"))?.tombstone, null, "not finding deletes nothing");
  assert.deepEqual(await stage.requests(), []);
  stage.jira.restore("1");
  stage.clock.now += MINUTE;
  await ask(stage, ["1"]);
  await refetcher.look();
  assert.deepEqual(await stage.suspects(), []);
});

Deno.test("while Jira fails everything stays asked for, and Jira is left alone for a while", async () => {
  await using stage = await openStage();
  const { refetcher } = stage.isolate();
  stage.jira.edit("1", "s0");
  await ask(stage, ["1"]);
  stage.jira.before = () => {
    throw new JiraError("rate_limited", "Slow down", { retryAfter: 5 * MINUTE });
  };
  await refetcher.look();
  stage.clock.now += 5 * MINUTE - 1;
  await refetcher.look();
  assert.equal(stage.jira.reads.length, 1);
  stage.jira.before = () => {};
  stage.clock.now += 1;
  await refetcher.look();
  assert.deepEqual(await stage.requests(), []);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("a dead token answers no request, and is an alarm", async () => {
  await using stage = await openStage();
  const { refetcher, tell } = stage.isolate();
  await tell(stage.jira.edit("1", "s0"));
  settleDown(stage);
  await ask(stage, ["1"]);
  stage.jira.before = () => {
    throw new JiraError("dead_token", "The token is refused: make a new one");
  };
  await refetcher.look();
  assert.equal((await stage.requests()).length, 1);
  assert.deepEqual(await stage.suspects(), []);
  assert.deepEqual((await listAlarms({ store: stage.store, site: SITE })).map(({ code }) => code), [
    "dead_token",
  ]);
});

Deno.test("an id that Jira can't answer for does not keep the others from being read", async () => {
  await using stage = await openStage();
  const { refetcher } = stage.isolate();
  for (const id of ids(9)) stage.jira.edit(id, "s0");
  await ask(stage, [...ids(9), "no-id"]);
  stage.jira.before = (call) => {
    if (call.op === "read" && call.ids.includes("no-id")) throw new JiraError("refused", "No id");
  };
  await refetcher.look();
  assert.deepEqual((await stage.requests()).map(({ issueId }) => issueId), ["no-id"]);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("no more than 60 calls are made in a minute", async () => {
  await using stage = await openStage();
  await ask(stage, ids(7_000));
  const { refetcher } = stage.isolate();
  await refetcher.look();
  assert.equal(stage.jira.reads.length, 60);
  stage.clock.now += MINUTE - 1;
  await refetcher.look();
  assert.equal(stage.jira.reads.length, 60);
  stage.clock.now += 2_000;
  await refetcher.look();
  assert.equal(stage.jira.reads.length, 70);
  assert.deepEqual(await stage.requests(), []);
});

Deno.test("of two isolates one reads", async () => {
  await using stage = await openStage();
  for (const id of ids(250)) stage.jira.edit(id, "s0");
  await ask(stage, ids(250));
  await Promise.all([stage.isolate().refetcher.look(), stage.isolate().refetcher.look()]);
  assert.equal(stage.jira.reads.length, 3);
  assert.deepEqual(await differences(stage), []);
});

Deno.test("a wake brings the read without anybody looking", async () => {
  await using stage = await openStage();
  stage.jira.edit("1", "s0");
  const read = Promise.withResolvers<void>();
  stage.jira.before = () => read.resolve();
  const { refetcher } = stage.isolate();
  await ask(stage, ["1"]);
  refetcher.wake(stage.clock.now);
  await inTime(read.promise, { what: "a read by id" });
});
