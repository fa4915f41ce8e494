/**
 * How routes answer: one shape of error, one place that turns faults into statuses.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Log } from "../lib/ops/log.ts";
import { StoreError } from "../lib/store/types.ts";

/** Seconds Jira or a client is asked to wait when the service can't just now. */
export const RETRY_AFTER_SECONDS = 5;

/** A refusal in plain words. */
export interface Refusal {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
}

/** Whoever brings a delivery is told so while too much waits. */
export const BACKLOG_FULL: Refusal = {
  status: 503,
  code: "backlog_full",
  message: "Cannot accept the delivery now: too much is waiting to be applied. Send it again.",
  retryAfter: 60,
};

/** Answers `{"error":{"code","message","id"}}`; the id finds the call in the log. */
export function refuse(c: Context, refusal: Refusal): Response {
  const id = crypto.randomUUID();
  if (refusal.retryAfter !== undefined) c.header("Retry-After", String(refusal.retryAfter));
  if (refusal.status === 401) c.header("WWW-Authenticate", 'Bearer realm="boardcast"');
  c.header("X-Error-Id", id);
  return c.json({ error: { code: refusal.code, message: refusal.message, id } }, refusal.status);
}

/** What answering a fault needs to know. */
export interface Fault {
  readonly cause: unknown;
  readonly log: Log;
  /** Whether the service is closing its store, after which whatever is asked of it fails. */
  readonly stopping: boolean;
}

/** The last resort: a store that can't is 503, anything else is ours to mend; details stay inside. */
export function refuseFault(c: Context, { cause, log, stopping }: Fault): Response {
  const answer = stopping || cause instanceof StoreError
    ? refuse(c, {
      status: 503,
      code: "unavailable",
      message: stopping
        ? "Cannot do this now: the service is stopping. Please try again."
        : "Cannot do this now: the store does not answer. Please try again.",
      retryAfter: RETRY_AFTER_SECONDS,
    })
    : refuse(c, {
      status: 500,
      code: "internal",
      message: "Cannot answer: something went wrong here. The service's log has the details.",
    });
  const path = c.req.path.slice(0, 200);
  log(`${c.req.method} ${path} failed (${answer.headers.get("X-Error-Id")})`, cause);
  return answer;
}

/** The ETag of what is answered: a hash of it. */
export function etagOf(content: string | Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

/** Whether the caller has that already. A proxy or a compression may have made the tag weak. */
export function isKnown(headers: Headers, etag: string): boolean {
  const known = (headers.get("if-none-match") ?? "").split(",").map((each) => each.trim());
  return known.some((each) => each === "*" || each.replace(/^W\//, "") === etag);
}
