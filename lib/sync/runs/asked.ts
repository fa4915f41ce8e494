/**
 * Runs that an operator asked for, kept in the store so that a crash does not forget them: done at
 * once, and after a failure with the rests of any run.
 *
 * @module
 */

import { syncStateKey } from "../../store/keys.ts";
import type { Entry, Store } from "../../store/types.ts";
import type { Run, RunKind } from "../types.ts";

/** What an operator asked for. */
export interface Asked {
  readonly id: string;
  /** A run of it has failed. */
  readonly tried: boolean;
}

/** Where it is kept. */
export interface AskedPlace {
  readonly store: Store;
  readonly site: string;
}

/** Notes that a run of this kind is wanted, whatever is due. */
export async function askForRun(
  { store, site, newId }: AskedPlace & { readonly newId: () => string },
  kind: RunKind,
): Promise<void> {
  const key = askedKey(site, kind);
  const value: Asked = { id: newId(), tried: false };
  await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
}

/** Reads what was asked for of this kind. */
export async function readAsked(
  { store, site }: AskedPlace,
  kind: RunKind,
): Promise<Entry<Asked>> {
  return await store.get<Asked>(askedKey(site, kind));
}

/** Whether any of these kinds is to run at once. */
export async function isAnyAsked(place: AskedPlace, kinds: readonly RunKind[]): Promise<boolean> {
  const asked = await Promise.all(kinds.map((kind) => readAsked(place, kind)));
  return asked.some(({ value }) => value !== null && !value.tried);
}

/** Takes note of the run that answered `asked`; what was asked meanwhile is asked of the next one. */
export async function noteAnswered(
  { store }: Pick<AskedPlace, "store">,
  { asked, outcome }: { readonly asked: Entry<Asked>; readonly outcome: Run["outcome"] },
): Promise<void> {
  const { key, value } = asked;
  if (value === null) return;
  if (outcome === "done") {
    await store.commit({ checks: [asked], deletes: [key] }, { key, mine: () => false });
    return;
  }
  const tried: Asked = { id: value.id, tried: true };
  await store.commit({ checks: [asked], sets: [{ key, value: tried }] }, {
    key,
    mine: (there) => (there as Asked).tried,
  });
}

function askedKey(site: string, kind: RunKind) {
  return syncStateKey(site, `asked for ${kind}`);
}
