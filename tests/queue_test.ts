import assert from "node:assert/strict";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { ACCEPT_LEASE } from "../lib/inbox/intake/plan.ts";
import { RETRY_AFTER } from "../lib/inbox/postpone.ts";
import type { DeadLetter } from "../lib/inbox/types.ts";
import { openHead } from "../lib/mirror/head.ts";
import { type Bell, LOOK_EVERY } from "../lib/queue/bell.ts";
import { createNativeBell } from "../lib/queue/native.ts";
import { createPolledBell } from "../lib/queue/polled.ts";
import { deadKey, inboxKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import {
  arrival,
  inboxOf,
  isolate,
  logOf,
  newId,
  refusingPoison,
  signal,
  SITE,
  type Time,
} from "./_isolate.ts";

const adapters: readonly {
  readonly name: string;
  readonly bell: (store: Store, time: Time) => Bell;
}[] = [
  { name: "native", bell: (store, time) => createNativeBell({ store, now: () => time.now }) },
  { name: "polled", bell: (store, time) => createPolledBell({ store, now: () => time.now }) },
];

for (const { name, bell: makeBell } of adapters) {
  const open = async () => {
    const store = await openStore({ path: ":memory:" });
    await openHead(store, SITE);
    const time: Time = { now: Date.now() };
    const stopping = new AbortController();
    const inboxes: Inbox[] = [];
    return {
      store,
      time,
      bell: makeBell(store, time),
      stopping,
      inboxes,
      [Symbol.asyncDispose]: async () => {
        stopping.abort();
        for (const inbox of inboxes) await inbox.stop();
        await store.close();
      },
    };
  };

  Deno.test(`${name} queue: applies from memory what it accepts`, async () => {
    await using at = await open();
    const one = isolate(at);
    const answers = await Promise.all([1, 2, 3].map((n) => one.intake.accept(arrival(n))));
    await one.idle.times(1);
    assert.deepEqual(one.applied, answers.map(({ id }) => id));
    assert.deepEqual(await inboxOf(at.store), []);
  });

  Deno.test(`${name} queue: does what it finds in the inbox at its start`, async () => {
    await using at = await open();
    const dead = isolate({ ...at, dead: true });
    const answers = await Promise.all([1, 2, 3].map((n) => dead.intake.accept(arrival(n))));
    at.time.now += ACCEPT_LEASE + 1;
    const next = isolate(at);
    at.bell.start(() => next.inbox.look(), at.stopping.signal);
    await next.idle.times(1);
    assert.deepEqual(new Set(next.applied), new Set(answers.map(({ id }) => id)));
    assert.deepEqual(await inboxOf(at.store), []);
  });

  Deno.test(`${name} queue: leaves alone what its acceptor may still be working on`, async () => {
    await using at = await open();
    const busy = isolate({ ...at, dead: true });
    await busy.intake.accept(arrival(1));
    const other = isolate(at);
    await other.inbox.look();
    assert.equal(other.worker.size, 0);
    assert.equal((await inboxOf(at.store)).length, 1);
  });

  Deno.test(`${name} queue: rings when work falls due, without any new webhook`, async () => {
    await using at = await open();
    const looked = signal();
    at.bell.start(() => {
      looked.fire();
      return Promise.resolve();
    }, at.stopping.signal);
    await looked.times(1);
    const key = inboxKey(at.time.now + 10, newId());
    const ring = at.bell.ring(at.time.now + 10);
    await at.store.commit({
      sets: [{ key, value: { site: SITE, items: [] } }, ...ring.sets ?? []],
      rings: ring.rings ?? [],
    }, { key, mine: () => true });
    at.bell.rung(at.time.now + 10);
    const rang = performance.now();
    await looked.times(2);
    assert.ok(performance.now() - rang < LOOK_EVERY / 2, "it was the look of every 10 s");
  });

  Deno.test(`${name} queue: two isolates that look at once do each delivery once`, async () => {
    await using at = await open();
    const dead = isolate({ ...at, dead: true });
    const answers = [];
    for (let n = 1; n <= 30; n++) answers.push(await dead.intake.accept(arrival(n)));
    at.time.now += ACCEPT_LEASE + 1;
    const [a, b] = [isolate(at), isolate({ ...at, bell: makeBell(at.store, at.time) })];
    await Promise.all([a.inbox.look(), b.inbox.look()]);
    while (a.worker.size + b.worker.size > 0 || (await inboxOf(at.store)).length > 0) {
      await Promise.race([a.idle.times(1), b.idle.times(1)]);
    }
    assert.deepEqual([...a.applied, ...b.applied].sort(), answers.map(({ id }) => id).sort());
    assert.deepEqual((await logOf(at.store)).map(({ seq }) => seq), answers.map((_, n) => n + 1));
  });

  Deno.test(`${name} queue: isolates a delivery that fails, and its neighbours go on`, async () => {
    await using at = await open();
    const one = isolate({ ...at, wrap: refusingPoison });
    const calls = [arrival(1), arrival(2, { webhookEvent: "poison" }), arrival(3)];
    await Promise.all(calls.map((call) => one.intake.accept(call)));
    await one.idle.times(1);
    assert.deepEqual(one.applied, [calls[0]!.id, calls[2]!.id]);
    const [left] = await inboxOf(at.store);
    assert.equal(left!.item.id, calls[1]!.id);
    assert.equal(left!.item.attempts, 1);
    assert.match(left!.item.reason!, /Cannot digest poison/);
    assert.equal(left!.due, at.time.now + RETRY_AFTER[0]!);
  });

  Deno.test(`${name} queue: what breaks the decoder breaks nothing else`, async () => {
    await using at = await open();
    const one = isolate(at);
    const calls = [arrival(1), arrival(2), arrival(3)];
    Object.defineProperty(calls[1]!.body, "issue", {
      get: () => {
        throw new RangeError("Cannot read this at all");
      },
    });
    await Promise.all(calls.map((call) => one.intake.accept(call)));
    await one.idle.times(1);
    assert.deepEqual(one.applied, [calls[0]!.id, calls[2]!.id]);
    const [left] = await inboxOf(at.store);
    assert.equal(left!.item.id, calls[1]!.id);
    assert.match(left!.item.reason!, /Cannot read this at all/);
  });

  Deno.test(`${name} queue: retries with growing waits, then keeps a dead letter`, async () => {
    await using at = await open();
    const one = isolate({ ...at, wrap: refusingPoison });
    const call = arrival(2, { webhookEvent: "poison" });
    await one.intake.accept(call);
    await one.idle.times(1);
    for (const [attempt, wait] of RETRY_AFTER.entries()) {
      const [left] = await inboxOf(at.store);
      assert.equal(left!.due - at.time.now, wait);
      await one.inbox.look();
      assert.equal(
        (await inboxOf(at.store))[0]!.item.attempts,
        attempt + 1,
        "not before it is due",
      );
      at.time.now = left!.due;
      await one.inbox.look();
      await one.idle.times(attempt + 2);
    }
    assert.deepEqual(await inboxOf(at.store), []);
    const [letter] = await at.store.list<DeadLetter>({ prefix: deadKey(SITE) });
    assert.equal(letter!.value.id, call.id);
    assert.equal(letter!.value.attempts, RETRY_AFTER.length + 1);
    assert.match(letter!.value.reason!, /Cannot digest poison/);
  });

  Deno.test(`${name} queue: counts nothing as an attempt while the store can't`, async () => {
    await using at = await open();
    let broken = true;
    const one = isolate({
      ...at,
      wrap: (applier) => ({
        ...applier,
        apply: (works) =>
          broken
            ? Promise.reject(new StoreError("unavailable", "Cannot commit: disk on fire"))
            : applier.apply(works),
      }),
    });
    const call = arrival(1);
    await one.intake.accept(call);
    await one.idle.times(1);
    assert.equal((await inboxOf(at.store))[0]!.item.attempts, 0);
    broken = false;
    at.time.now += ACCEPT_LEASE + 1;
    await one.inbox.look();
    await one.idle.times(2);
    assert.deepEqual(one.applied, [call.id]);
  });

  Deno.test(`${name} queue: holds a comment until its issue is known, then applies it at once`, async () => {
    await using at = await open();
    const one = isolate({ ...at, canRefetch: true });
    const comment = arrival(7, {
      webhookEvent: "comment_created",
      changelog: undefined,
      comment: { id: "5", body: "Hello", updated: "2023-11-14T22:13:20.007+0000" },
      issue: { id: "10007", key: "ABC-7", fields: { summary: "s7" } },
    });
    await one.intake.accept(comment);
    await one.idle.times(1);
    const [held] = await inboxOf(at.store);
    assert.match(held!.item.reason!, /Waits for issue 10007/);
    assert.equal(held!.item.attempts, 0);
    const issue = arrival(7);
    await one.intake.accept(issue);
    await one.idle.times(2);
    assert.deepEqual(one.applied, [issue.id, comment.id]);
    assert.deepEqual(await inboxOf(at.store), []);
  });

  Deno.test(`${name} queue: keeps at hand once what is held again and again`, async () => {
    await using at = await open();
    const tried: string[] = [];
    const one = isolate({
      ...at,
      canRefetch: true,
      wrap: (applier) => ({
        ...applier,
        apply: (works) => {
          tried.push(...works.map(({ delivery }) => delivery!.record.id));
          return applier.apply(works);
        },
      }),
    });
    const comment = arrival(7, {
      webhookEvent: "comment_created",
      changelog: undefined,
      comment: { id: "5", body: "Hello", updated: "2023-11-14T22:13:20.007+0000" },
      issue: { id: "10007", key: "ABC-7", fields: { summary: "s7" } },
    });
    await one.intake.accept(comment);
    for (let times = 1; times < 3; times++) {
      await one.idle.times(times);
      at.time.now = (await inboxOf(at.store))[0]!.due;
      await one.inbox.look();
    }
    await one.idle.times(3);
    const before = tried.length;
    const issue = arrival(7);
    await one.intake.accept(issue);
    await one.idle.times(4);
    assert.deepEqual(tried.slice(before), [issue.id, comment.id]);
    assert.deepEqual(one.applied, [issue.id, comment.id]);
  });

  Deno.test(`${name} queue: a full memory only stores, and reads back all of it`, async () => {
    await using at = await open();
    const one = isolate(at);
    const filler = 31 * 1024 * 1024;
    assert.ok(one.inbox.reserve(filler));
    const padding = "x".repeat(200_000);
    const calls = Array.from({ length: 12 }, (_, n) => arrival(n, { padding }));
    for (const call of calls) await one.intake.accept(call);
    one.inbox.release(filler);
    one.inbox.idle();
    for (let round = 1; one.applied.length < calls.length; round++) await one.idle.times(round);
    assert.deepEqual(new Set(one.applied), new Set(calls.map(({ id }) => id)));
    assert.deepEqual(await inboxOf(at.store), []);
  });
}
