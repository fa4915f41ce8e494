/**
 * Accepting a verified delivery: its dedupe marks, raw body, inbox entry and bell in one durable
 * commit, shared with the other calls of the moment. Only then may Jira be answered.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Bell } from "../queue/bell.ts";
import { type Blob, blobSets, packBlob } from "../store/blob.ts";
import { joinBytes } from "../store/bytes.ts";
import { createGroup } from "../store/group.ts";
import { inboxKey, markKey, stagedKey } from "../store/keys.ts";
import type { RightOfWay } from "../store/right_of_way.ts";
import { type CommitResult, type Key, type Store, StoreError } from "../store/types.ts";
import { stageBlob } from "./stage.ts";
import { OpenBatch } from "./open_batch.ts";
import type { Acceptance, Arrival, BodyPlace, InboxBatch, InboxItem } from "./types.ts";

/** How long the accepting isolate has for its own deliveries before others may take them, ms. */
export const ACCEPT_LEASE = 5_000;

/** After this many lost races a batch is committed one by one. */
const BATCH_TRIES = 3;

/** Bytes of raw bodies one commit may hold; the rest is for keys, marks and entries. */
const BODY_BYTES = 600 * 1024;

/** What accepting needs. */
export interface AcceptDeps {
  readonly store: Store;
  readonly bell: Bell;
  readonly now: () => number;
  /** How long dedupe marks live, ms. */
  readonly dedupeFor: number;
  /** Takes room in memory for so many bytes, so that they needn't be read back. */
  readonly reserve: (bytes: number) => boolean;
  readonly newId: () => string;
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
}

interface Prepared {
  readonly arrival: Arrival;
  readonly marks: readonly Key[];
  /** A body too large to share a commit, stored already and not yet visible. */
  readonly staged: Blob | null;
}

/** Makes the intake of one isolate. */
export function createIntake(deps: AcceptDeps): Intake {
  const group = createGroup<Prepared, Acceptance>({
    run: (items) => storeBatch(deps, items),
    maxItems: Math.max(1, Math.floor(deps.store.limits.checks / 2)),
    maxBytes: BODY_BYTES,
    bytesOf: (item) => item.staged === null ? item.arrival.raw.length : 0,
    isOutage: (cause) => cause instanceof StoreError && cause.code === "unavailable",
  });
  const inFlight = new Map<string, Promise<Acceptance>>();

  async function accept(arrival: Arrival): Promise<Acceptance> {
    using _ = deps.way.enter();
    const marks = marksOf(arrival);
    const names = marks.map((mark) => mark.join("\n"));
    const first = names.map((name) => inFlight.get(name)).find((known) => known !== undefined);
    if (first !== undefined) return { status: "duplicate", id: (await first).id };
    const stored = storeOne({ arrival, marks });
    for (const name of names) inFlight.set(name, stored);
    try {
      return await stored;
    } finally {
      for (const name of names) inFlight.delete(name);
    }
  }

  async function storeOne(call: Omit<Prepared, "staged">): Promise<Acceptance> {
    const { site, id, raw } = call.arrival;
    if (raw.length <= BODY_BYTES) return await group.add({ ...call, staged: null });
    // Before all of it is written once more.
    const known = await firstCopy(deps, call.marks);
    if (known !== null) return { status: "duplicate", id: known };
    const blob = packBlob(raw);
    await stageBlob(deps, { site, id, blob });
    return await group.add({ ...call, staged: blob });
  }

  return { accept };
}

/**
 * The marks of a delivery: Jira's identifier, and the body's hash when the body carries its own
 * `timestamp`. Without one an automation rule may rightly send the same body twice. Copies of a body
 * agree on its timestamp, so it may lead the key: new marks then lie together, and writing them costs
 * half of what scattered ones do.
 */
function marksOf(arrival: Arrival): Key[] {
  const { site, identifier, body, raw } = arrival;
  const marks: Key[] = [];
  if (identifier !== null) marks.push(markKey(site, { by: "id", value: identifier }));
  if (Object.hasOwn(body, "timestamp")) {
    const time = typeof body.timestamp === "number" ? `${body.timestamp}` : "";
    const value = `${time} ${createHash("sha256").update(raw).digest("base64url")}`;
    marks.push(markKey(site, { by: "hash", value }));
  }
  return marks;
}

async function storeBatch(deps: AcceptDeps, items: readonly Prepared[]): Promise<Acceptance[]> {
  const answers = new Map<Prepared, Acceptance>();
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
  options: { readonly items: readonly Prepared[]; readonly answers: Map<Prepared, Acceptance> },
): Promise<Prepared[]> {
  const fresh: Prepared[] = [];
  for (const item of options.items) {
    const first = await firstCopy(deps, item.marks);
    if (first === null) fresh.push(item);
    else options.answers.set(item, { status: "duplicate", id: first });
  }
  return fresh;
}

/** The delivery that left one of the marks. */
async function firstCopy({ store }: AcceptDeps, marks: readonly Key[]): Promise<string | null> {
  const found = await store.getMany<string>(marks);
  return found.find((mark) => mark.value !== null)?.value ?? null;
}

/** One entry of the inbox, as it will be. */
interface Planned {
  readonly key: Key;
  readonly value: InboxBatch;
  readonly arrivals: readonly Arrival[];
  readonly bytes: number;
  readonly reserved: number;
}

/** Stores all of `items` in one commit, an inbox entry for each site; `false`: a mark was there. */
async function commitSites(deps: AcceptDeps, items: readonly Prepared[]): Promise<boolean> {
  const now = deps.now();
  const bySite = Map.groupBy(items, (item) => item.arrival.site);
  const bodies: { readonly key: Key; readonly value: unknown }[] = [];
  const plans = [...bySite].map(([site, group]) => plan(deps, { site, group, now, bodies }));
  const marks = items.flatMap((item) =>
    item.marks.map((key) => ({ key, value: item.arrival.id, expireIn: deps.dedupeFor }))
  );
  const due = now + ACCEPT_LEASE;
  const ring = deps.bell.ring(due);
  const [first] = plans;
  const firstId = first!.value.items[0]!.id;
  try {
    const result = await deps.store.commit({
      checks: marks.map(({ key }) => ({ key, versionstamp: null })),
      sets: [...marks, ...plans.map(entryOf), ...bodies, ...ring.sets ?? []],
      deletes: items.filter((item) => item.staged !== null)
        .map((item) => stagedKey(item.arrival.id)),
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

function entryOf(plan: Planned): { readonly key: Key; readonly value: InboxBatch } {
  return { key: plan.key, value: plan.value };
}

function plan(
  deps: AcceptDeps,
  options: {
    readonly site: string;
    readonly group: readonly Prepared[];
    readonly now: number;
    readonly bodies: { readonly key: Key; readonly value: unknown }[];
  },
): Planned {
  const { site, group, now } = options;
  const id = deps.newId();
  const together = group.filter((item) => item.staged === null);
  const blob = packBlob(joinBytes(together.map((item) => item.arrival.raw)));
  if (together.length > 0) options.bodies.push(...blobSets(site, { id, blob }));
  let offset = 0;
  const items = group.map((item) => {
    const { arrival, staged } = item;
    if (staged !== null) return itemOf(arrival, { ...staged.info, blob: arrival.id, offset: 0 });
    const place = { ...blob.info, blob: id, offset };
    offset += arrival.raw.length;
    return itemOf(arrival, place);
  });
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  const reserved = deps.reserve(bytes) ? bytes : 0;
  return {
    key: inboxKey(reserved > 0 ? now + ACCEPT_LEASE : now, id),
    value: { site, items },
    arrivals: group.map((item) => item.arrival),
    bytes,
    reserved,
  };
}

function itemOf(arrival: Arrival, body: BodyPlace): InboxItem {
  return {
    id: arrival.id,
    receivedAt: arrival.receivedAt,
    event: String(arrival.body.webhookEvent).slice(0, 100),
    flow: arrival.flow,
    retry: arrival.retry,
    secret: arrival.secret,
    bytes: arrival.raw.length,
    body,
    attempts: 0,
    holds: 0,
    reason: null,
  };
}

function settlePlan(
  deps: AcceptDeps,
  { plan, result }: { readonly plan: Planned; readonly result: CommitResult },
): void {
  if (plan.reserved === 0) {
    if (result.ok) deps.overflow(plan.bytes);
    return;
  }
  // Success recognised by its proof comes without a versionstamp: the sweep will find the entry.
  if (!result.ok || result.versionstamp === null) return deps.release(plan.reserved);
  const { key, value } = plan;
  deps.handOff(new OpenBatch({ key, value, versionstamp: result.versionstamp }), plan.arrivals);
}
