/**
 * One entry of the list: what a person did to an issue in one go.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import type { FeedChange, FeedItem } from "../../../feed/protocol.ts";
import type { Group } from "../../entries.ts";
import { ago, fullTime } from "../../time.ts";
import { actorName, fieldLabel, groupWords, sideWords, subjectText } from "../../words.ts";
import { KindIcon } from "../../icons.tsx";

/** Characters of both sides beyond which each gets lines of its own. */
const LONG = 110;

/** What an entry is drawn from. */
export interface EntryProps {
  /** Newest first. */
  readonly group: Group;
  /** Now, in ms. */
  readonly now: Signal<number>;
  /** Where issues can be opened, if that is known. */
  readonly jiraUrl: string | null;
}

/** Who, what, on which issue, from what to what, when. */
export function Entry({ group, now, jiraUrl }: EntryProps): VNode {
  const newest = group.items[0]!;
  const headId = `entry-${group.id}`;
  return (
    <article class={`entry kind-${newest.kind}`} tabIndex={0} aria-labelledby={headId}>
      <KindIcon kind={newest.kind} />
      <div class="entry-body">
        <p class="entry-head" id={headId}>
          <strong>{actorName(newest)}</strong> {groupWords(group.items.toReversed())}
          <Badges item={newest} />
        </p>
        <IssueLine item={newest} jiraUrl={jiraUrl} />
        {group.items.map((item) => <Told key={item.id} item={item} />)}
      </div>
      <time dateTime={new Date(newest.at).toISOString()} title={fullTime(newest.at)}>
        <Ago at={newest.at} now={now} />
      </time>
    </article>
  );
}

/** Alone, so that the passing of time redraws these words and nothing else. */
function Ago({ at, now }: { readonly at: number; readonly now: Signal<number> }): VNode {
  return <>{ago(at, now.value)}</>;
}

function Badges({ item }: { readonly item: FeedItem }): VNode {
  return (
    <>
      {item.late === true && (
        <span class="badge badge-late" title="Older than the state of the issue shown here">
          late
        </span>
      )}
      {item.source === "sync" && (
        <span class="badge badge-sync" title="No webhook told of it: found by comparing with Jira">
          found by sync
        </span>
      )}
    </>
  );
}

function IssueLine(
  { item, jiraUrl }: { readonly item: FeedItem; readonly jiraUrl: string | null },
): VNode | null {
  const { issue } = item;
  if (issue?.key === undefined) return null;
  return (
    <p class="entry-issue">
      {jiraUrl === null ? <span class="key">{issue.key}</span> : (
        <a
          class="key"
          href={`${jiraUrl}/browse/${encodeURIComponent(issue.key)}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          {issue.key}
        </a>
      )}
      <span class={issue.deleted === true ? "summary summary-gone" : "summary"}>
        {issue.summary}
      </span>
      {issue.status !== undefined && (
        <span class={`status status-${issue.status.category}`}>{issue.status.name}</span>
      )}
    </p>
  );
}

function Change({ change }: { readonly change: FeedChange }): VNode {
  const { from, to } = change;
  const long = (from?.length ?? 0) + (to?.length ?? 0) > LONG;
  return (
    <li class={long ? "change-long" : undefined}>
      <span class="field">{fieldLabel(change)}</span>
      {isSaid(from) && <del>{from}</del>}
      {isSaid(from) && <span class="arrow" role="img" aria-label="became">→</span>}
      <ins>{sideWords(to)}</ins>
    </li>
  );
}

function isSaid(side: string | null): boolean {
  return (side?.trim() ?? "") !== "";
}

function Told({ item }: { readonly item: FeedItem }): VNode {
  const text = subjectText(item);
  // What a new issue was created with is its state, which the line above tells as far as it matters.
  const changes = item.kind === "created" ? [] : item.changes ?? [];
  return (
    <>
      {changes.length > 0 && (
        <ul class="changes">
          {changes.map((change, index) => <Change key={index} change={change} />)}
        </ul>
      )}
      {text !== null && <blockquote>{text}</blockquote>}
    </>
  );
}
