/**
 * What becomes of requests for reads once they were answered: gone, or put off. One that was asked
 * anew meanwhile, or was read ahead of its time, stays as it is.
 *
 * @module
 */

import type { Change, Found, Store } from "../../store/types.ts";
import type { Request } from "./request.ts";

/**
 * Waits before a read is tried again that showed less than is known, ms: reads were seen to trail
 * webhooks by seconds, and a minute is the most they are believed to.
 */
export const BACK_OFF = [2_000, 5_000, 15_000, 60_000];

/** How one request ends. */
export interface Settlement {
  readonly request: Found<Request>;
  /** `again`: the answer was of no use yet. `kept`: another read is to come as it was asked for. */
  readonly end: "done" | "again" | "kept";
  readonly sets?: Change["sets"];
  readonly deletes?: Change["deletes"];
}

/** What settling needs. */
export interface SettleDeps {
  readonly store: Store;
  readonly now: () => number;
  readonly log: (message: string) => void;
}

/** Settles the requests of a batch, in as few commits as the store's limits allow. */
export async function settleRequests(
  deps: SettleDeps,
  settlements: readonly Settlement[],
): Promise<void> {
  const size = deps.store.limits.checks;
  for (let at = 0; at < settlements.length; at += size) {
    const part = settlements.slice(at, at + size);
    if (await settle(deps, part)) continue;
    // One of them was asked anew: that one stays, the others go.
    for (const one of part) await settle(deps, [one]);
  }
}

async function settle(deps: SettleDeps, part: readonly Settlement[]): Promise<boolean> {
  const changes = part.map((each) => changeOf(deps, each));
  const result = await deps.store.commit({
    checks: part.map(({ request }) => request),
    sets: changes.flatMap(({ sets }) => sets ?? []),
    deletes: changes.flatMap(({ deletes }) => deletes ?? []),
  }, { key: part[0]!.request.key, mine: () => false });
  return result.ok;
}

function changeOf(
  { now, log }: SettleDeps,
  { request, end, sets = [], deletes = [] }: Settlement,
): Pick<Change, "sets" | "deletes"> {
  const { key, value } = request;
  if (end === "kept") return { sets, deletes };
  const tries = value.tries ?? 0;
  const wait = BACK_OFF[tries];
  if (end === "again" && wait !== undefined) {
    const again: Request = { ...value, notBefore: now() + wait, tries: tries + 1 };
    return { sets: [...sets, { key, value: again }], deletes };
  }
  if (end === "again") {
    log(
      `Gave up reading issue ${value.issueId}: ${
        tries + 1
      } answers were behind what is known, or not whole. ` +
        "The next sweep or census compares it again",
    );
  }
  return { sets, deletes: [...deletes, key] };
}
