import assert from "node:assert/strict";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { ACCEPT_LEASE } from "../lib/inbox/intake/plan.ts";
import { RETRY_AFTER } from "../lib/inbox/postpone.ts";
import { openHead } from "../lib/mirror/head.ts";
import type { Bell } from "../lib/queue/bell.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { createPolledBell } from "../lib/queue/polled.ts";
import { bellKey, inboxKey } from "../lib/store/keys.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { arrival, isolate, refusingPoison, SITE, type Time } from "./_isolate.ts";

Deno.test("createNativeBell() refuses a store without queues", async () => {
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({ kv, backend: "connect" });
  assert.throws(() => createNativeBell({ store, now: Date.now }), /the connect store has none/);
  await store.close();
});

Deno.test("what is accepted, and what is put off, rings in the very commit that stores it", async () => {
  const real = await openStore({ path: ":memory:" });
  await openHead(real, SITE);
  const time: Time = { now: Date.now() };
  const inboxes: Inbox[] = [];
  const rung: unknown[] = [];
  const store: Store = {
    ...real,
    commit: ({ rings, ...change }, proof) => {
      const entry = change.sets?.find(({ key }) => key[0] === inboxKey()[0]);
      const bell = change.sets?.find(({ key }) => key[0] === bellKey()[0]);
      if (entry !== undefined) rung.push([entry.key[1], bell?.value, rings?.[0]?.payload]);
      return real.commit(change, proof);
    },
  };
  const bell: Bell = {
    ...createPolledBell({ store, now: () => time.now }),
    ring: (due) => ({
      sets: [{ key: bellKey(), value: due }],
      rings: [{ payload: due, delay: 0 }],
    }),
  };
  const one = isolate({ store, time, bell, inboxes, wrap: refusingPoison });
  await one.intake.accept(arrival(1, { webhookEvent: "poison" }));
  await one.idle.times(1);
  const dues = [time.now + ACCEPT_LEASE, time.now + RETRY_AFTER[0]!];
  assert.deepEqual(rung, dues.map((due) => [due, due, due]));
  for (const inbox of inboxes) await inbox.stop();
  await real.close();
});
