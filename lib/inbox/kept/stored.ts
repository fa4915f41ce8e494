/**
 * What is kept, as the store may hold it: for months, and written by versions that noted less of it.
 *
 * @module
 */

import { ABOUT_NOTHING } from "../about.ts";
import type { CallHeaders, DeadLetter, Quarantined } from "../types.ts";

/** `T`, of which `Name` may not have been noted. */
type Without<T, Name extends keyof T> = Omit<T, Name> & Partial<Pick<T, Name>>;

/** A dead letter with all there is to know of one. */
export function letterOf(stored: Without<DeadLetter, "about">): DeadLetter {
  return { ...stored, about: stored.about ?? ABOUT_NOTHING };
}

/** A call in quarantine with all there is to know of one. */
export function callOf(stored: Without<Quarantined, keyof CallHeaders | "attempts">): Quarantined {
  const { attempts = 1, identifier = null, flow = null, retry = null, secret = 0 } = stored;
  return { ...stored, attempts, identifier, flow, retry, secret };
}
