/**
 * Dead letters and calls in quarantine, put there as the service does, and what replays them.
 *
 * @module
 */

import type { Shelf } from "../lib/inbox/kept/kept.ts";
import { createQuarantine } from "../lib/inbox/kept/quarantine.ts";
import { deadLetters } from "../lib/inbox/kept/replay_dead.ts";
import { quarantinedCalls } from "../lib/inbox/kept/replay_quarantine.ts";
import type { Arrival, DeadLetter, InboxBatch, Quarantined } from "../lib/inbox/types.ts";
import { createPolledBell } from "../lib/queue/polled.ts";
import { deadKey, inboxKey } from "../lib/store/keys.ts";
import type { Service } from "../lib/service.ts";
import type { Store } from "../lib/store/types.ts";
import { arrival, isolate, type IsolateOptions, newId, SITE, type Time } from "./_isolate.ts";

/** One isolate with what replays. */
export type Replayer = ReturnType<typeof replayer>;

/** Makes an isolate that can replay, over a store that others may share. */
export function replayer(options: Omit<IsolateOptions, "bell">) {
  const { store, time } = options;
  const now = () => time.now;
  const bell = createPolledBell({ store, now });
  const one = isolate({ ...options, bell });
  const letters: Shelf<DeadLetter> = deadLetters({
    store,
    site: SITE,
    bell,
    now,
    newId,
    overflow: one.inbox.overflow,
    look: one.inbox.look,
  });
  const calls: Shelf<Quarantined> = quarantinedCalls({ store, site: SITE, intake: one.intake });
  return { ...one, letters, calls };
}

/** Accepts deliveries and has each given up at once, as after its last attempt. */
export async function makeDead(
  { store, time }: { readonly store: Store; readonly time: Time },
  arrivals: readonly Arrival[],
): Promise<DeadLetter[]> {
  const dead = replayer({ store, time, inboxes: [], dead: true });
  await Promise.all(arrivals.map((each) => dead.intake.accept(each)));
  const letters: DeadLetter[] = [];
  for (const { key, value } of await store.list<InboxBatch>({ prefix: inboxKey() })) {
    const sets = value.items.map((item) => ({
      key: deadKey(SITE, item.id),
      value: {
        ...item,
        site: SITE,
        attempts: 6,
        reason: "Cannot digest poison",
        diedAt: time.now,
        about: { issue: "ABC-1", project: "ABC" },
      } satisfies DeadLetter,
    }));
    letters.push(...sets.map(({ value }) => value));
    await store.commit({ sets, deletes: [key] }, { key: sets[0]!.key, mine: () => true });
  }
  return letters.sort((a, b) => a.id < b.id ? -1 : 1);
}

/** Keeps a call aside, as one that could not be read when it came. */
export async function quarantine(
  { store, time }: { readonly store: Store; readonly time: Time },
  given: Pick<Arrival, "raw"> & Partial<Arrival>,
): Promise<string> {
  const keep = createQuarantine({ store, now: () => time.now, log: () => {} });
  const { raw, id = newId(), identifier = null } = given;
  await keep({
    site: SITE,
    id,
    raw,
    receivedAt: time.now,
    code: "not_json",
    message: "Cannot read the body: it is not JSON",
    identifier,
    flow: "Primary",
    retry: null,
    secret: 0,
  });
  return id;
}

/** Dead letters as they stand. */
export async function deadOf(store: Store): Promise<readonly DeadLetter[]> {
  return (await store.list<DeadLetter>({ prefix: deadKey(SITE) })).map(({ value }) => value);
}

/** A change whose number is also its issue's, which nothing can apply. */
export function poison(n: number): Arrival {
  return arrival(n, { webhookEvent: "poison" });
}

/**
 * What of a service is needed to put things there behind its back. Their ids have to be its own: only
 * those of one source are in order within a millisecond.
 */
type Behind = Pick<Service, "store" | "now" | "newId">;

/** Has a service's store hold these bodies as dead letters; oldest first. */
export async function makeDeadIn(
  { store, now, newId }: Behind,
  bodies: readonly Readonly<Record<string, unknown>>[],
): Promise<DeadLetter[]> {
  const arrivals = bodies.map((body, n) => ({
    ...arrival(n),
    id: newId(),
    raw: new TextEncoder().encode(JSON.stringify(body)),
    body,
    receivedAt: now(),
  }));
  return await makeDead({ store, time: { now: now() } }, arrivals);
}

/** Has a service's store hold a body in quarantine that can be read. */
export async function quarantineIn(
  { store, now, newId }: Behind,
  body: unknown,
): Promise<string> {
  const raw = new TextEncoder().encode(JSON.stringify(body));
  return await quarantine({ store, time: { now: now() } }, { raw, id: newId() });
}
