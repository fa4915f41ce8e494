/**
 * One round over the requests for reads: what is due is read, in batches, as far as the quota goes.
 *
 * @module
 */

import { READ_AT_ONCE } from "../../jira/rest/types.ts";
import { refetchKey } from "../../store/keys.ts";
import { pagesOf } from "../../store/pages.ts";
import type { Found } from "../../store/types.ts";
import { type Batch, type BatchDeps, refetchBatch } from "./batch.ts";
import type { Patience } from "./patience.ts";
import type { Quota } from "./quota.ts";
import type { Request } from "./request.ts";

/** Requests read from the store at once. */
const PAGE = 500;

/** What a round needs. */
export interface RoundDeps extends BatchDeps {
  readonly quota: Quota;
  readonly patience: Patience;
}

/**
 * Works off what is due.
 *
 * @returns When there is more to do (our clock, ms); `null` when there is nothing.
 * @throws {JiraError} When Jira did not answer: the requests under way stay as they are.
 */
export async function workOff(
  deps: RoundDeps,
  under: Omit<Batch, "requests">,
): Promise<number | null> {
  const { now, quota, patience } = deps;
  let next = Infinity;
  let batch: Found<Request>[] = [];
  /** `false`: the quota is used up. */
  const read = async () => {
    const wait = quota.take();
    if (wait > 0) {
      next = Math.min(next, now() + wait);
      return false;
    }
    await refetchBatch(deps, { ...under, requests: batch });
    for (const { value } of batch) {
      if (value.notBefore > now()) patience.done(value.issueId, now());
    }
    batch = [];
    // What was put off, or asked for meanwhile, is seen by the next round.
    next = Math.min(next, now());
    return true;
  };
  patience.begin();
  for await (const request of requestsOf(deps)) {
    const at = beginOf(deps, request.value);
    if (at > now()) next = Math.min(next, at);
    else if (batch.push(request) >= READ_AT_ONCE && !await read()) return next;
  }
  if (batch.length > 0) await read();
  patience.end();
  return next === Infinity ? null : next;
}

function beginOf({ now, patience }: RoundDeps, { issueId, notBefore }: Request): number {
  return notBefore <= now() ? notBefore : patience.begins(issueId, notBefore);
}

async function* requestsOf({ store, site }: RoundDeps): AsyncGenerator<Found<Request>> {
  const paging = { prefix: refetchKey(site), size: () => PAGE };
  for await (const found of pagesOf<Request>(store, paging)) yield* found;
}
