/**
 * Calls in quarantine that can be read by now, taken in as deliveries are; the others stay, and say
 * why.
 *
 * @module
 */

import { decodeBody } from "../../jira/event.ts";
import { readBlob } from "../../store/blob.ts";
import { quarantineKey } from "../../store/keys.ts";
import { type Found, type Store, StoreError } from "../../store/types.ts";
import type { Intake } from "../intake/accept.ts";
import type { Replayed, Shelf } from "./kept.ts";
import { bodyKeys } from "./quarantine.ts";
import { callOf } from "./stored.ts";
import { discard } from "./take.ts";
import type { Arrival, Quarantined } from "../types.ts";

/** What replaying calls needs. */
export interface QuarantineReplayDeps {
  readonly store: Store;
  readonly site: string;
  readonly intake: Pick<Intake, "adopt">;
}

/** The calls in quarantine of a site. */
export function quarantinedCalls(deps: QuarantineReplayDeps): Shelf<Quarantined> {
  const { store, site } = deps;
  return {
    store,
    key: (id) => quarantineKey(site, id),
    whole: callOf,
    bodyOf: (call) => rawOf(store, call),
    replay: async (found) => {
      const counts: Record<keyof Replayed, number> = {
        replayed: 0,
        duplicates: 0,
        unreadable: 0,
        gone: 0,
      };
      // One after the other: each may have 25 MB.
      for (const call of found) counts[await replayCall(deps, call)]++;
      return counts;
    },
    discard: (found) => discard({ store, keysWith: bodyKeys }, found),
  };
}

async function rawOf(store: Store, { site, id, body }: Quarantined): Promise<Uint8Array> {
  return await readBlob(store, { site, id, info: body });
}

async function replayCall(
  deps: QuarantineReplayDeps,
  call: Found<Quarantined>,
): Promise<keyof Replayed> {
  const { store, intake } = deps;
  const read = await readCall(store, call.value);
  if (!read.ok) return await stays(store, { call, problem: read });
  const answer = await intake.adopt(read.arrival, { entry: call, body: call.value.body });
  if (answer === null) return "gone";
  if (answer.status === "accepted") return "replayed";
  const { taken } = await discard({ store, keysWith: bodyKeys }, [call]);
  return taken === 1 ? "duplicates" : "gone";
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

async function readCall(
  store: Store,
  call: Quarantined,
): Promise<{ readonly ok: true; readonly arrival: Arrival } | { readonly ok: false } & Problem> {
  try {
    const raw = await rawOf(store, call);
    const decoded = decodeBody(raw);
    if (!decoded.ok) return decoded;
    const { site, id, receivedAt, identifier, flow, retry, secret } = call;
    const { body } = decoded;
    return {
      ok: true,
      arrival: { site, id, raw, body, receivedAt, identifier, flow, retry, secret },
    };
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== "damaged") throw cause;
    return { ok: false, code: "damaged", message: cause.message };
  }
}

/** The first message stays while the fault is the same: it knows more of how the call came. */
async function stays(
  store: Store,
  { call: { key, value, versionstamp }, problem: { code, message } }: {
    readonly call: Found<Quarantined>;
    readonly problem: Problem;
  },
): Promise<keyof Replayed> {
  const attempts = value.attempts + 1;
  const words = code === value.code ? value.message : message;
  const result = await store.commit({
    checks: [{ key, versionstamp }],
    sets: [{ key, value: { ...value, code, message: words, attempts } }],
  }, { key, mine: (there) => (there as Quarantined).attempts === attempts });
  return result.ok ? "unreadable" : "gone";
}
