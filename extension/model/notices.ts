/**
 * Which notifications to show. Entries carry what is owed; it is settled by their ids, so that a
 * worker that dies between showing and storing shows none twice.
 *
 * @module
 */

import { isLoud, judge } from "./judge.ts";
import { isQuiet } from "./quiet.ts";
import { idOf, inOrder, placeOf } from "./state.ts";
import type { Change, Entry, State, Told } from "./types.ts";

/** More than this within {@linkcode FLOOD_WITHIN} are one summary. */
export const FLOOD = 3;

/** See {@linkcode FLOOD}; ms. */
export const FLOOD_WITHIN = 5_000;

/** Id of the summary: there is never more than one. */
export const SUMMARY = "summary";

/** What to do about notifications, and what to remember once it is done. */
export interface Plan {
  /** Each to be shown under its entry's id. */
  readonly show: readonly Entry[];
  /** To be shown as one, in place of the summary there may be; empty for none. */
  readonly sum: readonly Entry[];
  /** Ids of the entries that are owed nothing once this is done. */
  readonly settled: readonly string[];
  readonly told: Told;
}

/** Plans what to show. `onScreen` are the ids of notifications that are. */
export function planNotices(
  state: State,
  { now, onScreen }: { readonly now: number; readonly onScreen: ReadonlySet<string> },
): Plan {
  const owed = inOrder(state).filter(({ due }) => due === true);
  if (owed.length === 0 || isQuiet(now, { ...state.settings, pausedUntil: state.pausedUntil })) {
    return { show: [], sum: [], settled: [], told: state.told };
  }
  const wanted = owed.filter((entry) => isWanted(state, entry));
  const fresh = wanted.filter((entry) => !onScreen.has(idOf(entry)));
  const summed = onScreen.has(SUMMARY) ? state.told.summed : [];
  const times = state.told.times.filter((at) => now - at < FLOOD_WITHIN && at <= now);
  const flood = fresh.length + times.length > FLOOD;
  const ids = flood ? [...new Set([...summed, ...fresh.map(idOf)])] : summed;
  return {
    show: flood ? [] : fresh,
    sum: flood ? inOrder(state).filter((entry) => ids.includes(idOf(entry))) : [],
    settled: owed.map(idOf),
    told: { times: [...times, ...fresh.map(() => now)].slice(-FLOOD - 1), summed: ids },
  };
}

/**
 * Which of the notifications on the screen tell nothing any more: their changes were dealt with, here
 * or in Jira, or the rules leave them out now.
 */
export function staleNotices(state: State, onScreen: ReadonlySet<string>): string[] {
  if (onScreen.size === 0) return [];
  const wanted = new Map(
    [...state.entries.values()].map((entry) => [idOf(entry), isWanted(state, entry)]),
  );
  const { summed } = state.told;
  return [...onScreen].filter((id) =>
    id === SUMMARY
      // Of one whose worker died before storing it, nobody knows what it stands for.
      ? summed.length > 0 && !summed.some((each) => wanted.get(each) === true)
      : wanted.get(id) === false
  );
}

/** Remembers what a plan has shown. */
export function settlePlan(state: State, { settled, told }: Plan): Change {
  const ids = new Set(settled);
  const entries = [...state.entries].filter(([, entry]) => ids.has(idOf(entry)));
  return { told, entries: new Map(entries.map(([place, entry]) => [place, settle(entry)])) };
}

/** The notification of an entry is gone: it is not shown again. */
export function settleNotice(state: State, id: string): Change {
  if (id === SUMMARY) return { told: { ...state.told, summed: [] } };
  const entry = [...state.entries.values()].find((each) => idOf(each) === id);
  if (entry?.due !== true) return {};
  return { entries: new Map([[placeOf(entry), settle(entry)]]) };
}

/** Rules may have changed, or the change been dealt with, since it was owed. */
function isWanted(state: State, entry: Entry): boolean {
  return state.settings.notify.on && (entry.mark === "unseen" || entry.mark === "unread") &&
    isLoud(state, entry, judge(state, entry));
}

function settle({ due: _due, ...entry }: Entry): Entry {
  return entry;
}
