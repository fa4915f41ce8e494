/**
 * A lease held for as long as a piece of work takes: renewed by a timer, fenced at each commit.
 *
 * @module
 */

import { leaseKey } from "./keys.ts";
import { type Lease, type LeaseRequest, releaseLease, takeLease } from "./lease.ts";
import type { Change, Store } from "./types.ts";

/** A check of a commit. */
export type LeaseCheck = NonNullable<Change["checks"]>[number];

/** What a lease is held with. */
export interface HoldRequest extends Omit<LeaseRequest, "now"> {
  readonly now: () => number;
}

/** A lease in hand; dispose of it to give it back. */
export interface HeldLease extends AsyncDisposable {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  /**
   * Renews the lease at once, or waits for the renewal under way.
   *
   * @returns A check that fails once somebody else has taken it, or it was renewed again: the timer
   * does not for a third of its time, which a commit takes much less than.
   * @throws {DOMException} `AbortError` when it is lost.
   */
  hold(): Promise<LeaseCheck>;
}

/** Takes a lease and keeps it; `null` when somebody else holds it. */
export async function holdLease(store: Store, request: HoldRequest): Promise<HeldLease | null> {
  const { now, ...lease } = request;
  if (!await takeLease(store, { ...lease, now: now() })) return null;
  const lost = new AbortController();
  const renewEvery = request.ttl / 3;
  let renewedAt = now();
  let renewing: Promise<LeaseCheck> | null = null;

  async function renewNow(): Promise<LeaseCheck> {
    const check = await renew(store, request);
    if (check === null) lost.abort(lostError(request.job));
    lost.signal.throwIfAborted();
    renewedAt = now();
    return check!;
  }

  async function hold(): Promise<LeaseCheck> {
    lost.signal.throwIfAborted();
    // Of two at once the later one would make the other's check fail though the lease is held.
    return await (renewing ??= renewNow().finally(() => renewing = null));
  }

  const timer = setInterval(() => {
    // A check just given must hold for as long as a commit takes.
    if (now() - renewedAt >= renewEvery) hold().catch(() => {});
  }, renewEvery / 2);

  return {
    signal: lost.signal,
    hold,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      lost.abort(lostError(request.job));
      // What can't be given back now runs out by itself.
      await releaseLease(store, request).catch(() => {});
    },
  };
}

/** `null` when the lease is somebody else's, or gone. */
async function renew(
  store: Store,
  { job, owner, ttl, now }: HoldRequest,
): Promise<LeaseCheck | null> {
  const key = leaseKey(job);
  const held = await store.get<Lease>(key);
  if (held.value?.owner !== owner) return null;
  // Nobody has taken it, even if its time ran out: a slow answer of Jira must not end the work.
  const mine: Lease = { owner, until: now() + ttl };
  const result = await store.commit({
    checks: [{ key, versionstamp: held.versionstamp }],
    sets: [{ key, value: mine }],
  }, { key, mine: (there) => (there as Lease).owner === owner });
  if (!result.ok) return null;
  if (result.versionstamp !== null) return { key, versionstamp: result.versionstamp };
  const { value, versionstamp } = await store.get<Lease>(key);
  return value?.owner === owner ? { key, versionstamp } : null;
}

function lostError(job: string): DOMException {
  return new DOMException(`The lease of ${job} is no longer held here`, "AbortError");
}
