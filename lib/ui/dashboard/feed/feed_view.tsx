/**
 * The view of what happens: health of the service above the live list.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import type { Models } from "../page_model.ts";
import { Announcer } from "./announcer.tsx";
import { AwayLine, FeedBar } from "./feed_bar.tsx";
import { FeedList } from "./feed_list.tsx";
import { FilterBar } from "./filter_bar.tsx";
import { HealthStrip } from "./health_strip.tsx";

/** `now` in ms. */
export function FeedView(
  { models, now }: { readonly models: Models; readonly now: Signal<number> },
): VNode {
  const { feed, health } = models;
  return (
    <>
      <HealthStrip health={health} now={now} />
      <FeedBar feed={feed} />
      <FilterBar feed={feed} />
      <AwayLine feed={feed} />
      <FeedList feed={feed} status={health.status} now={now} />
      <Announcer feed={feed} />
    </>
  );
}
