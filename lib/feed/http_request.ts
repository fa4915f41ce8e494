/**
 * Reads what a request for `/api/events` asks for.
 *
 * @module
 */

import { type Cursor, parseCursor, type Subscription } from "./protocol.ts";
import { subscriptionOfQuery } from "./subscription.ts";

/** Longest wait of a long-poll, in seconds: below the 60 s of common proxies. */
export const LONGEST_WAIT = 55;

/** Every parameter of the query. */
export const PARAMETERS = [
  "cursor",
  "wait",
  "project",
  "issue",
  "kind",
  "role",
  "me",
  "scope",
  "site",
] as const;

/** A request for the feed over HTTP. */
export interface FeedRequest {
  readonly cursor: Cursor | null;
  /** Seconds to wait for items. */
  readonly wait: number;
  readonly subs: Subscription;
  /** The fingerprint the client was given last time. */
  readonly scope: string | undefined;
  /** As server-sent events rather than one answer. */
  readonly stream: boolean;
}

/** What came of reading a request. */
export type ReadRequest =
  | { readonly ok: true; readonly request: FeedRequest }
  /** `message` says what is wrong, for the caller. */
  | { readonly ok: false; readonly message: string };

/** Reads the query and the headers of a request. */
export function readRequest(req: Request): ReadRequest {
  const query = new URL(req.url).searchParams;
  const unknown = unknownParameter(query);
  if (unknown !== null) {
    // A filter that is misspelt would let everything through.
    const named = JSON.stringify(unknown.slice(0, 64));
    return bad(`${named} is no parameter here; there are ${PARAMETERS.join(", ")}`);
  }
  const stream = wantsStream(req.headers.get("accept"));
  const resumed = stream ? req.headers.get("last-event-id") : null;
  const given = resumed ?? query.get("cursor");
  const cursor = given === null ? null : parseCursor(given);
  if (given !== null && cursor === null) {
    return bad('Cannot read the cursor: it has to be "<epoch>:<seq>", as the service gave it');
  }
  const wait = readWait(query.get("wait"));
  if (wait === null) {
    return bad(`Cannot read "wait": it has to be whole seconds from 0 to ${LONGEST_WAIT}`);
  }
  const read = subscriptionOfQuery(query);
  if (!read.ok) return bad(read.message);
  const scope = query.get("scope") ?? undefined;
  return { ok: true, request: { cursor, wait, subs: read.subs, scope, stream } };
}

function unknownParameter(query: URLSearchParams): string | null {
  const known: readonly string[] = PARAMETERS;
  return [...query.keys()].find((name) => !known.includes(name)) ?? null;
}

function wantsStream(accept: string | null): boolean {
  return accept !== null && /(^|,)\s*text\/event-stream\s*(;|,|$)/i.test(accept);
}

function readWait(text: string | null): number | null {
  if (text === null) return 0;
  if (!/^\d{1,2}$/.test(text)) return null;
  const wait = Number(text);
  return wait <= LONGEST_WAIT ? wait : null;
}

function bad(message: string): ReadRequest {
  return { ok: false, message };
}
