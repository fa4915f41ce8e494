/**
 * The state and its changes.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import { DEFAULTS } from "./settings.ts";
import type { Change, Entry, State } from "./types.ts";

/** Entries kept of each server: more than anybody triages, half a megabyte at most sites. */
export const RING = 500;

/** Issues kept. */
export const MOST_TASKS = 1_000;

/** A browser that never followed anything. */
export const EMPTY: State = {
  servers: [],
  heads: new Map(),
  entries: new Map(),
  tasks: new Map(),
  people: new Map(),
  snoozes: {},
  undo: null,
  pausedUntil: 0,
  told: { times: [], summed: [] },
  settings: DEFAULTS,
};

/** The state after a change. */
export function apply(state: State, change: Change): State {
  return {
    servers: change.servers ?? state.servers,
    heads: merge(state.heads, change.heads),
    entries: merge(state.entries, change.entries),
    tasks: merge(state.tasks, change.tasks),
    people: merge(state.people, change.people),
    snoozes: change.snoozes ?? state.snoozes,
    undo: change.undo === undefined ? state.undo : change.undo,
    pausedUntil: change.pausedUntil ?? state.pausedUntil,
    told: change.told ?? state.told,
    settings: change.settings ?? state.settings,
  };
}

/** Two changes as one; the later one wins. */
export function join(first: Change, second: Change): Change {
  const heads = both(first.heads, second.heads);
  const entries = both(first.entries, second.entries);
  const tasks = both(first.tasks, second.tasks);
  const people = both(first.people, second.people);
  return {
    ...first,
    ...second,
    ...heads === undefined ? {} : { heads },
    ...entries === undefined ? {} : { entries },
    ...tasks === undefined ? {} : { tasks },
    ...people === undefined ? {} : { people },
  };
}

/** Where an entry lies. */
export function placeOf(entry: Pick<Entry, "server" | "slot">): string {
  return `${entry.server}_${entry.slot}`;
}

/** What an entry is called by commands and notifications: the same over redelivery and restarts. */
export function idOf(entry: Pick<Entry, "server" | "item">): string {
  return `${entry.server}:${entry.item.id}`;
}

/** Whether {@linkcode idOf} made an id for an entry of a server. */
export function belongsTo(id: string, server: string): boolean {
  return id.startsWith(`${server}:`);
}

/** What an item is about: its issue, or the sprint, version … it tells of. */
export function issueRef(server: string, item: FeedItem): string {
  if (item.issue !== undefined) return `${server}:${item.issue.id}`;
  return `${server}:${item.kind}-${item.subject?.id ?? item.id}`;
}

/** What an issue's record is called. The first server's have the plain key. */
export function taskName(server: string, key: string): string {
  return server === "1" ? key : `${key}@${server}`;
}

/** All entries in the order in which they arrived, oldest first. */
export function inOrder(state: State): Entry[] {
  return [...state.entries.values()].sort((a, b) => a.n - b.n);
}

function merge<T>(
  table: ReadonlyMap<string, T>,
  change: ReadonlyMap<string, T | null> | undefined,
): ReadonlyMap<string, T> {
  if (change === undefined || change.size === 0) return table;
  const merged = new Map(table);
  for (const [key, value] of change) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return merged;
}

function both<T>(
  first: ReadonlyMap<string, T> | undefined,
  second: ReadonlyMap<string, T> | undefined,
): ReadonlyMap<string, T> | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return new Map([...first, ...second]);
}
