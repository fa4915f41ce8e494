import assert from "node:assert/strict";
import type { InboxBatch } from "../lib/inbox/types.ts";
import { decodeEvent } from "../lib/jira/event.ts";
import type { Alias } from "../lib/mirror/alias.ts";
import { aliasKey, inboxKey, updatedKey } from "../lib/store/keys.ts";
import type { Change, Limits, Store } from "../lib/store/types.ts";

import {
  accept,
  contents,
  isolate,
  newId,
  open,
  SITE,
  statuses,
  takeInHand,
  update,
} from "./_apply_site.ts";

Deno.test("apply() writes row, log, record and head and empties the inbox in one commit", async () => {
  await using site = await open();
  const accepted = await accept(site.store, [update(1), update(2), update(3, { issue: "10002" })]);
  const results = await isolate(site.store).apply(await takeInHand(site.store, accepted));
  assert.deepEqual(statuses(results), ["done", "done", "done"]);
  const after = await contents(site.store);
  assert.deepEqual(after.seqs, [1, 2, 3]);
  assert.equal(after.head.seq, 3);
  assert.deepEqual(
    after.records.map(({ id, seq }) => [id, seq]),
    accepted.ids.map((id, at) => [id, at + 1]),
  );
  assert.equal(after.inbox.length, 0);
  assert.equal((await after.row("10001"))!.core.summary, "s2");
});

Deno.test("apply() by two isolates holding the same deliveries applies each of them once", async () => {
  await using site = await open();
  const accepted = await accept(site.store, Array.from({ length: 40 }, (_, n) => update(n)));
  const [a, b] = [isolate(site.store), isolate(site.store)];
  const [ours, theirs] = await Promise.all([
    takeInHand(site.store, accepted),
    takeInHand(site.store, accepted),
  ]);
  const results = await Promise.all([a.apply(ours), b.apply(theirs)]);
  const after = await contents(site.store);
  assert.deepEqual(after.deliveries, accepted.ids);
  assert.deepEqual(after.seqs, accepted.ids.map((_, at) => at + 1));
  assert.deepEqual(new Set(results.flat().map(({ status }) => status)), new Set(["done", "gone"]));
});

Deno.test("apply() by two isolates with different deliveries of one issue keeps the log contiguous", async () => {
  await using site = await open();
  const halves = await Promise.all(
    [0, 1].map((half) =>
      accept(site.store, Array.from({ length: 30 }, (_, n) => update(n * 2 + half)))
    ),
  );
  await Promise.all(halves.map(async (half) => {
    const applier = isolate(site.store);
    for (const work of await takeInHand(site.store, half)) await applier.apply([work]);
  }));
  const after = await contents(site.store);
  assert.deepEqual(after.seqs, Array.from({ length: 60 }, (_, at) => at + 1));
  assert.equal((await after.row("10001"))!.core.summary, "s59");
  assert.equal(after.inbox.length, 0);
  const listed = await site.store.list({ prefix: updatedKey(SITE) });
  assert.equal(listed.length, 1, "the index holds the issue once");
});

for (const fault of ["locked", "answer_lost", "own_success_refused", "refused"] as const) {
  Deno.test(`apply() applies each delivery once when a commit is ${fault}`, async () => {
    await using site = await open();
    const accepted = await accept(site.store, [update(1), update(2), update(3)]);
    const works = await takeInHand(site.store, accepted);
    site.faults.push(fault);
    const applier = isolate(site.store);
    await applier.apply(works);
    const more = await accept(site.store, [update(4)]);
    await applier.apply(await takeInHand(site.store, more));
    const after = await contents(site.store);
    assert.deepEqual(after.seqs, [1, 2, 3, 4]);
    assert.deepEqual(after.deliveries, [...accepted.ids, ...more.ids]);
    assert.equal(after.records.length, 4);
    assert.equal(after.inbox.length, 0);
  });
}

Deno.test("apply() drops what was taken away from the middle of its batch and applies the rest", async () => {
  await using site = await open();
  const batches = await Promise.all([1, 2, 3].map((n) => accept(site.store, [update(n)])));
  const works = (await Promise.all(batches.map((each) => takeInHand(site.store, each)))).flat();
  await isolate(site.store).apply([works[1]!]);
  const again = (await Promise.all(
    batches.map((each, at) => at === 1 ? [works[1]!] : takeInHand(site.store, each)),
  )).flat();
  const results = await isolate(site.store).apply(again);
  assert.deepEqual(statuses(results), ["done", "gone", "done"]);
  const after = await contents(site.store);
  assert.deepEqual(after.deliveries, [1, 0, 2].map((at) => batches[at]!.ids[0]));
});

Deno.test("apply() leaves the rest of an inbox entry waiting when only part of it is applied", async () => {
  await using site = await open();
  const accepted = await accept(site.store, [update(1), update(2), update(3)]);
  const works = await takeInHand(site.store, accepted);
  const applier = isolate(site.store);
  await applier.apply([works[1]!]);
  const [entry] = (await contents(site.store)).inbox;
  assert.deepEqual(entry!.value.items.map(({ id }) => id), [accepted.ids[0], accepted.ids[2]]);
  await applier.apply([works[0]!, works[2]!]);
  assert.equal((await contents(site.store)).inbox.length, 0);
});

Deno.test("apply() leaves alone what is left of an entry whose version it doesn't know", async () => {
  await using site = await open();
  // No row remembers these: applied twice, they would be shown twice.
  const bodies = [1, 2].map((n) => ({
    webhookEvent: "of_a_plugin",
    timestamp: 1_700_000_000_000 + n,
  }));
  const accepted = await accept(site.store, bodies);
  const [first, second] = await takeInHand(site.store, accepted);
  site.faults.push("answer_lost");
  await isolate(site.store).apply([first!]);
  const rest = await site.store.get<InboxBatch>(accepted.key);
  const moved = { key: inboxKey(2, newId()), value: rest.value! };
  await site.store.commit({ sets: [moved], deletes: [accepted.key] }, {
    key: moved.key,
    mine: () => true,
  });
  assert.deepEqual(statuses(await isolate(site.store).apply([second!])), ["gone"]);
  const after = await contents(site.store);
  assert.deepEqual(after.deliveries, [accepted.ids[0]]);
  assert.deepEqual(after.inbox.map(({ key }) => key), [moved.key]);
});

Deno.test("apply() takes no more entries in hand than it can write back half done", async () => {
  await using site = await open();
  const batches = [];
  for (let n = 0; n < 70; n++) {
    batches.push(
      await accept(site.store, Array.from({ length: 50 }, (_, at) => update(n * 50 + at))),
    );
  }
  const works = [];
  for (const batch of batches) works.push((await takeInHand(site.store, batch))[0]!);
  const results = await isolate(site.store).apply(works);
  assert.ok(results.length > 0 && results.length < works.length);
  assert.deepEqual(new Set(statuses(results)), new Set(["done"]));
});

Deno.test("apply() takes as many entries in hand as one commit can check, beside the head", async () => {
  await using site = await open();
  const { results, changes } = await applySix(site.store, { checks: 4 });
  assert.equal(results.length, 3);
  assert.deepEqual(changes.map(({ checks }) => checks?.length), [4]);
  assert.deepEqual(new Set(statuses(results)), new Set(["done"]));
});

Deno.test("apply() takes no more deliveries than one value can hold the records of", async () => {
  await using site = await open();
  const { results } = await applySix(site.store, { valueBytes: 2_000 });
  assert.deepEqual(statuses(results), ["done", "done", "done", "done"]);
  const { records } = await contents(site.store);
  const bytes = new TextEncoder().encode(JSON.stringify(records)).length;
  assert.ok(records.length === 4 && bytes <= 2_000, `${bytes} bytes`);
});

Deno.test("apply() sees through its memory what another isolate wrote in between", async () => {
  await using site = await open();
  const [a, b] = [isolate(site.store), isolate(site.store)];
  for (let n = 1; n <= 20; n++) {
    const accepted = await accept(site.store, [update(n)]);
    await (n % 2 === 0 ? a : b).apply(await takeInHand(site.store, accepted));
  }
  const after = await contents(site.store);
  assert.deepEqual(after.seqs, Array.from({ length: 20 }, (_, at) => at + 1));
  assert.equal((await after.row("10001"))!.changes.length, 20);
});

Deno.test("apply() tells its isolate of what it committed, in order", async () => {
  await using site = await open();
  const committed: number[] = [];
  const applier = isolate(site.store, committed);
  for (const n of [1, 2, 3]) {
    const accepted = await accept(site.store, [update(n)]);
    await applier.apply(await takeInHand(site.store, accepted));
  }
  assert.deepEqual(committed, [1, 2, 3]);
});

Deno.test("apply() finds nothing to do only on rows that are current", async () => {
  await using site = await open();
  const [a, b] = [isolate(site.store), isolate(site.store)];
  const seen = (n: number, key: string) => {
    const body = update(n);
    return { ...body, issue: { ...body.issue, key } };
  };
  const create = seen(1, "OLD-1");
  // Rows of deliveries are remembered.
  const told = await accept(site.store, [create, seen(2, "NEW-1"), create]);
  await a.apply(await takeInHand(site.store, told));
  await b.apply(await takeInHand(site.store, await accept(site.store, [seen(9, "NEW-1")])));
  // To the rows that the first isolate remembers this is known; to the present ones it isn't.
  const event = decodeEvent(create);
  await a.apply([
    { fact: { by: "webhook", event, receivedAt: 1, delivery: "1" }, delivery: null },
  ]);
  const { value } = await site.store.get<Alias>(aliasKey(SITE, "NEW-1"));
  assert.equal(value?.version, 1_700_000_000_009);
});

/** Applies six deliveries, each of an entry of its own, on a store with other limits. */
async function applySix(store: Store, limits: Partial<Limits>) {
  const works = [];
  for (let n = 0; n < 6; n++) {
    works.push(...await takeInHand(store, await accept(store, [update(n)])));
  }
  const changes: Change[] = [];
  const results = await isolate({
    ...store,
    limits: { ...store.limits, ...limits },
    commit: (change, proof) => {
      changes.push(change);
      return store.commit(change, proof);
    },
  }).apply(works);
  return { results, changes };
}
