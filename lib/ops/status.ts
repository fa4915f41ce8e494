/**
 * What the service knows of itself, in figures.
 *
 * @module
 */

import { readBacklog } from "../inbox/backlog.ts";
import { readHead } from "../mirror/head.ts";
import { readHome } from "../mirror/home.ts";
import { type DeliveryRecord, headCursor } from "../mirror/types.ts";
import { deadKey, deliveryKey, floorKey, foreignKey, quarantineKey } from "../store/keys.ts";
import type { Found, Key, Store } from "../store/types.ts";
import type { Completeness } from "../sync/types.ts";

/** Dead letters and quarantined calls counted at most. */
const COUNT_AT_MOST = 1_000;

/** Commits whose records are read at once, and how often, to find one of a webhook that just came. */
const RECORDS = 50;
const RECORD_PAGES = 6;

/** The answer of `/api/status`. Times in ms. */
export interface Status {
  readonly version: string;
  readonly site: string;
  readonly epoch: string;
  readonly seq: number;
  readonly floor: number;
  readonly started_at: number;
  readonly store: { readonly backend: string };
  readonly queue: {
    readonly kind: string;
    /** Deliveries accepted and not yet applied; counted up to 1,000 commits. */
    readonly backlog: number;
    /** Age of the oldest of them; `null` when there is none. */
    readonly oldest_ms: number | null;
    readonly dead: number;
    readonly quarantined: number;
    /** Deliveries of another Jira, which are kept and not applied. */
    readonly foreign: number;
  };
  readonly intake: Readonly<Record<string, number>>;
  /** When the webhook came that was applied last; `null` when none is remembered. */
  readonly last_delivery_at: number | null;
  readonly webhook_url: string;
  readonly jira_url: string | null;
  /** The Jira that the issues are of; `null` while none has answered yet. */
  readonly mirror_of: { readonly url: string; readonly cloud_id: string | null } | null;
  readonly feed: { readonly clients: number };
  readonly completeness: Completeness;
}

/** What reading the status needs. */
export interface StatusDeps {
  readonly store: Store;
  readonly site: string;
  readonly version: string;
  readonly startedAt: number;
  readonly now: () => number;
  readonly queue: string;
  readonly intake: () => Readonly<Record<string, number>>;
  readonly clients: () => number;
  readonly webhookUrl: () => string;
  readonly jiraUrl: string | null;
  readonly completeness: () => Promise<Completeness>;
}

/** Reads the status. */
export async function readStatus(deps: StatusDeps): Promise<Status> {
  const { store, site } = deps;
  const [head, floor, backlog, dead, quarantined, foreign, home, last, completeness] = await Promise
    .all([
      readHead(store, site),
      store.get<number>(floorKey(site)),
      readBacklog(store, deps.now()),
      count(store, deadKey(site)),
      count(store, quarantineKey(site)),
      count(store, foreignKey(site)),
      readHome({ store, site }),
      lastDelivery(deps),
      deps.completeness(),
    ]);
  return {
    version: deps.version,
    site,
    ...headCursor(head.value),
    floor: floor.value ?? 0,
    started_at: deps.startedAt,
    store: { backend: store.backend },
    queue: {
      kind: deps.queue,
      backlog: backlog.size,
      oldest_ms: backlog.oldest,
      dead,
      quarantined,
      foreign,
    },
    intake: deps.intake(),
    last_delivery_at: last,
    webhook_url: deps.webhookUrl(),
    jira_url: deps.jiraUrl,
    mirror_of: home === null ? null : { url: home.url, cloud_id: home.cloudId },
    feed: { clients: deps.clients() },
    completeness,
  };
}

async function count(store: Store, prefix: Key): Promise<number> {
  return (await store.list({ prefix, limit: COUNT_AT_MOST })).length;
}

/**
 * From the records of the newest commits: they outlive restarts, and are the same for all. What was
 * put back says nothing of how webhooks come.
 */
async function lastDelivery({ store, site }: StatusDeps): Promise<number | null> {
  const prefix = deliveryKey(site);
  let end: Key | null = null;
  let replayed: number | null = null;
  for (let page = 0; page < RECORD_PAGES; page++) {
    const found: readonly Found<readonly DeliveryRecord[]>[] = await store.list({
      prefix,
      ...end === null ? {} : { end },
      limit: page === 0 ? 1 : RECORDS,
      reverse: true,
    });
    for (const { value } of found) {
      const came = value.filter(({ replayedAt }) => replayedAt === undefined);
      if (came.length > 0) return latest(came);
      replayed = Math.max(replayed ?? 0, latest(value));
    }
    end = found.at(-1)?.key ?? null;
    if (end === null) break;
  }
  return replayed;
}

function latest(records: readonly DeliveryRecord[]): number {
  return Math.max(...records.map(({ receivedAt }) => receivedAt));
}
