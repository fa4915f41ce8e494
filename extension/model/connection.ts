/**
 * How a server's feed stands, as the pages and the badge need it.
 *
 * @module
 */

import type { FeedStatus } from "../../lib/feed/client/client.ts";
import { CLOSE } from "../../lib/feed/protocol.ts";
import { type Complaint, complaintOf, type Trouble } from "./trouble.ts";

/** The state of a connection. It outlives the worker, but not the browser. */
export interface Connection {
  readonly status: FeedStatus;
  /** Since when it is not live, ms; `null` while it is. */
  readonly lostAt: number | null;
  /** What is wrong, or was when an attempt was last made; `null` while it is live. */
  readonly complaint: Complaint | null;
}

/** Only a write that succeeds proves these wrong: the changes come again after each reconnect. */
const UNWRITTEN: ReadonlySet<Trouble> = new Set<Trouble>(["storage_full", "storage_failed"]);

/** Time without a connection that nobody needs to be told of, ms: a restart, a change of network. */
export const GRACE = 5_000;

/** The connection after a change of status. */
export function follow(
  before: Connection | undefined,
  { status, now }: { readonly status: FeedStatus; readonly now: number },
): Connection {
  const complaint = complaintAfter(before?.complaint ?? null, complaintOf(status));
  const isUnwritten = complaint !== null && UNWRITTEN.has(complaint.trouble);
  if (flows(status) && !isUnwritten) return { status, lostAt: null, complaint: null };
  return { status, lostAt: before?.lostAt ?? now, complaint };
}

/** The same, now that it is known whether anybody answers where no connection could be opened. */
export function lookedInto(before: Connection, found: "somebody" | "nobody"): Connection {
  const { complaint } = before;
  if (complaint === null || !isUnanswered(complaint)) return before;
  const trouble = found === "somebody" ? "no_feed" : "unreachable";
  return complaint.trouble === trouble
    ? before
    : { ...before, complaint: { ...complaint, trouble } };
}

/** Whether it is worth a question who, if anybody, answers there. */
export function isUnanswered({ trouble }: Complaint): boolean {
  return trouble === "unreachable" || trouble === "no_feed";
}

/** The connection after changes were stored. */
export function settled(before: Connection): Connection {
  if (before.complaint === null || !flows(before.status)) return before;
  return { ...before, lostAt: null, complaint: null };
}

/** No service asks for a longer wait, ms: beyond it the clock was set back. */
const LONGEST_WAIT = 300_000;

/** Whether a worker that starts may connect: a service that said stop, or wait, is obeyed. */
export function mayConnect(connection: Connection | undefined, now: number): boolean {
  const status = connection?.status;
  if (status?.state === "stopped") return status.code < 4500;
  if (status?.state === "waiting" || status?.state === "offline") {
    return status.retryAt <= now || status.retryAt - now > LONGEST_WAIT;
  }
  return true;
}

/** One more attempt that failed alike proves nothing new of what was looked into. */
function complaintAfter(before: Complaint | null, found: Complaint | null): Complaint | null {
  const isAlike = found?.trouble === "unreachable" && before?.trouble === "no_feed";
  return isAlike ? before : found ?? before;
}

function flows({ state }: FeedStatus): boolean {
  return state === "live" || state === "catching_up";
}

/** In one word for a mark: `signed_out` wants a person, `offline` passes by itself. */
export function healthOf(
  connection: Connection | undefined,
  now: number,
): "live" | "offline" | "signed_out" | "stopped" {
  if (connection === undefined) return "live";
  const { status, lostAt } = connection;
  if (status.state === "stopped") {
    return status.code === CLOSE.unauthorised ? "signed_out" : "stopped";
  }
  // A clock that was set back must not make it look alive for as long.
  return lostAt !== null && Math.abs(now - lostAt) >= GRACE ? "offline" : "live";
}
