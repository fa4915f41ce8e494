/**
 * Dead letters under any order of replays by two isolates, restarts and commits that go wrong: nothing
 * is lost, and nothing is applied twice.
 */

import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { choose, LAST_TIME } from "../lib/inbox/kept/kept.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { openHead } from "../lib/mirror/head.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import { inboxOf, logOf, refusingPoison, SITE, type Time } from "./_isolate.ts";
import { deadOf, makeDead, poison, type Replayer, replayer } from "./_kept.ts";
import { type Fault, faultyKv } from "./_faulty_kv.ts";

/** What happens next. Numbers choose among what there is. */
type Act =
  | { readonly do: "replay"; readonly by: 0 | 1; readonly from: number; readonly many: number }
  | { readonly do: "replay both"; readonly from: number; readonly many: number }
  | { readonly do: "work"; readonly by: 0 | 1 }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "crash"; readonly by: 0 | 1 }
  | { readonly do: "heal" }
  | { readonly do: "fault"; readonly fault: Fault };

const by = fc.constantFrom(0 as const, 1 as const);
const some = { from: fc.nat(9), many: fc.integer({ min: 1, max: 10 }) };

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("replay" as const), by, ...some }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("replay both" as const), ...some }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("work" as const), by }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(60_000) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), by }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("heal" as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("fault" as const),
        fault: fc.constantFrom<Fault>("locked", "answer_lost", "own_success_refused", "refused"),
      }),
    },
  ),
  { maxLength: 25 },
);

/** Two isolates on one store, and ten deliveries that only a later version can apply. */
async function openWorld() {
  const faults: Fault[] = [];
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({
    kv: faultyKv(kv, () => faults.shift() ?? "none"),
    backend: "memory",
  });
  await openHead(store, SITE);
  const time: Time = { now: 1_800_000_000_000 };
  const inboxes: Inbox[] = [];
  const letters = await makeDead({ store, time }, Array.from({ length: 10 }, (_, n) => poison(n)));
  let isHealed = false;
  const start = () =>
    replayer({
      store,
      time,
      inboxes,
      wrap: (applier) => {
        const refusing = refusingPoison(applier);
        return {
          ...applier,
          apply: (works) => isHealed ? applier.apply(works) : refusing.apply(works),
        };
      },
    });
  return {
    store,
    time,
    faults,
    letters,
    start,
    heal: () => void (isHealed = true),
    [Symbol.asyncDispose]: async () => {
      faults.length = 0;
      for (const inbox of inboxes) await inbox.stop();
      await store.close();
    },
  };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** Each delivery is in the inbox, a dead letter, or applied: never none of these, nor two. */
async function assertEachInOnePlace({ store, letters }: World): Promise<void> {
  const waiting = (await inboxOf(store)).map(({ item }) => item.id);
  const dead = (await deadOf(store)).map(({ id }) => id);
  const applied = (await logOf(store)).map(({ delivery }) => delivery!);
  deepEqual([...waiting, ...dead, ...applied].sort(), letters.map(({ id }) => id).sort());
}

async function replaySome(world: World, one: Replayer, act: { from: number; many: number }) {
  const ids = world.letters.slice(act.from, act.from + act.many).map(({ id }) => id);
  const { found } = await choose(one.letters, {
    selection: { ids },
    part: { limit: 500, after: null },
  });
  // A store that says "not now" leaves things where they are.
  await one.letters.replay(found).catch(() => {});
}

async function carryOut(world: World, { isolates, act }: {
  readonly isolates: Replayer[];
  readonly act: Act;
}): Promise<void> {
  switch (act.do) {
    case "replay":
      return await replaySome(world, isolates[act.by]!, act);
    case "replay both":
      await Promise.all(isolates.map((one) => replaySome(world, one, act)));
      return;
    case "work":
      return await isolates[act.by]!.inbox.look();
    case "wait":
      world.time.now += act.ms;
      return;
    case "crash":
      await isolates[act.by]!.worker.stop();
      await isolates[act.by]!.inbox.stop();
      isolates[act.by] = world.start();
      return;
    case "heal":
      return world.heal();
    case "fault":
      world.faults.push(act.fault);
  }
}

Deno.test("dead letters: whatever happens, each delivery is in one place, and applied once", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (list) => {
      await using world = await openWorld();
      const isolates = [world.start(), world.start()];
      for (const act of list) await carryOut(world, { isolates, act });
      world.faults.length = 0;
      for (const one of isolates) await one.worker.stop();
      await assertEachInOnePlace(world);
      world.heal();
      await replayAndApplyAll(world);
      equal((await logOf(world.store)).length, world.letters.length);
      await assertEachInOnePlace(world);
    }),
    { numRuns: 200 },
  );
});

async function replayAndApplyAll(world: World): Promise<void> {
  const { store, time } = world;
  const last = world.start();
  const { found } = await choose(last.letters, {
    selection: { from: 0, to: LAST_TIME },
    part: { limit: 500, after: null },
  });
  await last.letters.replay(found);
  for (let turn = 0; (await inboxOf(store)).length > 0; turn++) {
    if (turn > 1_000) throw new Error("The inbox does not become empty");
    time.now += 60 * 60_000;
    await last.inbox.look();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
