/**
 * Issues that may be gone, as they lie in the store until a census has settled them.
 *
 * @module
 */

import { USABLE_FOR } from "../mirror/decide_gone.ts";
import { suspectKey } from "../store/keys.ts";
import type { Found, Range, Store } from "../store/types.ts";
import type { CensusWalk } from "./census_state.ts";
import type { Suspect } from "./refetch_batch.ts";

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

/** All suspects, in batches of `size` at most. What a batch is settled to does not disturb the next. */
export async function* suspects(
  { store, site }: { readonly store: Store; readonly site: string },
  { size }: { readonly size: number },
): AsyncGenerator<FoundSuspect[]> {
  const prefix = suspectKey(site);
  let range: Range = { prefix };
  while (true) {
    const found = await store.list<Suspect>({ ...range, limit: size });
    const last = found.at(-1);
    if (last === undefined) return;
    yield found;
    if (found.length < size) return;
    // The first key after the last one read.
    range = { prefix, start: [...last.key, 0] };
  }
}
