/**
 * What people do with changes: see, read, put off, have done; and take it back. Pure.
 *
 * @module
 */

import { LONGEST_RULES, MOST_RULES, type Place } from "./settings.ts";
import { idOf, issueRef } from "./state.ts";
import type { Change, Entry, Mark, State, Undo } from "./types.ts";

/** The inbox was looked at: what was new is only unread now. */
export function see(state: State): Change {
  const fresh = [...state.entries].filter(([, { mark }]) => mark === "unseen");
  if (fresh.length === 0) return {};
  return { entries: new Map(fresh.map(([place, entry]) => [place, marked(entry, "unread")])) };
}

/** Marks some entries; those that are it already are left alone. */
export function mark(
  state: State,
  { ids, to, now }: { readonly ids: readonly string[]; readonly to: Mark; readonly now: number },
): Change {
  const wanted = new Set(ids);
  const changed = [...state.entries].filter(([, entry]) =>
    entry.mark !== to && wanted.has(idOf(entry))
  );
  if (changed.length === 0) return {};
  const what = to === "unseen" ? "unread" : to;
  const marks = changed.map(([, entry]) => [idOf(entry), entry.mark] as const);
  return {
    entries: new Map(changed.map(([place, entry]) => [place, marked(entry, to)])),
    undo: { what, count: changed.length, at: now, marks },
  };
}

/** The issue was opened in Jira: its changes are read. Nothing to take back, as it was no command. */
export function visit(state: State, ref: string): Change {
  const unread = [...state.entries].filter(([, entry]) =>
    (entry.mark === "unseen" || entry.mark === "unread") &&
    issueRef(entry.server, entry.item) === ref
  );
  if (unread.length === 0) return {};
  return { entries: new Map(unread.map(([place, entry]) => [place, marked(entry, "read")])) };
}

/** Puts an issue out of sight until a time, or until its next change. */
export function snooze(
  state: State,
  { ref, until, now }: {
    readonly ref: string;
    readonly until: number | null;
    readonly now: number;
  },
): Change {
  return {
    snoozes: { ...state.snoozes, [ref]: { until } },
    undo: { ...ofOne("snoozed", now), snoozes: state.snoozes },
  };
}

/** Brings an issue back at once. */
export function unsnooze(
  state: State,
  { ref, now }: { readonly ref: string; readonly now: number },
): Change {
  const { [ref]: _over, ...snoozes } = state.snoozes;
  return {
    snoozes,
    undo: { ...ofOne("unsnoozed", now), snoozes: state.snoozes },
  };
}

/** Brings back what was put off until now: it is new again. */
export function awaken(state: State, now: number): Change {
  const over = new Set(
    Object.entries(state.snoozes).filter(([, { until }]) => until !== null && until <= now)
      .map(([ref]) => ref),
  );
  if (over.size === 0) return {};
  const { notify } = state.settings;
  const entries = new Map<string, Entry>();
  const newest = new Map<string, readonly [string, Entry]>();
  for (const [place, entry] of state.entries) {
    const ref = issueRef(entry.server, entry.item);
    if (!over.has(ref) || entry.mark === "done") continue;
    if (entry.n > (newest.get(ref)?.[1].n ?? -1)) newest.set(ref, [place, entry]);
  }
  for (const [place, entry] of newest.values()) {
    const { due: _was, ...rest } = entry;
    entries.set(place, { ...rest, mark: "unseen", ...notify.on && { due: true } });
  }
  const snoozes = Object.entries(state.snoozes).filter(([ref]) => !over.has(ref));
  return { entries, snoozes: Object.fromEntries(snoozes) };
}

/** Mutes a place, or hears it again. */
export function setMuted(
  { settings }: State,
  { place, muted, now }: { readonly place: Place; readonly muted: boolean; readonly now: number },
): Change {
  const { mutes } = settings;
  return {
    settings: { ...settings, mutes: withPlace(mutes, place, { wanted: muted }) },
    undo: { ...ofOne(muted ? "muted" : "unmuted", now), mutes },
  };
}

/** Follows a place, or no longer. */
export function setFollowed(
  { settings }: State,
  { place, followed, now }: {
    readonly place: Place;
    readonly followed: boolean;
    readonly now: number;
  },
): Change {
  const { follows } = settings;
  return {
    settings: { ...settings, follows: withPlace(follows, place, { wanted: followed }) },
    undo: { ...ofOne(followed ? "followed" : "unfollowed", now), follows },
  };
}

/** Takes the last action back. */
export function undo(state: State): Change {
  const last = state.undo;
  if (last === null) return {};
  const { mutes, follows } = last;
  const { settings } = state;
  const before = new Map(last.marks);
  const entries = [...state.entries].flatMap(([place, entry]) => {
    const was = before.get(idOf(entry));
    return was === undefined ? [] : [[place, marked(entry, was)] as const];
  });
  return {
    undo: null,
    entries: new Map(entries),
    ...last.snoozes === undefined ? {} : { snoozes: last.snoozes },
    ...mutes === undefined && follows === undefined ? {} : {
      settings: {
        ...settings,
        mutes: mutes ?? settings.mutes,
        follows: follows ?? settings.follows,
      },
    },
  };
}

/** What there is to take back of something done to one issue or place, but for what it was before. */
function ofOne(what: Undo["what"], now: number): Undo {
  return { what, count: 1, at: now, marks: [] };
}

function marked(entry: Entry, mark: Mark): Entry {
  const { due, ...rest } = entry;
  // What was dealt with needs no notification any more.
  return { ...rest, mark, ...due === true && mark === "unread" ? { due } : {} };
}

/** The newest rules stay when there are too many: the browser carries only so much over. */
function withPlace(
  places: readonly Place[],
  place: Place,
  { wanted }: { readonly wanted: boolean },
): Place[] {
  const others = places.filter(({ server, kind, id }) =>
    server !== place.server || kind !== place.kind || id !== place.id
  );
  if (!wanted) return others;
  const kept = [...others, place].slice(-MOST_RULES);
  while (JSON.stringify(kept).length > LONGEST_RULES) kept.shift();
  return kept;
}
