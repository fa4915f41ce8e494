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

/**
 * A request that came to nothing. `status` is the HTTP status and the message the service's own;
 * status 0 stands for no answer, or one that can't be read.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /** What came of the request, for people. */
  constructor(readonly status: number, message: string, options?: ErrorOptions) {
    super(message, options);
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
 * @throws {ApiError} When the service refuses, or can't be reached in time.
 * @throws {TypeError} When it answers with something else.
 */
export async function fetchStatus(api: Api, signal: AbortSignal): Promise<ServiceStatus> {
  return readStatus(await ask(api, { path: "/api/status", signal }));
}

/**
 * Reads the latest part of the log that fits a subscription.
 *
 * @returns The items, oldest first; empty when the service can't prove they are complete.
 * @throws {ApiError} When the service refuses, or can't be reached in time.
 * @throws {TypeError} When it answers with something else.
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
  const frame = await ask(api, { path: `/api/events?${query}`, signal });
  if (!isRecord(frame) || frame.t !== "events") return null;
  const { to, items } = frame;
  if (typeof to !== "number" || !Array.isArray(items)) return null;
  return { to, items };
}

/** What is asked of the service. */
export interface Question {
  /** Path and query. */
  readonly path: string;
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/**
 * Asks the service.
 *
 * @returns The answer's JSON; `null` when it has none.
 * @throws {ApiError} When the service refuses, or can't be reached in time.
 * @throws {DOMException} `AbortError` when the question is taken back.
 */
export async function ask(api: Api, question: Question): Promise<unknown> {
  const { path, signal } = question;
  try {
    const response = await api.fetch(new URL(path, api.url), requestOf(api, question));
    const text = await response.text();
    if (!response.ok) {
      throw new ApiError(response.status, refusalWords(text) ?? unsaid(response, path));
    }
    return text === "" ? null : JSON.parse(text);
  } catch (cause) {
    if (cause instanceof ApiError || (signal.aborted && !isTimeout(signal))) throw cause;
    throw new ApiError(0, "Cannot reach the service: it does not answer", { cause });
  }
}

function requestOf({ token }: Api, { method = "GET", body, signal }: Question): RequestInit {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  if (body === undefined) return { method, headers, signal };
  return {
    method,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  };
}

function isTimeout({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}

/** What the service says of a refusal, as `{"error":{"message"}}`. */
function refusalWords(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text);
    const error = isRecord(body) ? body.error : null;
    return isRecord(error) && typeof error.message === "string" ? error.message : null;
  } catch {
    // A proxy in between answers with a page of its own.
    return null;
  }
}

function unsaid({ status }: Response, path: string): string {
  return `Cannot ask for ${path}: the service answered ${status}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
