/**
 * What keeps a feed from flowing, or a wish from being carried out, by name. The words for each are
 * in `i18n/trouble_words.ts`.
 *
 * @module
 */

import type { FeedStatus } from "../../lib/feed/client/client.ts";
import { type CloseName, closeName, isStop } from "../../lib/feed/client/words.ts";

/** What failed on this side, as the `code` of the error says. */
export const FAILURES = [
  /** The browser has no room left. */
  "storage_full",
  "storage_failed",
  "storage_unreadable",
  /** What the browser carries to others is too much, or changes too often. */
  "settings_refused",
  "snapshot_unreachable",
  "snapshot_refused",
  "snapshot_limited",
  "snapshot_failed",
  /** The worker does not answer a page. */
  "no_worker",
  "unknown",
] as const;

/** Name of what failed on this side. */
export type Failure = typeof FAILURES[number];

/** Name of whatever is wrong. */
export type Trouble =
  | CloseName
  | Failure
  | "unreachable"
  /** Somebody answers there, but gives no feed. */
  | "no_feed"
  | "no_network"
  /** Closed by a code that asks to come back, or to stop, and that this version does not know. */
  | "closed"
  | "refused";

/** A trouble, and what there is to say of it beyond its name. */
export interface Complaint {
  readonly trouble: Trouble;
  /** Close code; `null` where there was no connection to be closed. */
  readonly code: number | null;
  /** What the service or the browser said itself, in English; may be empty. */
  readonly detail: string;
}

/** What is wrong with a feed; `null` while nothing is. */
export function complaintOf(status: FeedStatus): Complaint | null {
  if (!("reason" in status)) return null;
  const { code, detail, failure } = status;
  return { trouble: troubleOf(status), code: failure === null ? code : null, detail };
}

/** Takes the name of a failure that was passed on as text; what has no name here is `unknown`. */
export function toFailure(code: string): Failure {
  return FAILURES.find((each) => each === code) ?? "unknown";
}

function troubleOf(
  { state, code, failure }: Extract<FeedStatus, { readonly reason: string }>,
): Trouble {
  if (failure !== null) return toFailure(failure);
  if (state === "offline") return "no_network";
  const name = closeName(code);
  if (name !== null) return name;
  if (isStop(code)) return "refused";
  return code === 1006 ? "unreachable" : "closed";
}
