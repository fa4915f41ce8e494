/**
 * Load on a service that dies: a simulated Jira that works as fast as its deliveries are taken, and
 * remembers what was promised to it.
 *
 * @module
 */

import { decodeEvent } from "../../lib/jira/event.ts";
import { changeIdentity } from "../../lib/jira/identity.ts";
import { issueOf } from "../../lib/mirror/subjects.ts";
import { systemClock } from "../../lib/simulator/clock.ts";
import { createDeliverer, type DeliveryCounts } from "../../lib/simulator/delivery.ts";
import { createRandom } from "../../lib/simulator/random.ts";
import { createSite, type Site } from "../../lib/simulator/site.ts";
import type { SimEvent } from "../../lib/simulator/site_state.ts";
import { createStream } from "../../lib/simulator/stream.ts";
import { adminTarget } from "../../lib/simulator/target.ts";

/** Faster than Jira: a back-off takes 0.5 to 1.5 s, an outage that loses deliveries 3 s. */
const TIME_SCALE = 600;
/** More than are ever in flight, so that a kill always finds the service busy. */
const MOST_UNSETTLED = 200;
const FAULTS = {
  duplicate: 0.05,
  twoIds: 0.1,
  differingBodies: 0.5,
  reorder: 0.2,
  within: 300,
} as const;

/** What running the load needs. */
export interface LoadOptions {
  readonly seed: number;
  readonly secret: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** A simulated Jira under way. */
export interface Load {
  readonly site: Site;
  readonly counts: Readonly<DeliveryCounts>;
  /** Changes of which a delivery was answered with 2xx, by the id their feed item must have. */
  readonly promised: ReadonlyMap<string, SimEvent>;
  /** Deliveries given up: nothing was promised, and the mirror may lack them. */
  readonly lost: readonly SimEvent[];
  /** Resolves when that many deliveries are accepted. */
  reach(accepted: number): Promise<void>;
  /** Ends the work; resolves when every delivery is settled. */
  finish(): Promise<void>;
}

/** Starts to work. */
export function startLoad(options: LoadOptions): Load {
  const { seed, secret, fetch, signal } = options;
  const random = createRandom(seed);
  const site = createSite({ seed, now: Date.now });
  const stream = createStream(site, random.fork());
  const promised = new Map<string, SimEvent>();
  const lost: SimEvent[] = [];
  let settled = Promise.withResolvers<void>();
  const target = adminTarget({ url: "http://service/webhook/jira", secret });
  const deliverer = createDeliverer({
    targets: () => [target],
    fetch,
    clock: systemClock,
    random: random.fork(),
    signal,
    faults: FAULTS,
    timeScale: TIME_SCALE,
    onSettled: ({ event, accepted, answer }) => {
      if (accepted) promised.set(feedId(event), event);
      else if (answer !== null) lost.push(event);
      settled.resolve();
      settled = Promise.withResolvers();
    },
  });
  let finishing = false;
  async function work(): Promise<void> {
    while (!finishing && !signal.aborted) {
      for (const event of site.apply(stream.next())) deliverer.send(event);
      await deliverer.room(MOST_UNSETTLED);
    }
    await deliverer.drain();
  }
  const worked = work();
  return {
    site,
    counts: deliverer.counts,
    promised,
    lost,
    reach: async (accepted) => {
      while (deliverer.counts.accepted < accepted) await settled.promise;
    },
    finish: () => {
      finishing = true;
      return worked;
    },
  };
}

/** The id of the feed item that tells of an event's change. */
function feedId({ body }: SimEvent): string {
  const event = decodeEvent({ ...body });
  return `${issueOf(event) ?? event.part?.id}-${changeIdentity(event)}`;
}
