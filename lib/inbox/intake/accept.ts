/**
 * Accepting a verified delivery: its dedupe marks, raw body, inbox entry and bell in one durable
 * commit, shared with the other calls of the moment. Only then may Jira be answered.
 *
 * @module
 */

import type { Bell } from "../../queue/bell.ts";
import { type BlobInfo, packBlob } from "../../store/blob.ts";
import { createGroup } from "../../store/group.ts";
import { keyName, stagedKey } from "../../store/keys.ts";
import type { RightOfWay } from "../../store/right_of_way.ts";
import {
  type CommitResult,
  type Found,
  type Key,
  type Store,
  StoreError,
} from "../../store/types.ts";
import { marksOf } from "./marks.ts";
import { movedSets } from "../moved.ts";
import { ACCEPT_LEASE, type PlanDeps, planEntry, type Planned, type Prepared } from "./plan.ts";
import { stageBlob } from "./stage.ts";
import { OpenBatch } from "../open_batch.ts";
import type { Acceptance, Arrival, InboxBatch } from "../types.ts";

/** After this many lost races a batch is committed one by one. */
const BATCH_TRIES = 3;

/** Bytes of raw bodies one commit may hold; the rest is for keys, marks and entries. */
const BODY_BYTES = 600 * 1024;

/** What accepting needs. */
export interface AcceptDeps extends PlanDeps {
  readonly store: Store;
  readonly bell: Bell;
  readonly now: () => number;
  /** How long dedupe marks live, ms. */
  readonly dedupeFor: number;
  /** Takes over stored deliveries for which room was reserved. */
  readonly handOff: (batch: OpenBatch, arrivals: readonly Arrival[]) => void;
  /** Gives reserved room back. */
  readonly release: (bytes: number) => void;
  /** Accepting goes before what is in no hurry. */
  readonly way: RightOfWay;
  /** Told how many bytes were stored for which there was no room in memory. */
  readonly overflow: (bytes: number) => void;
}

/** Accepts deliveries. */
export interface Intake {
  /**
   * Stores the delivery, or finds that it is a copy.
   *
   * @throws {StoreError} When it can't be stored now; Jira must be told to come back.
   */
  accept(arrival: Arrival): Promise<Acceptance>;
  /**
   * Takes in a call that was kept aside: the same, but its body stays where it is, and the commit
   * that accepts it removes what was kept of it.
   *
   * @returns `null` when it is no longer kept as it was read.
   * @throws {StoreError} When it can't be stored now; it is still kept then.
   */
  adopt(arrival: Arrival, kept: Kept): Promise<Outcome>;
}

/** `null`: nothing was done, as somebody else has taken what was kept. */
type Outcome = Acceptance | null;

/** A call kept aside, its body stored under its id. */
export interface Kept {
  readonly entry: Found<unknown>;
  readonly body: BlobInfo;
}

/** Makes the intake of one isolate. */
export function createIntake(deps: AcceptDeps): Intake {
  const group = createGroup<Prepared, Outcome>({
    run: (items) => storeBatch(deps, items),
    maxItems: Math.max(1, Math.floor(deps.store.limits.checks / 2)),
    maxBytes: BODY_BYTES,
    bytesOf: (item) => item.stored === null ? item.arrival.raw.length : 0,
    isOutage: (cause) => cause instanceof StoreError && cause.code === "unavailable",
  });
  const inFlight = new Map<string, Promise<Outcome>>();

  /** A copy that comes meanwhile waits for the outcome of the first one. */
  async function once(
    arrival: Arrival,
    store: (marks: readonly Key[]) => Promise<Outcome>,
  ): Promise<Outcome> {
    using _ = deps.way.enter();
    const marks = marksOf(arrival);
    const names = marks.map(keyName);
    const copyOf = () => names.map((name) => inFlight.get(name)).find((first) => first);
    for (let first = copyOf(); first !== undefined; first = copyOf()) {
      const outcome = await first;
      if (outcome !== null) return { status: "duplicate", id: outcome.id };
    }
    const stored = store(marks);
    for (const name of names) inFlight.set(name, stored);
    try {
      return await stored;
    } finally {
      for (const name of names) inFlight.delete(name);
    }
  }

  async function storeOne(arrival: Arrival, marks: readonly Key[]): Promise<Outcome> {
    const { site, id, raw } = arrival;
    const call = { arrival, marks, kept: null };
    if (raw.length <= BODY_BYTES) return await group.add({ ...call, stored: null });
    // Before all of it is written once more.
    const known = await firstCopy(deps, marks);
    if (known !== null) return { status: "duplicate", id: known };
    const blob = packBlob(raw);
    await stageBlob(deps, { site, id, blob });
    return await group.add({ ...call, stored: blob.info });
  }

  return {
    // What was not kept before can't be taken by others.
    accept: async (arrival) => (await once(arrival, (marks) => storeOne(arrival, marks)))!,
    adopt: (arrival, { entry, body }) =>
      once(arrival, async (marks) => {
        // Alone: it has a check more than the calls of a group.
        const [answer] = await storeBatch(deps, [{ arrival, marks, stored: body, kept: entry }]);
        return answer ?? null;
      }),
  };
}

async function storeBatch(deps: AcceptDeps, items: readonly Prepared[]): Promise<Outcome[]> {
  const answers = new Map<Prepared, Outcome>();
  let rest = items;
  for (let attempt = 0; attempt < BATCH_TRIES && rest.length > 0; attempt++) {
    if (await commitSites(deps, rest)) {
      for (const item of rest) answers.set(item, accepted(item));
      rest = [];
    } else {
      rest = await withoutKnown(deps, { items: rest, answers });
    }
  }
  for (const item of rest) {
    if (await commitSites(deps, [item])) answers.set(item, accepted(item));
    else if ((await withoutKnown(deps, { items: [item], answers })).length > 0) {
      throw new StoreError("unavailable", "Cannot store the delivery: its marks keep changing");
    }
  }
  return items.map((item) => answers.get(item)!);
}

function accepted(item: Prepared): Acceptance {
  return { status: "accepted", id: item.arrival.id };
}

/** Answers the copies among `items`; gives the others back. */
async function withoutKnown(
  deps: AcceptDeps,
  options: { readonly items: readonly Prepared[]; readonly answers: Map<Prepared, Outcome> },
): Promise<Prepared[]> {
  const fresh: Prepared[] = [];
  for (const item of options.items) {
    const first = await firstCopy(deps, item.marks);
    if (await isGone(deps, item)) options.answers.set(item, null);
    else if (first !== null) options.answers.set(item, { status: "duplicate", id: first });
    else fresh.push(item);
  }
  return fresh;
}

/** Whether somebody else has taken in, or discarded, what was kept. */
async function isGone({ store }: AcceptDeps, { kept }: Prepared): Promise<boolean> {
  return kept !== null && (await store.get(kept.key)).versionstamp !== kept.versionstamp;
}

/** The delivery that left one of the marks. */
async function firstCopy({ store }: AcceptDeps, marks: readonly Key[]): Promise<string | null> {
  const found = await store.getMany<string>(marks);
  return found.find((mark) => mark.value !== null)?.value ?? null;
}

/** Stores all of `items` in one commit, an inbox entry for each site; `false`: a mark was there. */
async function commitSites(deps: AcceptDeps, items: readonly Prepared[]): Promise<boolean> {
  const now = deps.now();
  const bySite = Map.groupBy(items, (item) => item.arrival.site);
  const bodies: { readonly key: Key; readonly value: unknown }[] = [];
  const plans = [...bySite].map(([site, group]) => planEntry(deps, { site, group, now, bodies }));
  const marks = items.flatMap((item) =>
    item.marks.map((key) => ({ key, value: item.arrival.id, expireIn: deps.dedupeFor }))
  );
  const kept = items.flatMap((item) => item.kept ?? []);
  const due = now + ACCEPT_LEASE;
  const ring = deps.bell.ring(due);
  const [first] = plans;
  const firstId = first!.value.items[0]!.id;
  try {
    const result = await deps.store.commit({
      checks: [...marks.map(({ key }) => ({ key, versionstamp: null })), ...kept],
      sets: [
        ...marks,
        ...plans.map(({ key, value }) => ({ key, value })),
        ...bodies,
        ...plans.flatMap(({ value }) => movedSets(value, now)),
        ...ring.sets ?? [],
      ],
      deletes: [
        ...kept.map(({ key }) => key),
        ...items.filter((item) => item.stored !== null)
          .map((item) => stagedKey(item.arrival.id)),
      ],
      rings: ring.rings ?? [],
    }, {
      key: first!.key,
      mine: (there) => (there as InboxBatch).items[0]?.id === firstId,
    });
    if (result.ok) deps.bell.rung(due);
    for (const each of plans) settlePlan(deps, { plan: each, result });
    return result.ok;
  } catch (cause) {
    for (const each of plans) deps.release(each.reserved);
    throw cause;
  }
}

function settlePlan(
  deps: AcceptDeps,
  { plan, result }: { readonly plan: Planned; readonly result: CommitResult },
): void {
  if (plan.reserved === 0) {
    if (result.ok) deps.overflow(plan.bytes);
    return;
  }
  // Success recognised by its proof comes without a versionstamp: the next look finds the entry.
  if (!result.ok || result.versionstamp === null) return deps.release(plan.reserved);
  const { key, value } = plan;
  deps.handOff(new OpenBatch({ key, value, versionstamp: result.versionstamp }), plan.arrivals);
}
