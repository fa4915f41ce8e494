/**
 * What is remembered of the webhook in Jira from one look at it to the next.
 *
 * @module
 */

import { syncStateKey } from "../../store/keys.ts";
import { type Store, StoreError } from "../../store/types.ts";

/** What is remembered. Times in ms by our clock. */
export interface RegistrationState {
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
  /** Of the last change: two that write the same at the same moment must not both be first. */
  readonly writer: string;
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

/** Others who change it at the same moment are few, and soon done. */
const TRIES = 10;

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
  const key = keyOf(site);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { value, versionstamp } = await store.get<Partial<RegistrationState>>(key);
    const known = { ...NOTHING_KNOWN, ...value };
    const changed = { ...known, ...change(known) };
    if (JSON.stringify(changed) === JSON.stringify(known)) return known;
    const next: RegistrationState = { ...changed, writer: newId() };
    const { ok } = await store.commit({
      checks: [{ key, versionstamp }],
      sets: [{ key, value: next }],
    }, { key, mine: (there) => (there as RegistrationState).writer === next.writer });
    if (ok) return next;
  }
  throw new StoreError("unavailable", "Cannot note what the webhook in Jira is: it keeps changing");
}

function keyOf(site: string) {
  return syncStateKey(site, "webhook");
}
