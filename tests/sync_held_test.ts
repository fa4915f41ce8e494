import assert from "node:assert/strict";
import { type Comparison, createComparison } from "../lib/comparison.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { MARGIN } from "../lib/mirror/fact.ts";
import { createApplier } from "../lib/mirror/apply.ts";
import { openHead } from "../lib/mirror/head.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { heldKey, refetchKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import { arrival, inboxOf, isolate, logOf, newId, SITE, type Time } from "./_isolate.ts";
import { TinyJira } from "./_sync_jira.ts";

/** More than are let go of at once. */
const MANY = 230;

/** A comment on issue `id`, as Cloud tells it: without the issue's fields. */
function comment(time: Time, id: string, n = 1) {
  return {
    ...arrival(n, {
      webhookEvent: "comment_created",
      timestamp: time.now,
      comment: {
        id: `${id}0${n}`,
        body: `comment ${n}`,
        updated: new Date(time.now).toISOString(),
      },
      issue: { id, key: `P-${id}`, fields: { summary: "as told" } },
      changelog: undefined,
    }),
    receivedAt: time.now,
  };
}

/** A store, a Jira, and isolates on them; only one of them reads from Jira. */
async function open() {
  const store = await openStore({ path: ":memory:" });
  await openHead(store, SITE);
  const time: Time = { now: Date.now() };
  const now = () => time.now;
  const jira = new TinyJira(time);
  const bell = createNativeBell({ store, now });
  const inboxes: Inbox[] = [];
  const comparisons: Comparison[] = [];
  const inIsolate = () => isolate({ store, time, bell, inboxes, canRefetch: true });
  /** An isolate that has nothing to do with webhooks. */
  const reader = (look: () => Promise<void> = () => Promise.resolve()) => {
    const deps = { store, site: SITE, bell, now, newId, random: () => 0.5, log: () => {} };
    const comparison = createComparison({
      registration: null,
      ...deps,
      way: createRightOfWay(),
      jira: jira.reader,
      applier: createApplier({ ...deps, canRefetch: true, onCommitted: () => {} }),
      look,
    });
    comparisons.push(comparison);
    return comparison;
  };
  const held = async () => (await store.list({ prefix: heldKey(SITE) })).length;
  /** Lets the requests fall due and has them answered, without import and sweep. */
  const readAt = async (comparison: Comparison, ms: number) => {
    time.now += ms;
    await comparison.watch();
  };
  return {
    store,
    time,
    jira,
    inIsolate,
    reader,
    readAt,
    held,
    told: async () => (await logOf(store)).map(({ text }) => JSON.parse(text)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(comparisons.map((each) => each.stop()));
      for (const inbox of inboxes) await inbox.stop();
      await store.close();
    },
  };
}

Deno.test("a comment on an unknown issue goes on as soon as another isolate has read the issue", async () => {
  await using on = await open();
  const one = on.inIsolate();
  on.jira.edit("501", "as it is");
  on.time.now += 10;
  await one.intake.accept(comment(on.time, "501"));
  await one.idle.times(1);
  assert.deepEqual(one.applied, []);
  assert.equal(await on.held(), 1);

  const due = (await inboxOf(on.store))[0]!.due;
  await on.readAt(on.reader(), 2_000);
  const [waiting] = await inboxOf(on.store);
  assert.ok(on.time.now < due && waiting!.due <= on.time.now, "it is due before its back-off");
  await one.inbox.look();
  await one.idle.times(2);
  assert.deepEqual(await inboxOf(on.store), []);
  assert.equal(await on.held(), 0);
  const last = (await on.told()).at(-1);
  assert.deepEqual(
    [last.kind, last.issue.summary, last.subject.text],
    ["commented", "as it is", "comment 1"],
  );
});

Deno.test("a comment on an issue proved absent is shown with what it tells, after a restart, too", async () => {
  await using on = await open();
  const one = on.inIsolate();
  await one.intake.accept(comment(on.time, "404"));
  await one.idle.times(1);
  const reader = on.reader();
  await on.readAt(reader, 2_000);
  assert.equal(await on.held(), 1, "a read so soon may lag behind the webhook");
  for (const wait of [2_001, 5_001, 15_001, MARGIN]) await on.readAt(reader, wait);
  assert.equal(await on.held(), 0);
  assert.deepEqual(await on.store.list({ prefix: refetchKey(SITE) }), []);

  // The isolate that took it ends; what was learned lies in the store.
  const next = on.inIsolate();
  await next.inbox.look();
  await next.idle.times(1);
  assert.deepEqual(await inboxOf(on.store), []);
  const told = await on.told();
  assert.deepEqual(
    told.map(({ kind, issue, subject }) => [kind, issue.summary, subject.text]),
    [["commented", "as told", "comment 1"]],
  );
});

Deno.test("of many comments on one unknown issue none is left behind", async () => {
  await using on = await open();
  const one = on.inIsolate();
  on.jira.edit("501", "as it is");
  on.time.now += 10;
  await Promise.all(
    Array.from({ length: MANY }, (_, n) => one.intake.accept(comment(on.time, "501", n + 1))),
  );
  let idle = 1;
  while (await on.held() < MANY) await one.idle.times(idle++);
  await on.readAt(on.reader(() => one.inbox.look()), 2_000);
  while ((await inboxOf(on.store)).length > 0) await one.idle.times(idle++);
  assert.equal((await on.told()).filter(({ kind }) => kind === "commented").length, MANY);
});

Deno.test("while Jira does not answer what waits stays, and goes on later", async () => {
  await using on = await open();
  const one = on.inIsolate();
  on.jira.edit("501", "as it is");
  on.time.now += 10;
  await one.intake.accept(comment(on.time, "501"));
  await one.idle.times(1);
  const reader = on.reader(() => one.inbox.look());
  on.jira.before = () => {
    throw new TypeError("connection refused");
  };
  on.time.now += 2_000;
  await reader.watch();
  assert.equal(await on.held(), 1);
  on.jira.before = () => {};
  await on.readAt(reader, 61_000);
  assert.equal(await on.held(), 0);
});
