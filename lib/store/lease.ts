/**
 * Leases: of many isolates, one does a job. A holder that dies loses it when its time runs out.
 *
 * @module
 */

import { leaseKey } from "./keys.ts";
import type { Store } from "./types.ts";

/** Who holds a lease, and until when (ms, the holder's clock). */
export interface Lease {
  readonly owner: string;
  readonly until: number;
}

/** What a lease is asked for. */
export interface LeaseRequest {
  readonly job: string;
  /** Identity of the asker: unique per isolate. */
  readonly owner: string;
  /** How long it holds without renewal, ms. */
  readonly ttl: number;
  readonly now: number;
}

/** Takes or renews the lease; `false` when somebody else holds it. */
export async function takeLease(store: Store, request: LeaseRequest): Promise<boolean> {
  const key = leaseKey(request.job);
  const held = await store.get<Lease>(key);
  const lease = held.value;
  if (lease !== null && lease.owner !== request.owner && lease.until > request.now) return false;
  const mine: Lease = { owner: request.owner, until: request.now + request.ttl };
  const result = await store.commit({
    checks: [{ key, versionstamp: held.versionstamp }],
    sets: [{ key, value: mine }],
  }, { key, mine: (there) => (there as Lease).owner === request.owner });
  return result.ok;
}

/** Gives the lease back, so that nobody has to wait for its end; somebody else's is left alone. */
export async function releaseLease(
  store: Store,
  { job, owner }: Pick<LeaseRequest, "job" | "owner">,
): Promise<void> {
  const key = leaseKey(job);
  const { value, versionstamp } = await store.get<Lease>(key);
  if (value?.owner !== owner) return;
  await store.commit(
    { checks: [{ key, versionstamp }], deletes: [key] },
    { key, mine: () => false },
  );
}
