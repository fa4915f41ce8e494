/**
 * The list of changes, day by day.
 *
 * @module
 */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { VNode } from "preact";
import { groupEntries } from "../../entries.ts";
import { NO_FILTERS, writeFilters } from "../../filters.ts";
import type { ServiceStatus } from "../../status.ts";
import { Entry } from "./entry.tsx";
import type { FeedModel } from "./feed_model.ts";

/** What the list is drawn from. */
export interface FeedListProps {
  /** The list and its connection. */
  readonly feed: FeedModel;
  /** The service's figures, for links and for what to say of an empty list. */
  readonly status: ReadonlySignal<ServiceStatus | null>;
  /** Now, in ms. */
  readonly now: Signal<number>;
}

/** Newest first; says why it is empty. */
export function FeedList({ feed, status, now }: FeedListProps): VNode {
  const days = groupEntries(feed.visible.value, now.peek());
  const jiraUrl = status.value?.jiraUrl ?? null;
  if (days.length === 0) return <p class="feed empty">{emptyWords(feed)}</p>;
  return (
    <div class="feed" aria-busy={feed.filling.value}>
      {days.map((day) => (
        <div class="day" key={day.name}>
          <h3>{day.name}</h3>
          <div role="feed" aria-label={`${day.name}: changes, newest first`}>
            {day.groups.map((group) => (
              <Entry key={group.id} group={group} now={now} jiraUrl={jiraUrl} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function emptyWords(feed: FeedModel): string {
  if (feed.filling.value) return "Reading the latest changes";
  if (writeFilters(feed.filters.value) !== writeFilters(NO_FILTERS)) {
    return "Nothing among the latest changes fits these filters. New ones that do will appear here.";
  }
  return "No changes yet. Point a Jira webhook at the URL above, and they appear here as they happen.";
}
