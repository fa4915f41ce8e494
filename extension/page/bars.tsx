/**
 * Tabs, search and filters.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { kindName, whyWords } from "../i18n/words.ts";
import type { MessageId } from "../i18n/messages.ts";
import { isFiltered, kindsOf, NO_FILTERS, projectsOf } from "../model/filters.ts";
import type { Tab } from "../model/groups.ts";
import { type Reason, REASONS } from "../model/judge.ts";
import { Glyph } from "./glyphs.tsx";
import { IconButton } from "./icon_button.tsx";
import type { InboxModel } from "./inbox_model.ts";

/** Tabs in the order of their keys, 1 to 4. */
export const TABS: readonly (readonly [tab: Tab, name: MessageId])[] = [
  ["inbox", "tab_inbox"],
  ["snoozed", "tab_snoozed"],
  ["muted", "tab_muted"],
  ["done", "tab_done"],
];

/** Where groups are found, and what to do with all of them. */
export function TabBar({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { t } = inbox.words;
  const { tab } = inbox.filters.value;
  const unread = inbox.visible.value.some((group) => group.unread > 0);
  return (
    <div class="tabs">
      <nav aria-label={t("places")}>
        {TABS.map(([name, id]) => (
          <button
            key={name}
            type="button"
            class="tab"
            aria-current={tab === name ? "page" : undefined}
            onClick={() => inbox.filter({ tab: name })}
          >
            {t(id)}
            <TabCount inbox={inbox} tab={name} />
          </button>
        ))}
      </nav>
      <button
        type="button"
        class="quiet"
        disabled={!unread}
        onClick={() => void inbox.readAll()}
      >
        {t("read_all")}
      </button>
    </div>
  );
}

function TabCount({ inbox, tab }: { readonly inbox: InboxModel; readonly tab: Tab }): VNode | null {
  if (tab === "done") return null;
  const groups = inbox.groups.value.filter((group) => group.tab === tab);
  const count = tab === "inbox" ? groups.filter(({ unread }) => unread > 0).length : groups.length;
  if (count === 0) return null;
  const { words } = inbox;
  const told = tab === "inbox" ? words.count("unread_issues", count) : words.count("issues", count);
  return (
    <span class="tab-count">
      <span aria-hidden="true">{count}</span>
      <span class="unseen">{told}</span>
    </span>
  );
}

/** Search, and choices behind a button. */
export function FilterBar({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { t } = inbox.words;
  const open = useSignal(false);
  const filters = inbox.filters.value;
  return (
    <search class="filters" aria-label={t("filter")}>
      <div class="search">
        <Glyph name="search" />
        <input
          id="search"
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={filters.text}
          onInput={(event) => inbox.filter({ text: event.currentTarget.value })}
        />
        <IconButton
          glyph="filter"
          name={t("filters")}
          aria-expanded={open.value}
          aria-controls="choices"
          onClick={() => open.value = !open.value}
        >
          {isFiltered({ ...filters, text: "" }) && <span class="filter-on" aria-hidden="true" />}
        </IconButton>
      </div>
      <div id="choices" class="choices" hidden={!open.value}>
        {open.value && <Choices inbox={inbox} />}
      </div>
    </search>
  );
}

function Choices({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { words } = inbox;
  const { t } = words;
  const filters = inbox.filters.value;
  const groups = inbox.groups.value.filter(({ tab }) => tab === filters.tab);
  const { servers } = inbox.state.value;
  return (
    <>
      {servers.length > 1 && (
        <Choice
          name={t("filter_site")}
          value={filters.server}
          options={servers.map(({ id, name }) => [id, name])}
          all={t("filter_any")}
          onChange={(server) => inbox.filter({ server })}
        />
      )}
      <Choice
        name={t("filter_project")}
        value={filters.project}
        options={projectsOf(groups).map((key) => [key, key])}
        all={t("filter_any")}
        onChange={(project) => inbox.filter({ project })}
      />
      <Choice
        name={t("filter_reason")}
        value={filters.reason}
        options={REASONS.map((reason) => [reason, whyWords(words, reason)])}
        all={t("filter_any")}
        onChange={(reason) => inbox.filter({ reason: reason as Reason | "" })}
      />
      <Choice
        name={t("filter_kind")}
        value={filters.kind}
        options={kindsOf(groups).map((kind) => [kind, kindName(words, kind)])}
        all={t("filter_any")}
        onChange={(kind) => inbox.filter({ kind })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={filters.unreadOnly}
          onChange={(event) => inbox.filter({ unreadOnly: event.currentTarget.checked })}
        />
        {t("filter_unread")}
      </label>
      <button
        type="button"
        class="quiet"
        disabled={!isFiltered(filters)}
        onClick={() => inbox.filter({ ...NO_FILTERS, tab: filters.tab })}
      >
        {t("filter_clear")}
      </button>
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly all: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ name, value, all, options, onChange }: ChoiceProps): VNode {
  return (
    <label class="choice">
      <span>{name}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(([each, told]) => <option key={each} value={each}>{told}</option>)}
      </select>
    </label>
  );
}
