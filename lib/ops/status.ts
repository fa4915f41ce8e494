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
import type { Key, Store } from "../store/types.ts";
import type { Completeness } from "../sync/types.ts";

/** Dead letters and quarantined calls counted at most. */
const COUNT_AT_MOST = 1_000;

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

/** From the record of the newest commit that applied any: it outlives restarts, and is one for all. */
async function lastDelivery({ store, site }: StatusDeps): Promise<number | null> {
  const [newest] = await store.list<readonly DeliveryRecord[]>({
    prefix: deliveryKey(site),
    limit: 1,
    reverse: true,
  });
  return newest === undefined
    ? null
    : Math.max(...newest.value.map(({ receivedAt }) => receivedAt));
}
