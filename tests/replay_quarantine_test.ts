/** Calls in quarantine taken in as deliveries are, over each kind of store. */

import { deepEqual, equal, match } from "node:assert/strict";
import type { Quarantined } from "../lib/inbox/types.ts";
import { bodyKey, quarantineKey } from "../lib/store/keys.ts";
import type { Store } from "../lib/store/types.ts";
import { arrival, inboxOf, logOf, SITE } from "./_isolate.ts";
import { quarantine, replayer } from "./_kept.ts";
import { allOf, everythingDone, onEachStore, toldOf } from "./_replay.ts";

onEachStore(
  "a call that can be read by now is accepted, once, and its body stays",
  async (world) => {
    const { store } = world;
    const { raw } = arrival(1);
    const id = await quarantine(world, { raw, identifier: "w-1" });
    const [a, b] = [replayer(world), replayer(world)];
    const found = await allOf(a.calls);
    const both = await Promise.all([a.calls.replay(found), b.calls.replay(found)]);
    deepEqual(both.map(({ replayed }) => replayed).sort(), [0, 1]);
    await everythingDone(world);
    deepEqual(await toldOf(world), [id]);
    deepEqual(await store.list({ prefix: quarantineKey(SITE) }), []);
    equal((await store.list({ prefix: bodyKey(SITE, id) })).length, 1);
    const copy = await a.intake.accept({ ...arrival(1), raw, identifier: "w-1" });
    deepEqual(copy, { status: "duplicate", id });
  },
);

onEachStore("a call that leaves no mark is accepted once all the same", async (world) => {
  const { raw } = arrival(1, { timestamp: undefined });
  const id = await quarantine(world, { raw });
  const [a, b] = [replayer(world), replayer(world)];
  const found = await allOf(a.calls);
  const both = await Promise.all([a.calls.replay(found), b.calls.replay(found)]);
  deepEqual(both.map(({ replayed, gone }) => [replayed, gone]).sort(), [[0, 1], [1, 0]]);
  await everythingDone(world);
  deepEqual(await toldOf(world), [id]);
  equal((await a.calls.replay(found)).gone, 1);
});

onEachStore(
  "a call that was accepted under another id leaves the quarantine as a copy",
  async (world) => {
    const call = arrival(1);
    const one = replayer(world);
    await one.intake.accept(call);
    const id = await quarantine(world, { raw: call.raw });
    const found = await allOf(one.calls);
    equal((await one.calls.replay(found)).duplicates, 1);
    await everythingDone(world);
    deepEqual(await world.store.list({ prefix: quarantineKey(SITE) }), []);
    deepEqual(await world.store.list({ prefix: bodyKey(SITE, id) }), []);
    equal((await logOf(world.store)).length, 1);
  },
);

onEachStore("a call that still can't be read stays, and says why and how often", async (world) => {
  const { store } = world;
  const id = await quarantine(world, { raw: new TextEncoder().encode("[1]") });
  const lost = await quarantine(world, { raw: arrival(1).raw });
  await store.commit({ deletes: [bodyKey(SITE, lost, 0)] }, {
    key: bodyKey(SITE, lost, 0),
    mine: () => false,
  });
  const one = replayer(world);
  const found = await allOf(one.calls);
  equal((await one.calls.replay(found)).unreadable, 2);
  const call = async (which: string) =>
    (await store.get<Quarantined>(quarantineKey(SITE, which))).value!;
  const first = await call(id);
  deepEqual([first.code, first.attempts], ["not_object", 2]);
  match(first.message, /not an object/);
  match((await call(lost)).message, /chunk 1 of 1 is missing/);
});

onEachStore("a large call goes back whole, and nothing removes its chunks", async (world) => {
  const noise = crypto.getRandomValues(new Uint8Array(60_000)).toBase64();
  const filler = Array.from({ length: 12 }, (_, at) => `${at}${noise}`);
  const call = arrival(1, { filler });
  const id = await quarantine(world, call);
  const one = replayer(world);
  const found = await allOf(one.calls);
  equal((await one.calls.replay(found)).replayed, 1);
  await everythingDone(world);
  deepEqual(await toldOf(world), [id]);
  deepEqual(new Uint8Array(await one.calls.bodyOf(found[0]!.value)), call.raw);
});

onEachStore(
  "making room in the quarantine leaves alone what is replayed meanwhile",
  async (world) => {
    const id = await quarantine(world, { raw: arrival(1).raw });
    const one = replayer(world);
    const found = await allOf(one.calls);
    await one.calls.replay(found);
    await everythingDone(world);
    // As one that has looked before, and finds too many.
    deepEqual(await one.calls.discard(found), { taken: 0, gone: 1 });
    equal((await world.store.list({ prefix: bodyKey(SITE, id) })).length, 1);
  },
);

onEachStore(
  "a copy that comes while a replay loses its call to a discard is stored",
  async (world) => {
    const call = arrival(1);
    await quarantine(world, call);
    const other = replayer(world);
    const found = await allOf(other.calls);
    const underWay = Promise.withResolvers<void>();
    const copyCame = Promise.withResolvers<void>();
    let isFirst = true;
    const slow: Store = {
      ...world.store,
      commit: async (change, proof) => {
        if (isFirst) {
          isFirst = false;
          underWay.resolve();
          await copyCame.promise;
          equal((await other.calls.discard(found)).taken, 1);
        }
        return await world.store.commit(change, proof);
      },
    };
    const one = replayer({ ...world, store: slow });
    const replayed = one.calls.replay(found);
    await underWay.promise;
    const copy = one.intake.accept({ ...call, id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" });
    copyCame.resolve();
    deepEqual(await copy, { status: "accepted", id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" });
    equal((await replayed).gone, 1);
    await everythingDone(world);
    equal((await logOf(world.store)).length, 1);
  },
);

onEachStore("a call discarded while it is read is not counted as one that stays", async (world) => {
  await quarantine(world, { raw: new TextEncoder().encode("[1]") });
  const one = replayer(world);
  const found = await allOf(one.calls);
  await one.calls.discard(found);
  equal((await one.calls.replay(found)).gone, 1);
  deepEqual(await inboxOf(world.store), []);
});
