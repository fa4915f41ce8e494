/**
 * Reads `/api/status`, as far as a page shows it.
 *
 * @module
 */

import * as z from "zod/mini";
import type { Completeness } from "../sync/types.ts";
import { readCompleteness } from "./sync_report.ts";

/** What a page shows of the service's state. Missing parts are `null`. Times in ms. */
export interface ServiceStatus {
  /** Position of the log and of the last trimmed entry, for reading back. */
  readonly log: { readonly epoch: string; readonly seq: number; readonly floor: number } | null;
  /** Which of the sites it is. */
  readonly site: string | null;
  /** Program version. */
  readonly version: string | null;
  /** Where data is kept. */
  readonly store: string | null;
  /** Which queue rings the bell. */
  readonly queue: string | null;
  /** Accepted deliveries not yet applied. */
  readonly backlog: number | null;
  /** Age of the oldest of them. */
  readonly oldest: number | null;
  /** Deliveries given up after all attempts. */
  readonly dead: number | null;
  /** Calls kept aside because they could not be read. */
  readonly quarantined: number | null;
  /** Deliveries stored since the service started. */
  readonly accepted: number | null;
  /** Deliveries since then that were copies. */
  readonly duplicates: number | null;
  /** Calls refused since then. */
  readonly refused: number | null;
  /** Where Jira is to send webhooks. */
  readonly webhookUrl: string | null;
  /** Connected feed clients. */
  readonly clients: number | null;
  /** How complete the mirror is known to be. */
  readonly completeness: Completeness | null;
  /** Where issues can be opened. */
  readonly jiraUrl: string | null;
}

const count = lenient(z.number());
const text = lenient(z.string());

const schema = z.looseObject({
  site: text,
  epoch: text,
  seq: count,
  floor: count,
  version: text,
  webhook_url: text,
  jira_url: text,
  queue: part({ kind: text, backlog: count, oldest_ms: count, dead: count, quarantined: count }),
  intake: part({ accepted: count, duplicate: count, refused: count }),
  feed: part({ clients: count }),
  completeness: z.optional(z.unknown()),
  store: part({ backend: text }),
});

/**
 * Reads the answer of `/api/status`. Parts that are missing or of another shape become `null`.
 *
 * @throws {TypeError} When it isn't a JSON object at all.
 */
export function readStatus(body: unknown): ServiceStatus {
  const read = schema.safeParse(body);
  if (!read.success) throw new TypeError("Cannot read the service's status: it is not an object");
  const { site, epoch, seq, floor, version, queue, intake, feed, store } = read.data;
  return {
    log: epoch === null || seq === null ? null : { epoch, seq, floor: floor ?? 0 },
    site,
    version,
    store: store?.backend ?? null,
    queue: queue?.kind ?? null,
    backlog: queue?.backlog ?? null,
    oldest: queue?.oldest_ms ?? null,
    dead: queue?.dead ?? null,
    accepted: intake?.accepted ?? null,
    quarantined: queue?.quarantined ?? null,
    duplicates: intake?.duplicate ?? null,
    refused: intake?.refused ?? null,
    webhookUrl: read.data.webhook_url,
    clients: feed?.clients ?? null,
    completeness: readCompleteness(read.data.completeness),
    jiraUrl: httpUrl(read.data.jira_url),
  };
}

function lenient<T extends z.ZodMiniType>(type: T) {
  return z.catch(z.nullable(type), null);
}

function part<T extends Readonly<Record<string, z.ZodMiniType>>>(shape: T) {
  return lenient(z.looseObject(shape));
}

/** Only web addresses: it ends up in links. */
function httpUrl(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href.replace(/\/$/, "") : null;
}
