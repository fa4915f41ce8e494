/**
 * One isolate of the service without its surfaces, for tests of the way of a delivery.
 *
 * @module
 */

import { createIntake } from "../lib/inbox/intake/accept.ts";
import { createInbox, type Inbox } from "../lib/inbox/inbox.ts";
import type { Arrival, InboxBatch } from "../lib/inbox/types.ts";
import { createWorker, type Worker } from "../lib/inbox/work.ts";
import { type Applier, createApplier } from "../lib/mirror/apply.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import type { Bell } from "../lib/queue/bell.ts";
import { createIds } from "../lib/store/ids.ts";
import { inboxKey, logKey } from "../lib/store/keys.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import type { Store } from "../lib/store/types.ts";
import { inTime } from "./_waiting.ts";

/** The site of all tests. */
export const SITE = "default";

/** Gives ids. */
export const newId: () => string = createIds(Date.now);

/** Time of one test: it stands still unless moved. */
export interface Time {
  now: number;
}

/** What a test may choose. */
export interface IsolateOptions {
  /** Where the inbox is noted, to be stopped before the store closes. */
  readonly inboxes: Inbox[];
  readonly store: Store;
  readonly time: Time;
  readonly bell: Bell;
  readonly canRefetch?: boolean;
  /** Stands before the real applier. */
  readonly wrap?: (applier: Applier) => Applier;
  /** Hands nothing over in memory, as an isolate that dies after the answer. */
  readonly dead?: true;
}

/** One isolate: intake, inbox and worker over the real applier. */
export function isolate(options: IsolateOptions) {
  const { store, time, bell } = options;
  const applied: string[] = [];
  const idle = signal();
  const base = createApplier({
    store,
    site: SITE,
    now: () => time.now,
    newId,
    canRefetch: options.canRefetch ?? false,
    onCommitted: (entries) => void applied.push(...entries.map((entry) => entry.delivery!)),
  });
  const shared = { store, bell, now: () => time.now, random: () => 0.5 };
  // On a clock that stands still, without rests: who gives way waits for those in a hurry only.
  const way = createRightOfWay({ now: () => time.now, wait: () => Promise.resolve() });
  const logged: string[] = [];
  const worker: Worker = createWorker({
    ...shared,
    newId,
    way,
    applier: options.wrap?.(base) ?? base,
    log: (message) => void logged.push(message),
    isOurs: () => true,
    onForeign: () => {},
    onLeave: (ours) => inbox.leave(ours),
    onIdle: () => {
      inbox.idle();
      idle.fire();
    },
  });
  const inbox: Inbox = createInbox({
    ...shared,
    workerOf: () => worker,
    log: (message) => void logged.push(message),
  });
  options.inboxes.push(inbox);
  const intake = createIntake({
    ...shared,
    way,
    newId,
    dedupeFor: 1_000_000,
    reserve: (bytes) => options.dead ? true : inbox.reserve(bytes),
    release: inbox.release,
    overflow: inbox.overflow,
    handOff: options.dead ? () => {} : inbox.handOff,
  });
  return { intake, inbox, worker, way, applied, idle, logged };
}

/** Refuses to apply what is marked as poison, with others in the same batch or alone. */
export function refusingPoison(applier: Applier): Applier {
  return {
    ...applier,
    apply: (works) => {
      const poison = works.some(({ fact }) =>
        fact.by === "webhook" && fact.event.name === "poison"
      );
      if (poison) return Promise.reject(new TypeError("Cannot digest poison"));
      return applier.apply(works);
    },
  };
}

/** Something that happens more than once, and can be waited for. */
export function signal() {
  let fired = 0;
  let wake = () => {};
  return {
    fire: () => {
      fired++;
      wake();
    },
    times: async (count: number) => {
      const what = `signal number ${count}`;
      while (fired < count) {
        const next = new Promise<void>((resolve) => wake = resolve);
        await inTime(next, { what, seen: () => fired });
      }
    },
  };
}

/** A change of issue `n`; `given` takes the place of parts of its body. */
export function arrival(n: number, given: Partial<Record<string, unknown>> = {}): Arrival {
  const body = {
    webhookEvent: "jira:issue_updated",
    timestamp: 1_700_000_000_000 + n,
    changelog: { id: String(n), items: [{ field: "labels", fromString: "", toString: `l${n}` }] },
    issue: {
      id: String(10_000 + n),
      key: `ABC-${n}`,
      fields: {
        summary: `s${n}`,
        updated: new Date(1_700_000_000_000 + n).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
    ...given,
  };
  return {
    site: SITE,
    id: newId(),
    raw: new TextEncoder().encode(JSON.stringify(body)),
    body,
    receivedAt: Date.now(),
    identifier: `w-${n}-${Math.random()}`,
    flow: null,
    retry: null,
    secret: 0,
  };
}

/** Deliveries in the inbox, with the time each falls due. */
export async function inboxOf(store: Store) {
  const found = await store.list<InboxBatch>({ prefix: inboxKey() });
  return found.flatMap(({ key, value }) =>
    value.items.map((item) => ({ due: Number(key[1]), item }))
  );
}

/** The entries of the log. */
export async function logOf(store: Store) {
  return (await store.list<Segment>({ prefix: logKey(SITE) })).flatMap(({ value }) => value);
}
