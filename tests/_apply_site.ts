/**
 * A site to apply deliveries to: a real store in memory, bodies, and the inbox entries they lie in.
 *
 * @module
 */

import { OpenBatch } from "../lib/inbox/open_batch.ts";
import type { InboxBatch, InboxItem } from "../lib/inbox/types.ts";
import { decodeEvent } from "../lib/jira/event.ts";
import type { Applied, Work } from "../lib/mirror/work.ts";
import { createApplier } from "../lib/mirror/apply.ts";
import { openHead, readHead } from "../lib/mirror/head.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import type { DeliveryRecord, IssueRow } from "../lib/mirror/types.ts";
import { createIds } from "../lib/store/ids.ts";
import { deliveryKey, inboxKey, issueKey, logKey } from "../lib/store/keys.ts";
import { createKvStore } from "../lib/store/kv_store.ts";
import type { Store } from "../lib/store/types.ts";
import { type Fault, faultyKv } from "./_faulty_kv.ts";

/** The site of these tests. */
export const SITE = "default";
/** Ids in order of time. */
export const newId = createIds(Date.now);

/** A store with a log, and faults that are armed once the test begins. */
export async function open() {
  const kv = await Deno.openKv(":memory:");
  const faults: Fault[] = [];
  const store = createKvStore({
    kv: faultyKv(kv, () => faults.shift() ?? "none"),
    backend: "memory",
  });
  await openHead(store, SITE);
  return { store, kv, faults, [Symbol.asyncDispose]: () => store.close() };
}

/** An isolate on the store; `committed` gathers what it was told of. */
export function isolate(store: Store, committed: number[] = []) {
  return createApplier({
    store,
    site: SITE,
    now: Date.now,
    newId,
    canRefetch: false,
    onCommitted: (entries) => void committed.push(...entries.map(({ seq }) => seq)),
  });
}

/** The `n`-th webhook body that changes an issue. */
export function update(
  n: number,
  given: { readonly issue?: string; readonly summary?: string } = {},
) {
  return {
    webhookEvent: "jira:issue_updated",
    timestamp: 1_700_000_000_000 + n,
    changelog: { id: String(n), items: [{ field: "summary", fromString: "a", toString: `s${n}` }] },
    issue: {
      id: given.issue ?? "10001",
      key: `ABC-${given.issue ?? "10001"}`,
      fields: {
        summary: given.summary ?? `s${n}`,
        updated: new Date(1_700_000_000_000 + n).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
  };
}

function itemOf(id: string): InboxItem {
  return {
    id,
    receivedAt: Date.now(),
    event: "jira:issue_updated",
    flow: null,
    retry: null,
    secret: 0,
    bytes: 10,
    body: { blob: id, offset: 0, encoding: "raw", chunks: 1 },
    attempts: 0,
    holds: 0,
    reason: null,
  };
}

/** Puts deliveries into the inbox as one batch. */
export async function accept(store: Store, bodies: readonly Record<string, unknown>[]) {
  const ids = bodies.map(() => newId());
  const key = inboxKey(1, newId());
  const value: InboxBatch = { site: SITE, items: ids.map(itemOf) };
  await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  return { key, ids, bodies };
}

/** A batch of the inbox. */
export type Accepted = Awaited<ReturnType<typeof accept>>;

/** The deliveries as an isolate takes them in hand, reading the inbox for itself. */
export async function takeInHand(store: Store, accepted: Accepted): Promise<Work[]> {
  const found = await store.get<InboxBatch>(accepted.key);
  const fence = new OpenBatch({ ...found, value: found.value!, versionstamp: found.versionstamp! });
  return accepted.ids.map((id, at) => ({
    fact: {
      by: "webhook",
      event: decodeEvent(accepted.bodies[at]!),
      receivedAt: Date.now(),
      delivery: id,
    },
    delivery: {
      fence,
      record: {
        id,
        receivedAt: Date.now(),
        event: "jira:issue_updated",
        attempts: 1,
        bytes: 10,
        flow: null,
        retry: null,
        secret: 0,
      },
    },
  }));
}

/** All that applying may have written. */
export async function contents(store: Store) {
  const log = (await store.list<Segment>({ prefix: logKey(SITE) })).flatMap(({ value }) => value);
  const records = await store.list<DeliveryRecord[]>({ prefix: deliveryKey(SITE) });
  return {
    seqs: log.map(({ seq }) => seq),
    deliveries: log.map(({ delivery }) => delivery),
    records: records.flatMap(({ value }) => value),
    inbox: await store.list<InboxBatch>({ prefix: inboxKey() }),
    head: (await readHead(store, SITE)).value,
    row: async (id: string) => (await store.get<IssueRow>(issueKey(SITE, id))).value,
  };
}

/** How each work ended. */
export const statuses = (applied: readonly Applied[]) => applied.map(({ status }) => status);
