/**
 * Issues that may be gone, as they lie in the store until a census has settled them.
 *
 * @module
 */

import { USABLE_FOR } from "../../mirror/decide_gone.ts";
import { suspectKey } from "../../store/keys.ts";
import { pagesOf } from "../../store/pages.ts";
import type { Found, Key, Store } from "../../store/types.ts";
import { type CensusScene, commit } from "./scene.ts";
import type { CensusWalk } from "./state.ts";
import type { Suspect } from "../refetch/batch.ts";

/** Suspects written in one commit. */
const NOTED_AT_ONCE = 500;

/** What a census found out about a suspect. */
export type SuspectFinding = NonNullable<Suspect["absent"]>;

/** What the census under way found out about a suspect; `null`: nothing. */
export function findingOf(
  { walk }: { readonly walk: Pick<CensusWalk, "id"> },
  { absent }: Suspect,
): SuspectFinding | null {
  return absent?.census === walk.id ? absent : null;
}

/** A suspect and its place. */
export type FoundSuspect = Found<Suspect>;

/** A suspect that is gone, by what the census under way found. */
export interface Gone {
  readonly suspect: FoundSuspect;
  readonly finding: SuspectFinding;
}

/** Whether a finding is young enough to bury by, and stays so for as long as that takes. */
export function isFresh({ at }: SuspectFinding, now: number): boolean {
  return now - at < USABLE_FOR / 2;
}

/** Whether a finding is good for burying by at once, which takes seconds. */
export function isUsable({ at }: SuspectFinding, now: number): boolean {
  return now - at < USABLE_FOR * 0.9;
}

/** Writes suspects down, for the steps that settle them. */
export async function noteSuspects(scene: CensusScene, found: Iterable<Suspect>): Promise<void> {
  let sets: { readonly key: Key; readonly value: Suspect }[] = [];
  for (const value of found) {
    sets.push({ key: suspectKey(scene.site, value.issueId), value });
    if (sets.length < NOTED_AT_ONCE) continue;
    await commit(scene, { sets });
    sets = [];
  }
  await commit(scene, { sets });
}

/** All suspects, in batches of `size` at most. What a batch is settled to does not disturb the next. */
export function suspects(
  { store, site }: { readonly store: Store; readonly site: string },
  { size }: { readonly size: number },
): AsyncGenerator<readonly FoundSuspect[]> {
  return pagesOf<Suspect>(store, { prefix: suspectKey(site), size: () => size });
}
