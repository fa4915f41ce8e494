/** What moves while the chores remove old bodies: replayed, put off, let go of. */

import { equal, ok } from "node:assert/strict";
import { HOLD_AT_MOST } from "../lib/inbox/postpone.ts";
import { releaseHeld } from "../lib/inbox/release.ts";
import { removePayloads } from "../lib/inbox/retention.ts";
import type { DeadLetter } from "../lib/inbox/types.ts";
import { createPolledBell } from "../lib/queue/polled.ts";
import { bodyKey, heldKey, inboxKey } from "../lib/store/keys.ts";
import type { Store } from "../lib/store/types.ts";
import { arrival, inboxOf, newId, refusingPoison, SITE } from "./_isolate.ts";
import { makeDead, poison, replayer } from "./_kept.ts";
import { allOf, inMemory, onEachStore, waitUntil, type World } from "./_replay.ts";

const DAY = 24 * 60 * 60 * 1000;

onEachStore("no body goes that a replay moved while the chores looked", async (world) => {
  const { store } = world;
  const [letter] = await makeDead(world, [arrival(1)]);
  // What is replayed still waits when the chores are done: once applied, it needs no body.
  const never = new Promise<never>(() => {});
  const other = replayer({ ...world, wrap: (applier) => ({ ...applier, apply: () => never }) });
  world.time.now += 10 * DAY;
  let moved = false;
  const slow: Store = {
    ...store,
    list: async (range) => {
      const answer = await store.list(range);
      // Between the look at the inbox and that at the dead letters.
      if (!moved && range.prefix?.[0] === inboxKey()[0]) {
        moved = true;
        const found = await allOf(other.letters);
        equal((await other.letters.replay(found)).replayed, 1);
      }
      return answer as never;
    },
  };
  const before = world.time.now - DAY;
  const signal = new AbortController().signal;
  await removePayloads({ store: slow, site: SITE, before, signal });
  ok(moved);
  const kept = await store.list({ prefix: bodyKey(SITE, letter!.body.blob) });
  equal(kept.length, 1);
});

/** A comment on an issue nobody knows, dead since long and replayed: its body is old. */
async function replayOldComment(world: World, canApply: Promise<void>): Promise<DeadLetter> {
  const comment = arrival(7, {
    webhookEvent: "comment_created",
    changelog: undefined,
    comment: { id: "5", body: "Hello", updated: "2023-11-14T22:13:20.007+0000" },
    issue: { id: "10007", key: "ABC-7", fields: { summary: "s7" } },
  });
  const [letter] = await makeDead(world, [comment]);
  world.time.now += 2 * HOLD_AT_MOST;
  const one = replayer({
    ...world,
    canRefetch: true,
    wrap: (applier) => ({
      ...applier,
      apply: async (works) => {
        await canApply;
        return await applier.apply(works);
      },
    }),
  });
  equal((await one.letters.replay(await allOf(one.letters))).replayed, 1);
  return letter!;
}

/** Runs the chores over an inbox of two pages, and does something between these. */
async function removeOldBodies(
  { store, time }: World,
  { due, between }: { readonly due: number; readonly between: () => Promise<void> },
): Promise<void> {
  const sets = Array.from({ length: 200 }, (_, n) => ({
    key: inboxKey(due + n, newId()),
    value: { site: SITE, items: [] },
  }));
  await store.commit({ sets }, { key: sets[0]!.key, mine: () => true });
  let pages = 0;
  const watched: Store = {
    ...store,
    list: async (range) => {
      const answer = await store.list(range);
      if (range.prefix?.[0] === inboxKey()[0] && ++pages === 1) await between();
      return answer as never;
    },
  };
  const signal = new AbortController().signal;
  await removePayloads({ store: watched, site: SITE, before: time.now - DAY, signal });
  ok(pages > 1);
}

async function isHeld({ store }: World): Promise<boolean> {
  return (await store.list({ prefix: heldKey(SITE) })).length === 1;
}

async function assertBodyThere({ store }: World, { body }: DeadLetter): Promise<void> {
  equal((await store.list({ prefix: bodyKey(SITE, body.blob) })).length, 1);
}

inMemory(
  "no body goes of what begins to wait for its issue while the chores look",
  async (world) => {
    const gate = Promise.withResolvers<void>();
    const letter = await replayOldComment(world, gate.promise);
    // Claimed for 30 s, it comes to wait for 5 s: behind those who have read so far.
    await waitUntil(async () =>
      (await world.store.list({ prefix: inboxKey(), end: inboxKey(world.time.now + 1) })).length ===
        0
    );
    await removeOldBodies(world, {
      due: world.time.now + 10_000,
      between: async () => {
        gate.resolve();
        await waitUntil(() => isHeld(world));
      },
    });
    await assertBodyThere(world, letter);
  },
);

inMemory("no body goes of what was let go of while the chores look", async (world) => {
  const letter = await replayOldComment(world, Promise.resolve());
  await waitUntil(() => isHeld(world));
  const { store } = world;
  const now = () => world.time.now;
  const bell = createPolledBell({ store, now });
  await removeOldBodies(world, {
    due: now() + 1_000,
    between: async () => {
      const release = { store, site: SITE, bell, now, look: () => Promise.resolve() };
      await releaseHeld(release, { issueId: "10007", absentFor: null });
    },
  });
  await assertBodyThere(world, letter);
});

inMemory(
  "no body goes of what lay in the inbox for days and is put off while the chores look",
  async (world) => {
    const dead = replayer({ ...world, dead: true });
    await dead.intake.accept(poison(1));
    const [{ item } = { item: null }] = await inboxOf(world.store);
    world.time.now += 2 * DAY;
    const gate = Promise.withResolvers<void>();
    const one = replayer({
      ...world,
      wrap: (applier) => {
        const { apply } = refusingPoison(applier);
        return { ...applier, apply: (works) => gate.promise.then(() => apply(works)) };
      },
    });
    // Claimed for 30 s, it is put off for 1 s: behind those who have read so far.
    await one.inbox.look();
    await removeOldBodies(world, {
      due: world.time.now + 10_000,
      between: async () => {
        gate.resolve();
        await waitUntil(async () =>
          (await inboxOf(world.store)).some((each) => each.item.attempts === 1)
        );
      },
    });
    equal((await world.store.list({ prefix: bodyKey(SITE, item!.body.blob) })).length, 1);
  },
);
