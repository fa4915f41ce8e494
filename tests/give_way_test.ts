import { deepEqual, equal, ok } from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import type { Applier } from "../lib/mirror/apply.ts";
import type { ReadFact } from "../lib/mirror/fact.ts";
import { openHead } from "../lib/mirror/head.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { issueKey, updatedKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import type { RightOfWay } from "../lib/store/right_of_way.ts";
import type { Store } from "../lib/store/types.ts";
import { applyAll } from "../lib/sync/reads/apply_all.ts";
import { createIdList } from "../lib/sync/census/id_list.ts";
import { readMirroredIds, unknownOf } from "../lib/sync/census/mirrored_ids.ts";
import { isolate as applierOn, open, SITE } from "./_apply_site.ts";
import { arrival, isolate } from "./_isolate.ts";
import { json, startJira } from "./_jira_server.ts";
import { coreOf, snapshotOf } from "./mirror_model/events.ts";

const facts = (count: number): ReadFact[] =>
  Array.from({ length: count }, (_, n) => ({
    by: "search",
    snapshot: snapshotOf(coreOf({ id: `${1_000 + n}`, key: `ABC-${n}` }), 1_000 + n),
    observedAt: 1_000_000,
  }));

/** A way whose users wait until they are let on, and which counts how often they asked. */
function gate({ isBusy }: { readonly isBusy: boolean }) {
  const opened = Promise.withResolvers<void>();
  const asked = { times: 0 };
  const way: RightOfWay = {
    isBusy,
    enter: () => ({ [Symbol.dispose]: () => {} }),
    giveWay: () => {
      asked.times++;
      return opened.promise;
    },
  };
  return { way, asked, open: opened.resolve };
}

/** How many facts the applier is given at a time. */
async function piecesOf(isBusy: boolean): Promise<number[]> {
  await using at = await open();
  const base = applierOn(at.store);
  const pieces: number[] = [];
  const applier: Applier = {
    ...base,
    apply: (works) => {
      pieces.push(works.length);
      return base.apply(works);
    },
  };
  const { way, open: letOn } = gate({ isBusy });
  letOn();
  const results = await applyAll({ applier, way }, facts(40));
  deepEqual(
    results.map((result) => result.status === "done" && result.isNew),
    Array(40).fill(true),
  );
  return pieces;
}

Deno.test("what is read of Jira is applied in smaller pieces while webhooks come", async () => {
  deepEqual(await piecesOf(false), [20, 20]);
  deepEqual(await piecesOf(true), [...Array(13).fill(3), 1]);
});

Deno.test("nothing read of Jira is applied before it has given way", async () => {
  await using at = await open();
  const { way, open: letOn } = gate({ isBusy: true });
  const applying = applyAll({ applier: applierOn(at.store), way }, facts(1));
  for (let n = 0; n < 10; n++) await turn();
  equal((await at.store.get(issueKey(SITE, "1000"))).value, null);
  letOn();
  await applying;
  ok((await at.store.get(issueKey(SITE, "1000"))).value !== null);
});

Deno.test("the mirror's ids are read in smaller pieces while webhooks come, each after giving way", async () => {
  await using at = await open();
  const sets = Array.from({ length: 250 }, (_, n) => ({
    key: updatedKey(SITE, n, `${n + 1}`),
    value: { projectId: "10" },
  }));
  await at.store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  const limits: (number | undefined)[] = [];
  const store: Store = {
    ...at.store,
    list: (range) => {
      limits.push(range.limit);
      return at.store.list(range);
    },
  };
  const { signal } = new AbortController();
  for (
    const [isBusy, expected] of [[false, Array(3).fill(100)], [true, Array(26).fill(10)]] as const
  ) {
    const { way, asked, open: letOn } = gate({ isBusy });
    letOn();
    limits.length = 0;
    const ids = await readMirroredIds({ store, site: SITE, way, signal });
    equal(ids.get("10")?.size, 250);
    deepEqual(limits, expected);
    equal(asked.times, expected.length);
  }
});

Deno.test("the ids of a page are looked up in parts, each after giving way", async () => {
  const ids = createIdList();
  for (let n = 1; n <= 1_200; n++) if (n % 400 !== 0) ids.add(`${n}`);
  const { way, asked, open: letOn } = gate({ isBusy: true });
  letOn();
  const issues = Array.from({ length: 1_200 }, (_, n) => ({ id: `${n + 1}` }));
  deepEqual(await unknownOf(issues, { ids, way }), ["400", "800", "1200"]);
  equal(asked.times, 3);
  equal(ids.missing(), 0);
});

Deno.test("a page of Jira is read in parts, each after giving way", async () => {
  const issues = Array.from({ length: 1_200 }, (_, n) => ({ id: `${n + 1}` }));
  await using jira = startJira(() => json({ issues, isLast: true }));
  const { way, asked, open: letOn } = gate({ isBusy: true });
  letOn();
  const client = createJiraClient({
    access: { kind: "api_token", baseUrl: jira.url, email: "bot@example.com", token: "token" },
    giveWay: way.giveWay,
  });
  const { signal } = new AbortController();
  const { value } = await client.search({ query: {}, detail: "ids", cursor: null }, { signal });
  deepEqual(value.issues.map(({ id }) => id), issues.map(({ id }) => id));
  equal(asked.times, 3);
});

Deno.test("a webhook goes first from the moment it is accepted until it is applied", async () => {
  await using store = closing(await openStore({ path: ":memory:" }));
  await openHead(store, "default");
  const time = { now: Date.now() };
  const reached = Promise.withResolvers<void>();
  const applies = Promise.withResolvers<void>();
  const one = isolate({
    store,
    time,
    bell: createNativeBell({ store, now: () => time.now }),
    inboxes: [],
    wrap: (applier) => ({
      ...applier,
      apply: async (works) => {
        reached.resolve();
        await applies.promise;
        return await applier.apply(works);
      },
    }),
  });
  equal(one.way.isBusy, false);
  const accepting = one.intake.accept(arrival(1));
  equal(one.way.isBusy, true);
  const order: string[] = [];
  const waiting = one.way.giveWay().then(() => order.push("what was read of Jira"));
  const applied = one.idle.times(1).then(() => order.push("the webhook"));
  await Promise.all([accepting, reached.promise]);
  for (let n = 0; n < 10; n++) await turn();
  deepEqual(order, []);
  applies.resolve();
  await Promise.all([waiting, applied]);
  deepEqual(order, ["the webhook", "what was read of Jira"]);
  await one.inbox.stop();
});

Deno.test("what is read of Jira takes no room in memory from what webhooks tell of", async () => {
  await using at = await open();
  const applier = applierOn(at.store);
  const { way, open: letOn } = gate({ isBusy: false });
  letOn();
  await applyAll({ applier, way }, facts(3));
  await applyAll({ applier, way }, facts(3));
  equal(applier.cache.get(issueKey(SITE, "1000")), undefined);
});

function closing(store: Store): Store & AsyncDisposable {
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
