/**
 * The real applier against the model the mirror is proved with: whatever is applied, in whatever
 * batches, by whichever of two isolates and over a store that fails now and then, rows, parts, key
 * aliases and the log are those of the model.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { createApplier } from "../lib/mirror/apply.ts";
import type { Fact } from "../lib/mirror/decide.ts";
import { openHead } from "../lib/mirror/head.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import { createIds } from "../lib/store/ids.ts";
import { issueKey, logKey, updatedKey } from "../lib/store/keys.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import type { Store } from "../lib/store/types.ts";
import { type Fault, faultyKv } from "./_faulty_kv.ts";
import { deliver } from "./mirror_model/drive.ts";
import { play } from "./mirror_model/history.ts";
import type { Mirror } from "./mirror_model/mirror.ts";
import { webhookPlans } from "./mirror_model/plan.ts";
import { RULES } from "./mirror_model/rules.ts";

const SITE = "default";
const newId = createIds(Date.now);

/** How the facts of a plan are cut into batches, which isolate has each, and what goes wrong. */
const schedules = fc.infiniteStream(fc.record({
  size: fc.integer({ min: 1, max: 9 }),
  isolate: fc.integer({ min: 0, max: 1 }),
  fault: fc.constantFrom<Fault>("none", "none", "none", "locked", "refused"),
}));

type Schedule = fc.Stream<
  { readonly size: number; readonly isolate: number; readonly fault: Fault }
>;

async function applyAll(facts: readonly Fact[], schedule: Schedule): Promise<Store> {
  const faults: Fault[] = [];
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({
    kv: faultyKv(kv, () => faults.shift() ?? "none"),
    backend: "memory",
  });
  await openHead(store, SITE);
  const isolates = [0, 1].map(() =>
    createApplier({
      store,
      site: SITE,
      now: () => 0,
      newId,
      canRefetch: false,
      onCommitted: () => {},
    })
  );
  let rest = facts;
  for (const { size, isolate, fault } of schedule) {
    if (rest.length === 0) break;
    faults.push(fault);
    const works = rest.slice(0, size).map((fact) => ({ fact, delivery: null }));
    const results = await isolates[isolate]!.apply(works);
    assert.ok(results.every(({ status }) => status === "done"));
    rest = rest.slice(results.length);
  }
  return store;
}

async function valuesAt(store: Store, prefix: readonly string[]) {
  const found = await store.list({ prefix: [...prefix, SITE] });
  return new Map(found.map(({ key, value }) => [key.slice(2).join(":"), value]));
}

async function assertAlike(store: Store, mirror: Mirror): Promise<void> {
  const keyed = (map: ReadonlyMap<string, unknown>) => new Map([...map].sort());
  assert.deepEqual(await valuesAt(store, ["issue"]), keyed(mirror.rows));
  assert.deepEqual(await valuesAt(store, ["part"]), keyed(mirror.parts));
  assert.deepEqual(await valuesAt(store, ["alias"]), keyed(mirror.aliases));
  const entries = (await store.list<Segment>({ prefix: logKey(SITE) })).flatMap(({ value }) =>
    value
  );
  const drafts = mirror.steps.flatMap(({ draft }) => draft === null ? [] : [draft]);
  assert.deepEqual(entries.map(({ seq }) => seq), drafts.map((_, at) => at + 1));
  assert.deepEqual(
    entries.map(({ text }) => JSON.parse(text)),
    drafts.map(({ item }, at) => JSON.parse(JSON.stringify({ seq: at + 1, ...item }))),
  );
}

/** The list by last update names each live issue once, at its version. */
async function assertListed(store: Store): Promise<void> {
  const rows = await store.list<IssueRow>({ prefix: issueKey(SITE) });
  const live = rows.filter(({ value }) => value.tombstone === null);
  const listed = await store.list({ prefix: updatedKey(SITE) });
  assert.deepEqual(
    new Map(listed.map(({ key }) => [String(key[3]), Number(key[2])])),
    new Map(live.map(({ value }) => [value.core.id, value.updated])),
  );
  assert.equal(listed.length, live.length);
}

Deno.test("the real applier writes what the model says, in any batches and over any faults", async () => {
  await fc.assert(
    fc.asyncProperty(webhookPlans, schedules, async (plan, schedule) => {
      const mirror = deliver(RULES, play(plan));
      const store = await applyAll(mirror.steps.map(({ fact }) => fact), schedule);
      try {
        await assertAlike(store, mirror);
        await assertListed(store);
      } finally {
        await store.close();
      }
    }),
    { numRuns: 150 },
  );
});
