/**
 * The inbox of one isolate: room for deliveries in memory, a worker per site, and the look into the
 * store for what is due.
 *
 * @module
 */

import { ABOUT_NOTHING } from "./about.ts";
import { createBodySource } from "./body_source.ts";
import { claim, PAGE, readDue } from "./claim.ts";
import { createInHand } from "./in_hand.ts";
import { OpenBatch } from "./open_batch.ts";
import { type Ours, type PostponeDeps, postponeFailed } from "./postpone.ts";
import { createRoom } from "./room.ts";
import type { Arrival, InboxBatch, InboxItem } from "./types.ts";
import type { Worker } from "./work.ts";

/** What the inbox needs. */
export interface InboxDeps extends PostponeDeps {
  /** The worker of a site; `null` when the site is no longer configured. */
  readonly workerOf: (site: string) => Worker | null;
  readonly log: (message: string, cause?: unknown) => void;
}

/** Deliveries on their way through one isolate. */
export interface Inbox {
  /** Whether the backlog leaves room on the disk for more. */
  hasRoom(): boolean;
  /** Takes room in memory; `false` when there is none. */
  reserve(bytes: number): boolean;
  /** Gives room back. */
  release(bytes: number): void;
  /** So many bytes were stored without room in memory. */
  overflow(bytes: number): void;
  /** Works on stored deliveries for which room was taken; `bodies` in the order of its items. */
  handOff(batch: OpenBatch, bodies: readonly Pick<Arrival, "body">[]): void;
  /** A delivery left the worker. */
  leave(ours: Ours): void;
  /** Resolves when the delivery has left the worker, at the latest after `ms`. */
  settled(id: string, ms: number): Promise<void>;
  /** Memory is empty: looks for what found no room there. */
  idle(): void;
  /** Looks into the store for work that is due. */
  look(): Promise<void>;
  /** Looks no more; resolves when the look under way is over. */
  stop(): Promise<void>;
}

interface Readable {
  readonly item: InboxItem;
  readonly body: Arrival["body"];
}

/** Makes the inbox of one isolate. */
export function createInbox(deps: InboxDeps): Inbox {
  const room = createRoom();
  const inHand = createInHand();
  let isMoreDue = false;
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  function handOff(batch: OpenBatch, bodies: readonly Pick<Arrival, "body">[]): void {
    start(batch, batch.items.map((item, at) => ({ item, body: bodies[at]!.body })));
  }

  function start(batch: OpenBatch, readable: readonly Readable[]): void {
    if (readable.length === 0) return;
    inHand.take(batch, readable.map(({ item }) => item.id));
    const worker = deps.workerOf(batch.site);
    for (const { item, body } of readable) {
      if (worker === null) leave({ batch, item });
      else worker.push({ batch, item }, body);
    }
  }

  /** A delivery may be in hand twice, when its first lease ran out: each time takes its own room. */
  function leave(ours: Ours): void {
    if (inHand.leave(ours)) room.release(ours.item.bytes);
  }

  async function lookOnce(): Promise<void> {
    const due = await readDue(deps, { except: inHand.names() });
    if (due.length === 0) room.nothingWaits();
    const ours = due.filter(({ value }) => deps.workerOf(value.site) !== null);
    const fitting = takeWhile(ours, (entry) => room.reserve(bytesOf(entry.value)));
    isMoreDue = due.length === PAGE || fitting.length < ours.length;
    let taken = 0;
    let unclaimed = fitting.reduce((sum, { value }) => sum + bytesOf(value), 0);
    try {
      for await (const entry of claim(deps, fitting)) {
        const bytes = bytesOf(entry.value);
        taken++;
        unclaimed -= bytes;
        room.wait(-bytes);
        const batch = new OpenBatch(entry);
        const readable = await readBack(deps, batch);
        room.release(bytes - sumOf(readable.map(({ item }) => item)));
        start(batch, readable);
        if (stopped) break;
      }
    } finally {
      room.release(unclaimed);
    }
    // Nothing of it came into memory, so nobody would say when that is empty.
    if (isMoreDue && taken > 0 && inHand.names().size === 0) again = true;
  }

  function look(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (looking !== null) again = true;
    return looking ??= lookAll();
  }

  async function lookAll(): Promise<void> {
    try {
      do {
        again = false;
        await lookOnce();
      } while (again && !stopped);
    } catch (cause) {
      deps.log("Cannot look into the inbox: will look again", cause);
    } finally {
      looking = null;
    }
  }

  return {
    hasRoom: room.hasRoom,
    reserve: room.reserve,
    release: room.release,
    overflow: room.wait,
    handOff,
    leave,
    settled: inHand.settled,
    idle: () => {
      if (room.isAnyWaiting || isMoreDue) void look();
    },
    look,
    stop: async () => {
      stopped = true;
      await looking;
    },
  };
}

/** Reads the bodies of a claimed entry; deliveries whose body can't be read are put off. */
async function readBack(deps: InboxDeps, batch: OpenBatch): Promise<Readable[]> {
  const read = createBodySource(deps.store, batch.site);
  const readable: Readable[] = [];
  try {
    for (const item of batch.items) {
      const found = await read(item);
      if (found.ok) readable.push({ item, body: found.body });
      else await putOff(deps, { ours: { batch, item }, reason: found.reason });
    }
  } catch (cause) {
    deps.log("Cannot read deliveries back: they stay in the inbox", cause);
  }
  return readable;
}

async function putOff(
  deps: InboxDeps,
  { ours, reason }: { readonly ours: Ours; readonly reason: string },
): Promise<void> {
  deps.log(`Cannot read delivery ${ours.item.id} back: ${reason}`);
  await postponeFailed(deps, { ours, reason, about: ABOUT_NOTHING });
}

function bytesOf(batch: InboxBatch): number {
  return sumOf(batch.items);
}

function sumOf(items: readonly InboxItem[]): number {
  return items.reduce((sum, item) => sum + item.bytes, 0);
}

function takeWhile<T>(items: readonly T[], holds: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !holds(item));
  return end < 0 ? [...items] : items.slice(0, end);
}
