/**
 * Above the list: pause, what waits, and what was missed.
 *
 * @module
 */

import type { VNode } from "preact";
import type { FeedModel } from "./feed_model.ts";

/** The list's heading and controls. */
export function FeedBar({ feed }: { readonly feed: FeedModel }): VNode {
  const paused = feed.paused.value;
  const waiting = feed.waiting.value;
  return (
    <div class="feed-bar">
      <h2>Changes</h2>
      {paused && (
        <p class="paused" role="status">
          Paused{waiting > 0 &&
            `: ${waiting} new ${waiting === 1 ? "change waits" : "changes wait"}`}
        </p>
      )}
      <button type="button" aria-pressed={paused} onClick={() => feed.togglePause()}>
        {paused ? "Resume" : "Pause"}
      </button>
    </div>
  );
}

/** What happened to the list while the page was away, until it is dismissed. */
export function AwayLine({ feed }: { readonly feed: FeedModel }): VNode | null {
  if (feed.away.value === null) return null;
  return (
    <p class="away" role="status">
      <span>{feed.away.value}. The latest are below.</span>
      <button type="button" class="quiet" onClick={() => feed.away.value = null}>Dismiss</button>
    </p>
  );
}
