/**
 * Calls that were signed but can't be read: kept with their raw body, bounded, so that nobody's
 * change is thrown away unseen.
 *
 * @module
 */

import { blobKeys, blobSets, packBlob } from "../../store/blob.ts";
import { quarantineKey, stagedKey } from "../../store/keys.ts";
import type { Key, Store } from "../../store/types.ts";
import { stageBlob } from "../intake/stage.ts";
import { discard } from "./take.ts";
import type { CallHeaders, Quarantined } from "../types.ts";

/** Calls kept at most per site; the oldest make room. */
export const QUARANTINE_SIZE = 500;

/** Bytes of bodies kept at most per site; the newest call is kept whatever its size. */
export const QUARANTINE_BYTES = 256 * 1024 * 1024;

/** Bytes of a body beside which a commit still holds the entry. */
const COMMIT_BYTES = 600 * 1024;

/** A call to keep. */
export interface Unreadable extends CallHeaders {
  readonly site: string;
  readonly id: string;
  readonly raw: Uint8Array;
  readonly receivedAt: number;
  readonly code: string;
  readonly message: string;
}

/** What the quarantine needs. */
export interface QuarantineDeps {
  readonly store: Store;
  readonly now: () => number;
  readonly log: (message: string, cause?: unknown) => void;
}

/**
 * Makes the quarantine of one isolate: what it gives keeps a call and makes room for it. Calls that
 * come together share one look at what is kept.
 */
export function createQuarantine(deps: QuarantineDeps): (call: Unreadable) => Promise<void> {
  const crowded = new Set<string>();
  let making: Promise<void> | null = null;

  async function makeAllRoom(): Promise<void> {
    for (const site of crowded) {
      crowded.delete(site);
      await makeRoom(deps, site);
    }
    making = null;
  }

  return async (call) => {
    await keep(deps, call);
    crowded.add(call.site);
    await (making ??= makeAllRoom());
  };
}

/** @throws {StoreError} When the call can't be kept now. */
async function keep(deps: QuarantineDeps, call: Unreadable): Promise<void> {
  const { raw, ...rest } = call;
  const { site, id } = rest;
  const blob = packBlob(raw);
  const kept: Quarantined = { ...rest, attempts: 1, bytes: raw.length, body: blob.info };
  const key = quarantineKey(site, id);
  const large = blob.bytes > COMMIT_BYTES;
  if (large) await stageBlob(deps, { site, id, blob });
  await deps.store.commit({
    sets: [{ key, value: kept }, ...large ? [] : blobSets(site, { id, blob })],
    deletes: large ? [stagedKey(id)] : [],
  }, { key, mine: (there) => (there as Quarantined).id === id });
}

/** The call is kept whether or not this works: the next one makes the room that is missing. */
async function makeRoom({ store, log }: QuarantineDeps, site: string): Promise<void> {
  try {
    const all = await store.list<Quarantined>({ prefix: quarantineKey(site) });
    const many = surplus(all.map(({ value }) => value)).length;
    await discard({ store, keysWith: bodyKeys }, all.slice(0, many));
  } catch (cause) {
    log("Cannot make room in the quarantine: will try at the next call", cause);
  }
}

/** The keys of a call's body, which goes with it. */
export function bodyKeys({ site, id, body }: Quarantined): readonly Key[] {
  return blobKeys(site, { id, info: body });
}

/** Which of the calls kept, oldest first, are too many. */
export function surplus(kept: readonly Quarantined[]): readonly Quarantined[] {
  let bytes = 0;
  const first = kept.findLastIndex((call, at) => {
    bytes += call.bytes;
    const isNewest = at === kept.length - 1;
    return !isNewest && (kept.length - at > QUARANTINE_SIZE || bytes > QUARANTINE_BYTES);
  });
  return kept.slice(0, first + 1);
}
