/**
 * Tells users of screen readers what came, no oftener than one can listen.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { sentence } from "../../words.ts";
import type { FeedModel } from "./feed_model.ts";

/** Time between two announcements, in ms. */
const ANNOUNCE_EVERY = 10_000;

/** A polite live region, out of sight. */
export function Announcer({ feed }: { readonly feed: FeedModel }): VNode {
  const words = useSignal("");
  useEffect(() => {
    const timer = setInterval(() => {
      const items = feed.arrived.value;
      if (items.length === 0 || feed.paused.value) return;
      feed.arrived.value = [];
      const latest = items.at(-1)!;
      const more = items.length === 1 ? "" : `${items.length} changes, the latest: `;
      words.value = `${more}${latest.issue?.key ?? ""} ${sentence(latest)}`;
    }, ANNOUNCE_EVERY);
    return () => clearInterval(timer);
  }, [feed]);
  return <p class="unseen" aria-live="polite">{words}</p>;
}
