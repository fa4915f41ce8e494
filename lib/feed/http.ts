/**
 * The feed over HTTP: the same log, cursor, filters and permissions as over the socket.
 *
 * @module
 */

import type { Feed } from "./feed.ts";
import type { Grant } from "../mirror/grant.ts";
import { Follower } from "./follower.ts";
import type { FeedRequest } from "./http_request.ts";
import { formatCursor, type ResetFrame } from "./protocol.ts";
import { eventStream } from "./sse.ts";
import type { Tailer } from "./tailer.ts";

/** Header that names the fingerprint of permissions and filters. */
export const SCOPE_HEADER = "X-Feed-Scope";

/** Header of a long-poll's answer that names the cursor to go on from. */
export const CURSOR_HEADER = "X-Feed-Cursor";

/** Who asks, and for what. */
export interface Asked {
  readonly tailer: Tailer;
  readonly grant: Grant;
  readonly request: FeedRequest;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/**
 * Answers a request for the feed.
 *
 * @returns `null` when the site has no log yet, and when the service stops.
 * @throws {StoreError} When the store cannot say.
 */
export async function answerEvents(feed: Feed, asked: Asked): Promise<Response | null> {
  if (feed.stopping.aborted) return null;
  const { grant, request, tailer } = asked;
  const viewer = { grant, subs: request.subs };
  const follower = new Follower({ tailer, clock: feed.clock, viewer });
  let owned = false;
  try {
    const reset = await follower.begin(request);
    if (reset === "no_log") return null;
    const signal = AbortSignal.any([feed.stopping, asked.signal]);
    if (!request.stream) return await answerOnce(follower, { reset, wait: request.wait, signal });
    owned = true;
    const { clock } = feed;
    const body = eventStream({ follower, reset, clock, signal, expires: grant.expires });
    return new Response(body, { headers: streamHeaders(follower) });
  } finally {
    if (!owned) follower[Symbol.dispose]();
  }
}

async function answerOnce(
  follower: Follower,
  options: {
    readonly reset: ResetFrame | null;
    readonly wait: number;
    readonly signal: AbortSignal;
  },
): Promise<Response> {
  const { reset, wait, signal } = options;
  const step = reset ?? await follower.next({ within: wait * 1_000, signal });
  const seq = step.t === "reset" ? step.seq : step.to;
  return new Response(step.t === "reset" ? JSON.stringify(step) : step.text, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      [CURSOR_HEADER]: formatCursor({ epoch: step.epoch, seq }),
      [SCOPE_HEADER]: follower.scope,
    },
  });
}

function streamHeaders(follower: Follower): HeadersInit {
  return {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    // Keeps nginx from holding events back.
    "X-Accel-Buffering": "no",
    [SCOPE_HEADER]: follower.scope,
  };
}
