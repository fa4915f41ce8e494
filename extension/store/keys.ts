/**
 * Spells the keys of `chrome.storage`. Nothing else does.
 *
 * @module
 */

import type { FeedNamed } from "../../lib/feed/protocol.ts";
import { DEFAULTS, readSettings } from "../model/settings.ts";
import { EMPTY } from "../model/state.ts";
import type {
  Change,
  Entry,
  Head,
  Server,
  Snooze,
  State,
  Task,
  Told,
  Undo,
} from "../model/types.ts";

const TABLES = { heads: "head_", entries: "event_", tasks: "task_", people: "people_" } as const;
const SINGLES = ["servers", "snoozes", "undo", "pausedUntil", "told"] as const;

/** Settings are spread over keys of their own, as one value of `storage.sync` holds 8 KiB only. */
const SPREAD = ["mutes", "follows"] as const;

/** Identity of this install, for the service. */
export const INSTALL = "install";

/** A pairing that waits for the person to agree; in `storage.session`. */
export const PAIRING = "pairing";

/** How a server's connection stands; in `storage.session`. */
export function connectionKey(server: string): string {
  return `connection_${server}`;
}

/** The server a key of {@linkcode connectionKey} belongs to; `null` for other keys. */
export function connectionOf(key: string): string | null {
  return key.startsWith("connection_") ? key.slice("connection_".length) : null;
}

/** A change as records for `storage.local` and `storage.sync`; `null` removes. */
export function toRecords(
  change: Change,
): { readonly local: Record<string, unknown>; readonly sync: Record<string, unknown> } {
  const local: Record<string, unknown> = {};
  for (const [table, prefix] of entriesOf(TABLES)) {
    for (const [name, value] of change[table] ?? []) local[prefix + name] = value;
  }
  for (const name of SINGLES) if (change[name] !== undefined) local[name] = change[name];
  return { local, sync: change.settings === undefined ? {} : spread(change.settings) };
}

/** Everything stored, as the state. */
export function toState(local: Record<string, unknown>, sync: Record<string, unknown>): State {
  const settings = readSettings({ ...record(sync.settings), ...pick(sync) });
  const change = toChange(local);
  return {
    ...EMPTY,
    ...change,
    heads: present(change.heads),
    entries: present(change.entries),
    tasks: present(change.tasks),
    people: present(change.people),
    settings,
  };
}

/** Part of what is stored, or a difference of it, as a change. */
export function toChange(local: Record<string, unknown>): Change {
  const heads = new Map<string, Head | null>();
  const entries = new Map<string, Entry | null>();
  const tasks = new Map<string, Task | null>();
  const people = new Map<string, readonly FeedNamed[] | null>();
  const singles: Record<string, unknown> = {};
  for (const [key, value = null] of Object.entries(local)) {
    if (key.startsWith(TABLES.entries)) entries.set(key.slice(6), value as Entry | null);
    else if (key.startsWith(TABLES.tasks)) tasks.set(key.slice(5), value as Task | null);
    else if (key.startsWith(TABLES.heads)) heads.set(key.slice(5), value as Head | null);
    else if (key.startsWith(TABLES.people)) people.set(key.slice(7), value as FeedNamed[] | null);
    else if ((SINGLES as readonly string[]).includes(key)) singles[key] = value;
  }
  const { servers, snoozes, undo, pausedUntil, told } = singles;
  return {
    heads,
    entries,
    tasks,
    people,
    ...servers == null ? {} : { servers: servers as readonly Server[] },
    ...snoozes == null ? {} : { snoozes: snoozes as Record<string, Snooze> },
    ...undo === undefined ? {} : { undo: undo as Undo | null },
    ...pausedUntil == null ? {} : { pausedUntil: pausedUntil as number },
    ...told == null ? {} : { told: told as Told },
  };
}

function spread(settings: State["settings"]): Record<string, unknown> {
  const { mutes, follows, ...rest } = settings;
  return { settings: rest, mutes, follows };
}

function pick(sync: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(SPREAD.map((name) => [name, sync[name] ?? DEFAULTS[name]]));
}

function present<T>(table: ReadonlyMap<string, T | null> | undefined): ReadonlyMap<string, T> {
  const there = [...table ?? []].filter((pair): pair is [string, T] => pair[1] !== null);
  return new Map(there);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function entriesOf<T extends object>(table: T): [keyof T, T[keyof T]][] {
  return Object.entries(table) as [keyof T, T[keyof T]][];
}
