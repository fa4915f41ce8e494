import assert from "node:assert/strict";
import { createPolledBell } from "../queue/polled.ts";
import { inboxKey } from "../store/keys.ts";
import { openStore } from "../store/open.ts";
import { CLAIM_LEASE } from "./claim.ts";
import { OpenBatch } from "./open_batch.ts";
import { HOLD_FOR, postponeHeld } from "./postpone.ts";
import type { InboxBatch, InboxItem } from "./types.ts";

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

Deno.test("postponeHeld() loses nothing that falls due at the very moment its claim ends", async () => {
  assert.equal(HOLD_FOR[ITEM.holds], CLAIM_LEASE, "the two moments can meet");
  const store = await openStore({ path: ":memory:" });
  const now = () => NOW;
  const key = inboxKey(NOW + CLAIM_LEASE, ITEM.id);
  const value: InboxBatch = { site: "default", items: [ITEM] };
  const put = await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  assert.ok(put.ok && put.versionstamp !== null);
  const batch = new OpenBatch({ key, value, versionstamp: put.versionstamp });
  const deps = { store, now, random: () => 0.5, bell: createPolledBell({ store, now }) };
  const moved = await postponeHeld(deps, { ours: { batch, item: ITEM }, issueId: "7" });
  const found = await store.list<InboxBatch>({ prefix: inboxKey() });
  assert.deepEqual(found.map((entry) => entry.key), [moved!.batch.key]);
  assert.equal(found[0]!.value.items[0]!.holds, 2);
  await store.close();
});
