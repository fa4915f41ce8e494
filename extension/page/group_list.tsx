/**
 * The list of groups, under the day or the project they belong to.
 *
 * @module
 */

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isFiltered } from "../model/filters.ts";
import type { Group } from "../model/groups.ts";
import { GroupRow } from "./group_row.tsx";
import type { InboxModel } from "./inbox_model.ts";

interface Section {
  readonly name: string;
  readonly groups: Group[];
}

/** The latest first; says why it is empty. */
export function GroupList({ inbox }: { readonly inbox: InboxModel }): VNode {
  const groups = inbox.visible.value;
  const { t } = inbox.words;
  const drawn = groups.slice(0, inbox.rows.value);
  const first = inbox.current.value ?? groups[0]?.ref;
  return (
    <div class="list" role="region" aria-label={t("list")}>
      {sectionsOf(inbox, drawn).map(({ name, groups }) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          {groups.map((group) => (
            <GroupRow
              key={group.ref}
              inbox={inbox}
              group={group}
              isCurrent={group.ref === first}
            />
          ))}
        </section>
      ))}
      {groups.length > drawn.length && <More inbox={inbox} />}
      {groups.length === 0 && <Empty inbox={inbox} />}
    </div>
  );
}

/** Why there is nothing; where to begin, for somebody who has not. */
function Empty({ inbox }: { readonly inbox: InboxModel }): VNode {
  return (
    <div class="empty">
      <p>{emptyWords(inbox)}</p>
      {inbox.state.value.servers.length === 0 && (
        <button
          type="button"
          class="primary"
          onClick={() => void chrome.runtime.openOptionsPage()}
        >
          {inbox.words.t("connect_first")}
        </button>
      )}
    </div>
  );
}

/** Draws more when it comes into sight, and when it is pressed. */
function More({ inbox }: { readonly inbox: InboxModel }): VNode {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) inbox.more();
    });
    if (button.current !== null) observer.observe(button.current);
    return () => observer.disconnect();
  });
  return (
    <button type="button" class="quiet more" ref={button} onClick={() => inbox.more()}>
      {inbox.words.t("more")}
    </button>
  );
}

function sectionsOf(inbox: InboxModel, groups: readonly Group[]): Section[] {
  const { groupBy } = inbox.state.value.settings;
  const now = inbox.now.peek();
  const sections = new Map<string, Section>();
  for (const group of groups) {
    const name = groupBy === "project"
      ? group.issue?.project?.name ?? inbox.words.t("no_project")
      : inbox.times.day(group.entries[0]!.item.at, now);
    const section = sections.get(name) ?? { name, groups: [] };
    sections.set(name, section);
    section.groups.push(group);
  }
  return [...sections.values()];
}

function emptyWords(inbox: InboxModel): string {
  const { t } = inbox.words;
  const filters = inbox.filters.value;
  if (inbox.state.value.servers.length === 0) return t("empty_not_connected");
  if (isFiltered(filters)) return t("empty_filtered");
  if (filters.tab !== "inbox") return t("empty_tab");
  return t("empty_inbox");
}
