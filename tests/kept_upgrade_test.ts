/** A store whose dead letters and calls in quarantine were written by a version that noted less. */

import { deepEqual, equal } from "node:assert/strict";
import type { DeadLetter, Quarantined } from "../lib/inbox/types.ts";
import { deadKey, quarantineKey } from "../lib/store/keys.ts";
import { assertFed, change } from "./_intake.ts";
import { makeDeadIn, quarantineIn } from "./_kept.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";

const SITE = "default";

async function keepLess({ service: { store } }: RunningService): Promise<void> {
  for (const { key, value } of await store.list<DeadLetter>({ prefix: deadKey(SITE) })) {
    const { about: _about, ...less } = value;
    await store.commit({ sets: [{ key, value: less }] }, { key, mine: () => true });
  }
  for (const { key, value } of await store.list<Quarantined>({ prefix: quarantineKey(SITE) })) {
    const { id, site, receivedAt, code, message, bytes, body } = value;
    const less = { id, site, receivedAt, code, message, bytes, body };
    await store.commit({ sets: [{ key, value: less }] }, { key, mine: () => true });
  }
}

async function read(at: RunningService, path: string) {
  const answer = await at.get(path);
  equal(answer.status, 200, path);
  return await answer.json();
}

async function order(at: RunningService, path: string) {
  const answer = await fetch(`${at.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ from: 0 }),
  });
  equal(answer.status, 200, path);
  return await answer.json();
}

Deno.test("dead letters of which less was noted are listed, shown and replayed", async () => {
  await using at = await runService();
  const [letter] = await makeDeadIn(at.service, [change(1)]);
  await keepLess(at);
  const { items: [item] } = await read(at, "/api/dead-letters");
  deepEqual([item.issue, item.project, item.attempts], [null, null, 6]);
  const one = await read(at, `/api/dead-letters/${letter!.id}`);
  deepEqual([one.issue, JSON.parse(one.body)], [null, change(1)]);
  equal((await order(at, "/api/dead-letters/replay")).replayed, 1);
  await assertFed(at, [1]);
});

Deno.test("calls in quarantine of which less was noted are listed, shown and replayed", async () => {
  await using at = await runService();
  await (await at.post("not JSON, but signed")).body?.cancel();
  const readable = await quarantineIn(at.service, change(1));
  await keepLess(at);
  const attempts = async () =>
    (await read(at, "/api/quarantine")).items.map((item: Quarantined) => item.attempts);
  deepEqual(await attempts(), [1, 1]);
  equal((await read(at, `/api/quarantine/${readable}`)).attempts, 1);
  const done = await order(at, "/api/quarantine/replay");
  deepEqual([done.replayed, done.unreadable], [1, 1]);
  deepEqual(await attempts(), [2]);
  await assertFed(at, [1]);
});
