/**
 * What is remembered of the webhook in Jira from one look at it to the next.
 *
 * @module
 */

import { changeValue, type Written } from "../../store/change_value.ts";
import { syncStateKey } from "../../store/keys.ts";
import type { Store } from "../../store/types.ts";

/** What is remembered. Times in ms by our clock. */
export interface RegistrationState extends Written {
  /** Which issues an operator wants to be told of; empty: all. `null`: nobody asked for a webhook. */
  readonly jql: string | null;
  /** Registrations that deliver here, as last seen. */
  readonly ids: readonly string[];
  readonly checkedAt: number;
  /** When to look again. */
  readonly dueAt: number;
  /** Code of what kept the last look from its end: it is said once. */
  readonly problem: string | null;
  /** When the last failed delivery that was looked after was given up, by Jira's clock. */
  readonly failedUntil: number;
}

/** Where it is remembered. */
export interface StatePlace {
  readonly store: Store;
  readonly site: string;
}

/** Before the first look. */
export const NOTHING_KNOWN: RegistrationState = {
  jql: null,
  ids: [],
  checkedAt: 0,
  dueAt: 0,
  problem: null,
  failedUntil: 0,
  writer: "",
};

/** Who changes it. */
export interface StateWriter extends StatePlace {
  readonly newId: () => string;
}

/** Reads it. */
export async function readRegistrationState(
  { store, site }: StatePlace,
): Promise<RegistrationState> {
  const { value } = await store.get<Partial<RegistrationState>>(keyOf(site));
  return { ...NOTHING_KNOWN, ...value };
}

/**
 * Changes it by compare-and-set, and gives what it is then.
 *
 * @throws {StoreError} When the store can't, or others don't stop changing it.
 */
export async function changeRegistrationState(
  { store, site, newId }: StateWriter,
  change: (known: RegistrationState) => Partial<RegistrationState>,
): Promise<RegistrationState> {
  const action = "note what the webhook in Jira is";
  const there = await changeValue<RegistrationState>(
    { store, newId, key: keyOf(site), action },
    (value) => {
      const known = { ...NOTHING_KNOWN, ...value };
      const changed = { ...known, ...change(known) };
      return JSON.stringify(changed) === JSON.stringify(known) ? null : changed;
    },
  );
  return { ...NOTHING_KNOWN, ...there };
}

function keyOf(site: string) {
  return syncStateKey(site, "webhook");
}
