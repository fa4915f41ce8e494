/**
 * The inbox entry of deliveries accepted together, before it is committed.
 *
 * @module
 */

import { type BlobInfo, blobSets, packBlob } from "../../store/blob.ts";
import { joinBytes } from "../../store/bytes.ts";
import { inboxKey } from "../../store/keys.ts";
import type { Found, Key } from "../../store/types.ts";
import type { Arrival, BodyPlace, InboxBatch, InboxItem } from "../types.ts";

/** How long the accepting isolate has for its own deliveries before others may take them, ms. */
export const ACCEPT_LEASE = 5_000;

/** A delivery to accept. */
export interface Prepared {
  readonly arrival: Arrival;
  readonly marks: readonly Key[];
  /** A body stored already under the delivery's id: too large to share a commit, or kept before. */
  readonly stored: BlobInfo | null;
  /** What was kept of it so far. */
  readonly kept: Found<unknown> | null;
}

/** One entry of the inbox, as it will be. */
export interface Planned {
  readonly key: Key;
  readonly value: InboxBatch;
  readonly arrivals: readonly Arrival[];
  readonly bytes: number;
  readonly reserved: number;
}

/** What planning needs. */
export interface PlanDeps {
  readonly newId: () => string;
  /** Takes room in memory for so many bytes, so that they needn't be read back. */
  readonly reserve: (bytes: number) => boolean;
}

/** Plans the entry of one site's deliveries, and takes room for them; adds to `bodies`. */
export function planEntry(
  deps: PlanDeps,
  options: {
    readonly site: string;
    readonly group: readonly Prepared[];
    readonly now: number;
    readonly bodies: { readonly key: Key; readonly value: unknown }[];
  },
): Planned {
  const { site, group, now } = options;
  const id = deps.newId();
  const together = group.filter((item) => item.stored === null);
  const blob = packBlob(joinBytes(together.map((item) => item.arrival.raw)));
  if (together.length > 0) options.bodies.push(...blobSets(site, { id, blob }));
  let offset = 0;
  const items = group.map((item) => {
    const { arrival, stored } = item;
    if (stored !== null) {
      const whole = itemOf(arrival, { ...stored, blob: arrival.id, offset: 0 });
      return item.kept === null ? whole : { ...whole, replayedAt: now };
    }
    const place = { ...blob.info, blob: id, offset };
    offset += arrival.raw.length;
    return itemOf(arrival, place);
  });
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  const reserved = deps.reserve(bytes) ? bytes : 0;
  return {
    key: inboxKey(reserved > 0 ? now + ACCEPT_LEASE : now, id),
    value: { site, items },
    arrivals: group.map((item) => item.arrival),
    bytes,
    reserved,
  };
}

function itemOf(arrival: Arrival, body: BodyPlace): InboxItem {
  return {
    id: arrival.id,
    receivedAt: arrival.receivedAt,
    event: String(arrival.body.webhookEvent).slice(0, 100),
    flow: arrival.flow,
    retry: arrival.retry,
    secret: arrival.secret,
    bytes: arrival.raw.length,
    body,
    attempts: 0,
    holds: 0,
    reason: null,
  };
}
