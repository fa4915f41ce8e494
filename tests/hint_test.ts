/** Calls that nobody signed cost no more than what they may lead to: bounded reads of Jira. */

import { deepEqual, equal } from "node:assert/strict";
import { Hono } from "hono";
import { refetchKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { askForReads } from "../lib/sync/refetch/hint.ts";
import { createHints } from "../routes/hint.ts";
import { assertRefused } from "./_intake.ts";
import { SITE } from "./_isolate.ts";

const MINUTE = 60_000;

/** How many a minute are looked at. */
const PER_MINUTE = 600;

/** How many reads may wait at once. */
const WAITING = 2_000;

const BODY = JSON.stringify({ webhookEvent: "jira:issue_updated", issue: { id: "10001" } });

const MORE = { status: 429, code: "too_many_hints", says: [/found by the next sweep/] };

/** Takes unsigned calls, which lead to reads if there is room for them. */
function openDoor({ hasRoom }: { readonly hasRoom: boolean }) {
  const time = { now: 1_000_000 };
  const asked: (readonly string[])[] = [];
  const counted: string[] = [];
  const hints = createHints({
    now: () => time.now,
    ask: (ids) => {
      asked.push(ids);
      return Promise.resolve(hasRoom);
    },
    count: (answer) => void counted.push(answer),
  });
  const app = new Hono();
  app.post("/", async (c) => {
    return hints.refuseFlood(c) ?? await hints.take(c, new Uint8Array(await c.req.arrayBuffer()));
  });
  const call = () => app.request("/", { method: "POST", body: BODY });
  return { time, asked, counted, call };
}

Deno.test("of unsigned calls 600 a minute are looked at, and the others are told when to come again", async () => {
  const { time, asked, counted, call } = openDoor({ hasRoom: true });
  for (let at = 0; at < PER_MINUTE; at++) equal((await call()).status, 202);
  time.now += MINUTE / 2;
  const refused = await call();
  equal(refused.headers.get("retry-after"), "30");
  await assertRefused(refused, MORE);
  equal(asked.length, PER_MINUTE);
  deepEqual(counted.slice(-2), ["hinted", "busy"]);
  time.now += MINUTE / 2;
  equal((await call()).status, 202);
});

Deno.test("a hint for which there is no room is refused, not taken and forgotten", async () => {
  const { asked, counted, call } = openDoor({ hasRoom: false });
  await assertRefused(await call(), MORE);
  deepEqual([asked, counted], [[["10001"]], ["busy"]]);
});

/** A store in which so many issues wait to be read. */
async function openWaiting(count: number) {
  const store = await openStore({ path: ":memory:" });
  const ids = Array.from({ length: count }, (_, n) => String(n));
  for (let at = 0; at < count; at += 500) {
    const sets = ids.slice(at, at + 500)
      .map((issueId) => ({ key: refetchKey(SITE, issueId), value: { issueId, notBefore: 1 } }));
    await store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  }
  const woken: number[] = [];
  const deps = { store, site: SITE, now: () => 10_000, wake: (at: number) => void woken.push(at) };
  return { store, deps, woken, [Symbol.asyncDispose]: () => store.close() };
}

Deno.test("no more reads are asked for while 2,000 wait", async () => {
  await using full = await openWaiting(WAITING);
  equal(await askForReads(full.deps, ["new"]), false);
  equal((await full.store.get(refetchKey(SITE, "new"))).value, null);
  deepEqual(full.woken, []);
  await using almost = await openWaiting(WAITING - 1);
  equal(await askForReads(almost.deps, ["new"]), true);
});

Deno.test("who asks again for a read that waits does not put it off", async () => {
  await using waiting = await openWaiting(1);
  equal(await askForReads(waiting.deps, ["0", "new", "new"]), true);
  const found = await waiting.store.list<{ notBefore: number }>({ prefix: refetchKey(SITE) });
  deepEqual(found.map(({ value }) => value.notBefore), [1, waiting.woken[0]]);
});
