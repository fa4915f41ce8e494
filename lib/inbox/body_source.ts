/**
 * Raw bodies, read back from the blobs that deliveries share.
 *
 * @module
 */

import { decodeBody } from "../jira/event.ts";
import { readBlob } from "../store/blob.ts";
import { type Store, StoreError } from "../store/types.ts";
import type { Arrival, InboxItem } from "./types.ts";

/**
 * Reads the body of a delivery as it came.
 *
 * @throws {StoreError} `damaged` when it is no longer whole.
 */
export async function readRawBody(
  { store, site }: { readonly store: Store; readonly site: string },
  { body: place, bytes }: Pick<InboxItem, "body" | "bytes">,
): Promise<Uint8Array> {
  const whole = await readBlob(store, { site, id: place.blob, info: place });
  return whole.subarray(place.offset, place.offset + bytes);
}

/** A body read back, or why it can't be. */
export type ReadBody =
  | { readonly ok: true; readonly raw: Uint8Array; readonly body: Arrival["body"] }
  | { readonly ok: false; readonly reason: string };

/**
 * Makes a reader that keeps the blob it read last: neighbours share one. It rejects with
 * {@linkcode StoreError} when the store can't be read now, which says nothing of the body.
 */
export function createBodySource(
  store: Store,
  site: string,
): (item: Pick<InboxItem, "body" | "bytes">) => Promise<ReadBody> {
  let last: { readonly blob: string; readonly bytes: Uint8Array } | null = null;
  return async ({ body: place, bytes }) => {
    try {
      if (last?.blob !== place.blob) {
        const info = { encoding: place.encoding, chunks: place.chunks };
        last = { blob: place.blob, bytes: await readBlob(store, { site, id: place.blob, info }) };
      }
      const raw = last.bytes.subarray(place.offset, place.offset + bytes);
      const decoded = decodeBody(raw);
      if (!decoded.ok) return { ok: false, reason: decoded.message };
      return { ok: true, raw, body: decoded.body };
    } catch (cause) {
      if (!(cause instanceof StoreError) || cause.code !== "damaged") throw cause;
      return { ok: false, reason: cause.message };
    }
  };
}
