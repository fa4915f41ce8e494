/**
 * Takes a batch of the feed into the inbox. Pure: what has to be written comes out, items and cursor
 * together.
 *
 * @module
 */

import type { Batch } from "../../lib/feed/client/client.ts";
import type { FeedItem, FeedNamed } from "../../lib/feed/protocol.ts";
import { isLoud, judge } from "./judge.ts";
import { addPeople } from "./people.ts";
import { slim } from "./slim.ts";
import { apply, idOf, issueRef, join, placeOf, RING } from "./state.ts";
import { hear, trimTasks } from "./tasks.ts";
import type { Change, Entry, Head, State } from "./types.ts";

/** The last moment that is a date, ms (ECMA-262, Time Values and Time Range). */
const LATEST = 8.64e15;

/** Where and when a batch came. */
export interface Arrival {
  readonly server: string;
  /** Subscription it came under, as text. */
  readonly subs: string;
  readonly now: number;
}

/** What a batch changes. Items known by position or identity change nothing again. */
export function accept(state: State, batch: Batch, arrival: Arrival): Change {
  const { server } = arrival;
  const before = state.heads.get(server);
  const known = before !== undefined && before.cursor.epoch === batch.cursor.epoch
    ? before.cursor.seq
    : -1;
  const head: Head = {
    cursor: batch.cursor,
    scope: batch.scope,
    // A fingerprint that stays belongs to the subscription it was given for, not to one just asked for.
    subs: before !== undefined && before.scope === batch.scope ? before.subs : arrival.subs,
    next: before?.next ?? 0,
    away: before?.away ?? null,
    ...before?.missed === undefined ? {} : { missed: before.missed },
  };
  let change: Change = { heads: new Map([[server, head]]) };
  const items = batch.items.filter(isReadable);
  for (const item of items) {
    if (item.seq <= known) continue;
    const now = apply(state, change);
    change = join(change, take(now, item, arrival));
  }
  const people = addPeople(state, { server, items });
  return join(join(change, people), trimTasks(apply(state, change)));
}

/** Whether an item can be drawn: what another version sends must not end the page that would. */
export function isReadable(item: FeedItem | null): boolean {
  return typeof item?.id === "string" && typeof item.kind === "string" &&
    Math.abs(item.at) <= LATEST;
}

function take(state: State, item: FeedItem, arrival: Arrival): Change {
  const { server, now } = arrival;
  if (item.kind === "left") return forget(state, issueRef(server, item));
  if (isKnown(state, `${server}:${item.id}`)) return {};
  const heard = hear(state, { server, item, now });
  const told = apply(state, heard);
  const verdict = judge(told, { server, item });
  if (!verdict.kept) return heard;
  const woken = wake(state, issueRef(server, item));
  return join(join(heard, woken), put(apply(told, woken), item, arrival));
}

function put(state: State, item: FeedItem, { server, now }: Arrival): Change {
  const head = state.heads.get(server)!;
  const verdict = judge(state, { server, item });
  const entry: Entry = {
    server,
    slot: head.next % RING,
    n: newest(state) + 1,
    got: now,
    item: slim(item, namesIn(state, server)),
    mark: verdict.own ? "read" : "unseen",
  };
  const { notify } = state.settings;
  const due = notify.on && isLoud(state, entry, verdict) &&
    (notify.what === "all" || verdict.direct);
  return {
    heads: new Map([[server, { ...head, next: head.next + 1 }]]),
    entries: new Map([[placeOf(entry), due ? { ...entry, due } : entry]]),
  };
}

/** People a service's texts may mention, by what is known. */
export function namesIn(state: State, server: string): readonly FeedNamed[] {
  const me = state.servers.find(({ id }) => id === server)?.me ?? [];
  return [...me, ...state.people.get(server) ?? []];
}

/** An issue that was to come back with its next change does. */
function wake(state: State, ref: string): Change {
  if (state.snoozes[ref]?.until !== null) return {};
  const { [ref]: _over, ...snoozes } = state.snoozes;
  return { snoozes };
}

/** Drops what is held of an issue the viewer may no longer see. */
function forget(state: State, ref: string): Change {
  const entries = [...state.entries].filter(([, { server, item }]) =>
    issueRef(server, item) === ref
  );
  const tasks = [...state.tasks].filter(([, { server, id }]) => `${server}:${id}` === ref);
  return {
    entries: new Map(entries.map(([place]) => [place, null])),
    tasks: new Map(tasks.map(([name]) => [name, null])),
  };
}

function isKnown(state: State, id: string): boolean {
  for (const entry of state.entries.values()) if (idOf(entry) === id) return true;
  return false;
}

function newest(state: State): number {
  let n = 0;
  for (const entry of state.entries.values()) n = Math.max(n, entry.n);
  return n;
}
