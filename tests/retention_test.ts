import assert from "node:assert/strict";
import { trimLog } from "../lib/feed/trim.ts";
import { releaseHeld } from "../lib/inbox/release.ts";
import { removePayloads } from "../lib/inbox/retention.ts";
import { createPolledBell } from "../lib/queue/polled.ts";
import { createIds } from "../lib/store/ids.ts";
import { boundDeadLetters } from "../lib/inbox/kept/dead_letters.ts";
import type { DeadLetter, InboxItem } from "../lib/inbox/types.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import {
  bodyKey,
  deadKey,
  deliveryKey,
  floorKey,
  heldKey,
  inboxKey,
  logKey,
  quarantineKey,
} from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { type RunningService, runService } from "./_service.ts";

const DAY = 24 * 60 * 60 * 1000;
const SITE = "default";

function change(n: number) {
  return {
    webhookEvent: "jira:issue_updated",
    timestamp: 1_700_000_000_000 + n,
    changelog: { id: String(n), items: [{ field: "summary", fromString: "a", toString: `s${n}` }] },
    issue: {
      id: "10001",
      key: "ABC-1",
      fields: {
        summary: `s${n}`,
        updated: new Date(1_700_000_000_000 + n).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
  };
}

async function post(at: RunningService, ...ns: number[]): Promise<void> {
  for (const n of ns) await (await at.post(change(n))).body?.cancel();
  await at.settled();
}

async function seqs(at: RunningService): Promise<number[]> {
  const found = await at.service.store.list<Segment>({ prefix: logKey(SITE) });
  return found.flatMap(({ value }) => value).map(({ seq }) => seq);
}

async function bodies(at: RunningService): Promise<Set<string>> {
  const found = await at.service.store.list({ prefix: bodyKey(SITE) });
  return new Set(found.map(({ key }) => String(key[2])));
}

Deno.test("after the retention entries, records and bodies go, and the floor says so", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ env: { RETENTION_DAYS: "7" }, now: () => time.now });
  await post(at, 1, 2, 3);
  time.now += 6 * DAY;
  await post(at, 4, 5);
  await at.service.everyHour();
  assert.deepEqual(await seqs(at), [1, 2, 3, 4, 5], "nothing is older than 7 days");
  time.now += 2 * DAY;
  await at.service.everyHour();
  assert.deepEqual(await seqs(at), [4, 5]);
  assert.equal((await at.service.store.get(floorKey(SITE))).value, 3);
  assert.equal((await at.service.store.list({ prefix: deliveryKey(SITE) })).length, 2);
  assert.equal((await bodies(at)).size, 2);
});

Deno.test("of two who trim at once the one that is late changes nothing: the floor never falls", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ now: () => time.now });
  await post(at, 1);
  time.now += DAY;
  await post(at, 2);
  const { store } = at.service;
  const trim = (through: Store, before: number) =>
    trimLog({ store: through, site: SITE, before, signal: new AbortController().signal });
  const overtaken: Store = {
    ...store,
    commit: async (change, proof) => {
      await trim(store, time.now + 1);
      return await store.commit(change, proof);
    },
  };
  assert.equal(await trim(overtaken, time.now), 0);
  assert.equal((await store.get(floorKey(SITE))).value, 2);
  assert.deepEqual(await seqs(at), []);
});

Deno.test("a client behind the floor is told to reset, one at the floor goes on", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ env: { RETENTION_DAYS: "1" }, now: () => time.now });
  await post(at, 1, 2, 3);
  time.now += 2 * DAY;
  await post(at, 4);
  await at.service.everyHour();
  const { epoch } = await (await at.get("/api/snapshot")).json();
  const read = async (seq: number) =>
    await (await at.get(`/api/events?cursor=${epoch}:${seq}`)).json();
  const { t, reason } = await read(2);
  assert.deepEqual([t, reason], ["reset", "expired"]);
  assert.deepEqual((await read(3)).items.map((item: { seq: number }) => item.seq), [4]);
});

Deno.test("what was seen long ago is still known as a copy after its payload is gone", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ env: { RETENTION_DAYS: "1" }, now: () => time.now });
  await post(at, 1);
  time.now += 5 * DAY;
  await at.service.everyHour();
  const again = await at.post(change(1));
  assert.equal(again.status, 200);
  assert.equal((await again.json()).status, "duplicate");
});

Deno.test("bodies of what is pending, dead or in quarantine stay", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ env: { RETENTION_DAYS: "1" }, now: () => time.now });
  await post(at, 1);
  await (await at.post("not JSON at all, but long enough to be looked at")).body?.cancel();
  const { store } = at.service;
  const put = async (key: readonly (string | number)[], value: unknown) => {
    await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  };
  const [pending, dead] = [at.service.newId(), at.service.newId()];
  const item = (blob: string) => ({ body: { blob } }) as unknown as InboxItem;
  await put(inboxKey(time.now + 100 * DAY, pending), { site: SITE, items: [item(pending)] });
  await put(deadKey(SITE, dead), { ...item(dead), site: SITE } as DeadLetter);
  for (const id of [pending, dead]) await put(bodyKey(SITE, id, 0), new Uint8Array(3));
  const [quarantined] = await store.list<{ id: string }>({ prefix: quarantineKey(SITE) });
  time.now += 3 * DAY;
  await at.service.everyHour();
  assert.deepEqual(await bodies(at), new Set([pending, dead, quarantined!.value.id]));
});

Deno.test("the chores read no list whole, and keep what any of its pages needs", async () => {
  const time = { now: Date.now() };
  const real = await openStore({ path: ":memory:" });
  const lengths: number[] = [];
  const store: Store = {
    ...real,
    list: async (range) => {
      const found = await real.list(range);
      lengths.push(found.length);
      return found as never;
    },
  };
  await using at = await runService({ store, env: { RETENTION_DAYS: "1" }, now: () => time.now });
  const ids = Array.from({ length: 700 }, () => at.service.newId());
  const put = async (key: readonly (string | number)[], value: unknown) => {
    await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  };
  for (const id of ids) await put(deadKey(SITE, id), { id, site: SITE, body: { blob: id } });
  const last = ids.slice(-100);
  for (const id of last) await put(bodyKey(SITE, id, 0), new Uint8Array(3));
  time.now += 3 * DAY;
  lengths.length = 0;
  await at.service.everyHour();
  assert.ok(Math.max(...lengths) <= 200, `read ${Math.max(...lengths)} entries at once`);
  assert.deepEqual(await bodies(at), new Set(last));
});

Deno.test("the oldest dead letters make room, and the newest stay", async () => {
  await using at = await runService();
  const { store, newId } = at.service;
  const ids = Array.from({ length: 1_203 }, () => newId());
  for (let n = 0; n < ids.length; n += 500) {
    const sets = ids.slice(n, n + 500).map((id) => ({ key: deadKey(SITE, id), value: { id } }));
    await store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  }
  assert.equal(await boundDeadLetters({ store, site: SITE, most: 1_203 }), 0);
  assert.equal(await boundDeadLetters({ store, site: SITE, most: 700 }), 503);
  const left = await store.list({ prefix: deadKey(SITE) });
  assert.deepEqual(left.map(({ key }) => key[2]), ids.slice(503));
});

Deno.test("the chores are done by one isolate at a time", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ env: { RETENTION_DAYS: "1" }, now: () => time.now });
  await post(at, 1);
  await at.service.everyHour();
  await post(at, 2);
  time.now += 2 * DAY;
  await Promise.all([at.service.everyHour(), at.service.everyHour()]);
  assert.deepEqual(await seqs(at), []);
  assert.equal((await at.service.store.get(floorKey(SITE))).value, 2);
});

Deno.test("the body of what falls due earlier while the inbox is read page by page stays", async () => {
  const real = await openStore({ path: ":memory:" });
  const now = Date.now() + 3 * DAY;
  const newId = createIds(Date.now);
  const put = async (key: readonly (string | number)[], value: unknown) => {
    await real.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  };
  const ids = Array.from({ length: 401 }, newId);
  for (const [n, id] of ids.entries()) {
    const item = { id, receivedAt: 0, body: { blob: id } } as unknown as InboxItem;
    await put(inboxKey(now + n, id), { site: SITE, items: [item] });
    await put(bodyKey(SITE, id, 0), new Uint8Array(3));
  }
  const last = ids.at(-1)!;
  await put(heldKey(SITE, "501", last), now + 400);
  let isRead = false;
  const store: Store = {
    ...real,
    list: async (range) => {
      const found = await real.list(range);
      const isInbox = (range.start ?? range.prefix)?.[0] === "inbox";
      if (!isInbox || isRead) return found as never;
      isRead = true;
      // The issue it waits for was read, so it moves before the pages that are left.
      const bell = createPolledBell({ store: real, now: () => now - 1_000 });
      const look = () => Promise.resolve();
      await releaseHeld({ store: real, site: SITE, bell, now: () => now - 1_000, look }, {
        issueId: "501",
        absentFor: null,
      });
      return found as never;
    },
  };
  const { signal } = new AbortController();
  await removePayloads({ store, site: SITE, before: now, signal });
  const left = await real.list({ prefix: bodyKey(SITE) });
  assert.equal(left.length, 401);
  assert.ok(isRead);
  await real.close();
});
