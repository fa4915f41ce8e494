/** The service killed while it replays, again and again: every dead letter is applied once. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { openHead } from "../lib/mirror/head.ts";
import { openStore } from "../lib/store/open.ts";
import { arrival, inboxOf, logOf, SITE } from "./_isolate.ts";
import { deadOf, makeDead, replayer } from "./_kept.ts";
import { startProcess } from "./_process.ts";
import { SECRET, TOKEN } from "./_service.ts";

const LETTERS = 300;

/** Answers after which the process is killed, with the next order on its way. */
const KILLED_AFTER = [0, 2, 1, 5];

const HOUR = 60 * 60 * 1000;

async function replayPart(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/dead-letters/replay`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ from: 0, limit: 25 }),
  });
  equal(answer.status, 200);
  return await answer.json();
}

Deno.test("a service killed while it replays loses nothing, and applies nothing twice", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/kv.sqlite`;
  try {
    const ids = await fill(path);
    const env = { KV_PATH: path, JIRA_WEBHOOK_SECRET: SECRET, ADMIN_TOKEN: TOKEN };
    for (const answers of KILLED_AFTER) {
      await using service = await startProcess({ env });
      for (let n = 0; n < answers; n++) await replayPart(service.url);
      const underWay = replayPart(service.url).catch(() => null);
      await service.end("SIGKILL");
      await underWay;
    }
    deepEqual(await applyRest(path), ids);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function fill(path: string): Promise<string[]> {
  const store = await openStore({ path });
  await openHead(store, SITE);
  const arrivals = Array.from({ length: LETTERS }, (_, n) => arrival(n));
  const letters = await makeDead({ store, time: { now: Date.now() } }, arrivals);
  await store.close();
  equal(letters.length, LETTERS);
  return letters.map(({ id }) => id);
}

/** What the killed ones had in hand falls due again within a minute; then all is in one place. */
async function applyRest(path: string): Promise<string[]> {
  const store = await openStore({ path });
  const time = { now: Date.now() + HOUR };
  const one = replayer({ store, time, inboxes: [] });
  const dead = await deadOf(store);
  ok(dead.length > 0 && dead.length < LETTERS, `${dead.length} of ${LETTERS} were left`);
  const last = await Promise.all(dead.map(({ id }) => store.get(one.letters.key(id))));
  await one.letters.replay(last as never);
  while ((await inboxOf(store)).length > 0) {
    await one.inbox.look();
    await new Promise((resolve) => setTimeout(resolve, 5));
    time.now += HOUR;
  }
  const applied = (await logOf(store)).map(({ delivery }) => delivery!);
  await one.worker.stop();
  await one.inbox.stop();
  await store.close();
  return applied.sort();
}
