/**
 * What the dashboard asks the service over HTTP.
 *
 * @module
 */

import type { Cursor, FeedItem, Subscription } from "../../feed/protocol.ts";
import { formatCursor } from "../../feed/protocol.ts";
import { toEventsQuery } from "../filters.ts";
import { readStatus, type ServiceStatus } from "../status.ts";

/** Log entries the dashboard looks back over to fill its list: little enough for one glance. */
const LOOK_BACK = 2_000;

/** A request the service refused. `status` is the HTTP status. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /** A refusal with its HTTP status. */
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** How to reach the service, and as whom. */
export interface Api {
  /** The global `fetch`, or a stand-in. */
  readonly fetch: typeof fetch;
  /** Address of the service. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token: string;
}

/**
 * Reads `/api/status`.
 *
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When it can't be reached, or answers with something else.
 */
export async function fetchStatus(api: Api, signal: AbortSignal): Promise<ServiceStatus> {
  return readStatus(await get(api, "/api/status", signal));
}

/**
 * Reads the latest part of the log that fits a subscription.
 *
 * @returns The items, oldest first; empty when the service can't prove they are complete.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When it can't be reached, or answers with something else.
 */
export async function fetchHistory(
  api: Api,
  options: { readonly subs: Subscription; readonly signal: AbortSignal },
): Promise<readonly FeedItem[]> {
  const { log } = await fetchStatus(api, options.signal);
  if (log === null) return [];
  const items: FeedItem[] = [];
  let seq = Math.max(log.floor, log.seq - LOOK_BACK);
  while (seq < log.seq) {
    const frame = await fetchEvents(api, { epoch: log.epoch, seq }, options);
    if (frame === null || frame.to <= seq) break;
    items.push(...frame.items);
    seq = frame.to;
  }
  return items;
}

async function fetchEvents(
  api: Api,
  cursor: Cursor,
  { subs, signal }: { readonly subs: Subscription; readonly signal: AbortSignal },
): Promise<{ readonly to: number; readonly items: readonly FeedItem[] } | null> {
  const query = toEventsQuery(subs);
  query.set("cursor", formatCursor(cursor));
  query.set("wait", "0");
  const frame = await get(api, `/api/events?${query}`, signal);
  if (!isRecord(frame) || frame.t !== "events") return null;
  const { to, items } = frame;
  if (typeof to !== "number" || !Array.isArray(items)) return null;
  return { to, items };
}

async function get(api: Api, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await api.fetch(new URL(path, api.url), {
    headers: { authorization: `Bearer ${api.token}`, accept: "application/json" },
    signal,
  });
  if (!response.ok) {
    throw new ApiError(
      response.status,
      `Cannot read ${path}: the service answered ${response.status}`,
    );
  }
  return await response.json();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
