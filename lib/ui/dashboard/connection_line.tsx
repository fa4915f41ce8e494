/**
 * How the feed stands, in the header.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { timeOfDay } from "../time.ts";
import type { Connection, FeedModel } from "./feed/feed_model.ts";

/** A dot and words; with a button while an attempt is awaited. */
export function ConnectionLine(
  { feed, now }: { readonly feed: FeedModel; readonly now: Signal<number> },
): VNode {
  const connection = feed.connection.value;
  const { state } = connection.status;
  const waits = state === "waiting" || state === "offline";
  return (
    <div class={`connection connection-${state}`}>
      <span class="connection-dot" aria-hidden="true" />
      <span role="status">{stateWords(connection)}</span>
      {waits && <span class="connection-retry">{retryWords(connection, now.value)}</span>}
      {waits && <button type="button" class="quiet" onClick={() => feed.wake()}>Try now</button>}
    </div>
  );
}

function stateWords({ status, lostAt }: Connection): string {
  switch (status.state) {
    case "live":
      return "Live";
    case "catching_up":
      return "Catching up";
    case "connecting":
      return "Connecting";
    case "stopped":
      return status.reason;
    case "offline":
      return `No network since ${timeOfDay(lostAt ?? status.retryAt)}`;
    case "waiting":
      return `Offline since ${timeOfDay(lostAt ?? status.retryAt)}`;
  }
}

function retryWords({ status }: Connection, now: number): string {
  if (!("retryAt" in status)) return "";
  const seconds = Math.ceil((status.retryAt - now) / 1_000);
  return seconds <= 0 ? "trying" : `retry in ${seconds} s`;
}
