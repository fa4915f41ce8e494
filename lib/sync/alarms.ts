/**
 * Alarms: what an operator should look at, kept in the store until it is over.
 *
 * @module
 */

import { alarmKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";
import type { Alarm } from "./types.ts";

/** Alarms shown at most. */
const SHOWN = 100;

/** What alarms need. */
export interface AlarmDeps {
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
}

/** What an alarm is about: at most one is kept for each. */
export type AlarmOf = Pick<Alarm, "code" | "project">;

/** Raises an alarm, or gives a present one other words; it keeps the time it was first raised. */
export async function raiseAlarm(
  { store, site, now }: AlarmDeps,
  alarm: Omit<Alarm, "since">,
): Promise<void> {
  const key = alarmKey(site, alarm);
  const known = (await store.get<Alarm>(key)).value;
  if (known?.message === alarm.message) return;
  const value: Alarm = { ...alarm, since: known?.since ?? now() };
  await store.commit({ sets: [{ key, value }] }, {
    key,
    mine: (there) => (there as Alarm).message === value.message,
  });
}

/** Takes an alarm back; nothing happens when there is none. */
export async function clearAlarm(
  { store, site }: Pick<AlarmDeps, "store" | "site">,
  alarm: AlarmOf,
): Promise<void> {
  const key = alarmKey(site, alarm);
  if ((await store.get(key)).value === null) return;
  await store.commit({ deletes: [key] }, { key, mine: () => false });
}

/** Alarms that are not over, the oldest first. */
export async function listAlarms(
  { store, site }: Pick<AlarmDeps, "store" | "site">,
): Promise<readonly Alarm[]> {
  const found = await store.list<Alarm>({ prefix: alarmKey(site), limit: SHOWN });
  return found.map(({ value }) => value).sort((a, b) => a.since - b.since);
}
