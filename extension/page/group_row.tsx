/**
 * One issue of the list: its state, what changed, why one sees it, and what to do with it.
 *
 * @module
 */

import type { VNode } from "preact";
import type { FeedChange } from "../../lib/feed/protocol.ts";
import { KindIcon } from "../../lib/ui/icons.tsx";
import { actorName, didWords, fieldLabel, sideWords, whyWords } from "../i18n/words.ts";
import type { MessageId } from "../i18n/messages.ts";
import type { Group } from "../model/groups.ts";
import { issueLink } from "../model/links.ts";
import { idOf } from "../model/state.ts";
import type { Entry } from "../model/types.ts";
import type { GlyphName } from "./glyphs.tsx";
import { IconButton } from "./icon_button.tsx";
import type { InboxModel } from "./inbox_model.ts";

/** Changes of one entry that are shown. */
const MOST_CHANGES = 4;

/** What a row is drawn from. */
export interface GroupRowProps {
  readonly inbox: InboxModel;
  readonly group: Group;
  /** Keys act on it, and Tab reaches it. */
  readonly isCurrent: boolean;
}

/** An article; the keys j and k move between them. */
export function GroupRow({ inbox, group, isCurrent }: GroupRowProps): VNode {
  const { entries, unread, ref } = group;
  const [newest, ...earlier] = entries as [Entry, ...Entry[]];
  const fresh = entries.some((entry) => inbox.isFresh(entry));
  const expanded = inbox.expanded.value.has(ref);
  const headId = `head-${ref}`;
  return (
    <article
      class={`row kind-${newest.item.kind}${unread > 0 ? " row-unread" : ""}${
        fresh ? " row-fresh" : ""
      }`}
      tabIndex={isCurrent ? 0 : -1}
      aria-labelledby={headId}
      data-ref={ref}
      onFocus={() => inbox.current.value = ref}
    >
      <KindIcon kind={newest.item.kind} />
      <div class="row-body">
        <Head inbox={inbox} group={group} headId={headId} />
        <Told inbox={inbox} entry={newest} />
        {expanded && earlier.map((entry) => <Told key={idOf(entry)} inbox={inbox} entry={entry} />)}
        <Foot inbox={inbox} group={group} expanded={expanded} isCurrent={isCurrent} />
      </div>
      <Actions inbox={inbox} group={group} isCurrent={isCurrent} />
    </article>
  );
}

function Head(
  { inbox, group, headId }: {
    readonly inbox: InboxModel;
    readonly group: Group;
    readonly headId: string;
  },
): VNode {
  const { issue, server, unread, entries } = group;
  const { t } = inbox.words;
  const { item, got } = entries[0]!;
  const link = issueLink(server.jiraUrl, issue?.key);
  return (
    <p class="row-head" id={headId}>
      {unread > 0 && (
        <span class="dot">
          <span class="unseen">{t("unread")}</span>
        </span>
      )}
      {issue?.key !== undefined && (link === null ? <span class="key">{issue.key}</span> : (
        <a
          class="key"
          href={link}
          tabIndex={-1}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            void inbox.send({ t: "open", ref: group.ref });
          }}
        >
          {issue.key}
        </a>
      ))}{" "}
      <span class={issue?.deleted === true ? "summary summary-gone" : "summary"}>
        {issue?.summary ?? item.subject?.name ?? ""}
      </span>{" "}
      {issue?.status !== undefined && (
        <span class={`status status-${issue.status.category}`}>{issue.status.name}</span>
      )}
      <time dateTime={new Date(item.at).toISOString()} title={inbox.times.full(item.at)}>
        {inbox.times.ago(Math.min(item.at, got), inbox.now.value)}
      </time>
    </p>
  );
}

function Told({ inbox, entry }: { readonly inbox: InboxModel; readonly entry: Entry }): VNode {
  const { words } = inbox;
  const { item, mark } = entry;
  // What a new issue was created with is its state, which the line above tells.
  const changes = item.kind === "created" ? [] : item.changes ?? [];
  return (
    <div class={mark === "unseen" || mark === "unread" ? "told" : "told told-read"}>
      <p>
        <strong>{actorName(words, item)}</strong> {didWords(words, item)}
        {item.late === true && <span class="badge">{words.t("late")}</span>}
        {item.source === "sync" && <span class="badge">{words.t("from_sync")}</span>}
      </p>
      {changes.length > 0 && (
        <ul class="changes">
          {changes.slice(0, MOST_CHANGES).map((change, at) => (
            <Change key={at} inbox={inbox} change={change} />
          ))}
        </ul>
      )}
      {item.subject?.text !== undefined && <blockquote>{item.subject.text}</blockquote>}
    </div>
  );
}

function Change(
  { inbox: { words }, change }: { readonly inbox: InboxModel; readonly change: FeedChange },
): VNode {
  const from = change.from?.trim() ?? "";
  return (
    <li>
      <span class="field">{fieldLabel(words, change)}</span>
      {from !== "" && <del>{from}</del>}
      {from !== "" && <span class="arrow" role="img" aria-label={words.t("became")}>→</span>}
      <ins>{sideWords(words, change.to)}</ins>
    </li>
  );
}

function Foot(
  { inbox, group, expanded, isCurrent }: GroupRowProps & { readonly expanded: boolean },
): VNode | null {
  const { words } = inbox;
  const earlier = group.entries.length - 1;
  const snooze = inbox.state.value.snoozes[group.ref];
  const several = inbox.state.value.servers.length > 1;
  if (group.reasons.length === 0 && earlier === 0 && snooze === undefined && !several) return null;
  return (
    <p class="row-foot">
      {several && <span class="site">{group.server.name}</span>}
      {group.reasons.slice(0, 2).map((reason) => (
        <span key={reason} class={`why why-${reason}`}>{whyWords(words, reason)}</span>
      ))}
      {snooze !== undefined && (
        <span class="why">
          {snooze.until === null
            ? words.t("snooze_change")
            : words.t("snoozed_until", inbox.times.full(snooze.until))}
        </span>
      )}
      {earlier > 0 && (
        <button
          type="button"
          class="quiet small"
          tabIndex={isCurrent ? 0 : -1}
          aria-expanded={expanded}
          onClick={() => inbox.toggleExpanded(group)}
        >
          {expanded ? words.t("less") : words.count("earlier", earlier)}
        </button>
      )}
    </p>
  );
}

function Actions({ inbox, group, isCurrent }: GroupRowProps): VNode {
  const { t } = inbox.words;
  const tabIndex = isCurrent ? 0 : -1;
  const isDone = group.tab === "done";
  const isSnoozed = group.tab === "snoozed";
  const actions: readonly (readonly [glyph: GlyphName, name: MessageId, act: () => void])[] = [
    isDone
      ? ["undo", "action_undone", () => void inbox.mark([group], "unread")]
      : ["done", "action_done", () => void inbox.mark([group], "done")],
    [
      "read",
      group.unread > 0 ? "action_read" : "action_unread",
      () => void inbox.toggleRead(group),
    ],
    isSnoozed
      ? ["snooze", "action_unsnooze", () => void inbox.send({ t: "unsnooze", ref: group.ref })]
      : ["snooze", "action_snooze", () => inbox.sheet.value = { t: "snooze", group }],
    // A sprint or a board is neither followed nor muted.
    ...group.issue === null
      ? []
      : [["more", "action_place", () => inbox.sheet.value = { t: "place", group }] as const],
  ];
  return (
    <div class="actions" role="group" aria-label={t("actions")}>
      {actions.map(([glyph, id, act]) => (
        <IconButton key={id} glyph={glyph} name={t(id)} tabIndex={tabIndex} onClick={act} />
      ))}
    </div>
  );
}
