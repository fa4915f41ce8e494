import assert from "node:assert/strict";
import { createPolledBell } from "../queue/polled.ts";
import { deadKey, inboxKey } from "../store/keys.ts";
import { openStore } from "../store/open.ts";
import { CLAIM_LEASE } from "./claim.ts";
import { OpenBatch } from "./open_batch.ts";
import { HOLD_AT_MOST, HOLD_FOR, postponeFailed, postponeHeld, RETRY_AFTER } from "./postpone.ts";
import type { DeadLetter, InboxBatch, InboxItem } from "./types.ts";

const NOW = 1_700_000_000_000;

const ITEM: InboxItem = {
  id: "1",
  receivedAt: NOW,
  event: "comment_created",
  flow: null,
  retry: null,
  secret: 0,
  bytes: 1,
  body: { blob: "1", offset: 0, encoding: "raw", chunks: 1 },
  attempts: 0,
  holds: 1,
  reason: null,
};

const about = { issue: "ABC-7", project: "ABC" };

/** A claimed entry with one delivery. */
async function open(options: { readonly random?: number; readonly item?: Partial<InboxItem> }) {
  const store = await openStore({ path: ":memory:" });
  const now = () => NOW;
  const item = { ...ITEM, ...options.item };
  const key = inboxKey(NOW + CLAIM_LEASE, item.id);
  const value: InboxBatch = { site: "default", items: [item] };
  const put = await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  assert.ok(put.ok && put.versionstamp !== null);
  const batch = new OpenBatch({ key, value, versionstamp: put.versionstamp });
  const bell = createPolledBell({ store, now });
  return {
    store,
    key,
    deps: { store, now, random: () => options.random ?? 0.5, bell },
    ours: { batch, item },
    inbox: () => store.list<InboxBatch>({ prefix: inboxKey() }),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

Deno.test("postponeHeld() loses nothing that falls due at the very moment its claim ends", async () => {
  assert.equal(HOLD_FOR[ITEM.holds], CLAIM_LEASE, "the two moments can meet");
  await using at = await open({});
  const moved = await postponeHeld(at.deps, { ours: at.ours, issueId: "7", about });
  const found = await at.inbox();
  assert.deepEqual(found.map((entry) => entry.key), [moved!.batch.key]);
  assert.equal(found[0]!.value.items[0]!.holds, 2);
});

Deno.test("postponeHeld() makes a dead letter of what has waited for its issue for a day", async () => {
  await using at = await open({ item: { receivedAt: NOW - HOLD_AT_MOST - 1 } });
  assert.equal(await postponeHeld(at.deps, { ours: at.ours, issueId: "7", about }), null);
  assert.deepEqual(await at.inbox(), []);
  const [letter] = await at.store.list<DeadLetter>({ prefix: deadKey("default") });
  assert.match(letter!.value.reason!, /Waits for issue 7/);
});

for (const isKnown of [true, false]) {
  Deno.test(`postponeFailed() leaves an entry to who took it over, its version ${isKnown ? "" : "un"}known`, async () => {
    await using at = await open({});
    if (!isKnown) at.ours.batch.settled(new Set(), null);
    const [entry] = await at.inbox();
    const taken = { key: inboxKey(NOW + 2 * CLAIM_LEASE, ITEM.id), value: entry!.value };
    const proof = { key: taken.key, mine: () => true };
    await at.store.commit({ sets: [taken], deletes: [at.key] }, proof);
    assert.equal(
      await postponeFailed(at.deps, { ours: at.ours, reason: "Cannot: a test", about }),
      null,
    );
    assert.deepEqual((await at.inbox()).map(({ key, value }) => ({ key, value })), [taken]);
  });
}

for (const [random, share] of [[0, 0.75], [1, 1.25]] as const) {
  Deno.test(`postponeFailed() spreads retries: with luck ${random} after ${share} of the wait`, async () => {
    await using at = await open({ random });
    await postponeFailed(at.deps, { ours: at.ours, reason: "Cannot: a test", about });
    const [left] = await at.inbox();
    assert.equal(left!.key[1], NOW + RETRY_AFTER[0]! * share);
  });
}

for (const attempts of [0, RETRY_AFTER.length]) {
  Deno.test(`postponeFailed() leaves to others, after ${attempts} attempts, what they have taken over`, async () => {
    await using at = await open({ item: { attempts } });
    const value: InboxBatch = { site: "default", items: [at.ours.item] };
    await at.store.commit({ sets: [{ key: at.key, value }] }, { key: at.key, mine: () => true });
    const taken = await at.inbox();
    assert.equal(
      await postponeFailed(at.deps, { ours: at.ours, reason: "Cannot: a test", about }),
      null,
    );
    assert.deepEqual(await at.inbox(), taken);
    assert.deepEqual(await at.store.list({ prefix: deadKey("default") }), []);
  });
}
