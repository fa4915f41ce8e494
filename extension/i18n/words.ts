/**
 * Says what a change tells, in the reader's language. English says it as the dashboard does.
 *
 * @module
 */

import type { FeedChange, FeedItem } from "../../lib/feed/protocol.ts";
import type { Reason } from "../model/judge.ts";
import type { CountId, MessageId, Translate } from "./messages.ts";

/** Messages, numbers and times of one language. */
export interface Words {
  readonly t: Translate;
  readonly locale: string;
  /** A message that depends on a number, which is its first placeholder. */
  count(id: CountId, count: number): string;
  /** `one, two and three`. */
  list(words: readonly string[]): string;
}

/** Fields of Jira whose name is part of every language; others are called as Jira calls them. */
const FIELDS: ReadonlyMap<string, MessageId> = new Map<string, MessageId>([
  ["status", "field_status"],
  ["assignee", "field_assignee"],
  ["reporter", "field_reporter"],
  ["priority", "field_priority"],
  ["summary", "field_summary"],
  ["description", "field_description"],
  ["labels", "field_labels"],
  ["duedate", "field_duedate"],
  ["issuetype", "field_issuetype"],
  ["resolution", "field_resolution"],
  ["fix version", "field_fixversion"],
  ["component", "field_component"],
  ["attachment", "field_attachment"],
  ["link", "field_link"],
  ["timespent", "field_timespent"],
  ["timeestimate", "field_timeestimate"],
  ["timeoriginalestimate", "field_timeoriginalestimate"],
]);

/** Sentences after the name of who did it: by kind and action. */
const DID: ReadonlyMap<string, MessageId> = new Map<string, MessageId>([
  ["created created", "did_created"],
  ["created restored", "did_restored"],
  ["updated moved", "did_moved"],
  ["deleted deleted", "did_deleted"],
  ["deleted archived", "did_archived"],
  ["deleted trashed", "did_trashed"],
  ["deleted hidden", "did_hidden"],
  ["commented created", "did_comment_created"],
  ["commented updated", "did_comment_updated"],
  ["commented deleted", "did_comment_deleted"],
  ["worklog created", "did_worklog_created"],
  ["worklog updated", "did_worklog_updated"],
  ["worklog deleted", "did_worklog_deleted"],
  ["attachment created", "did_attachment_created"],
  ["attachment deleted", "did_attachment_deleted"],
  ["link created", "did_link_created"],
  ["link deleted", "did_link_deleted"],
]);

const ACTIONS: ReadonlyMap<string, MessageId> = new Map<string, MessageId>([
  ["created", "act_created"],
  ["deleted", "act_deleted"],
  ["started", "act_started"],
  ["closed", "act_closed"],
  ["released", "act_released"],
  ["unreleased", "act_unreleased"],
  ["moved", "act_moved"],
  ["merged", "act_merged"],
  ["archived", "act_archived"],
  ["soft_deleted", "act_trashed"],
  ["restored_archived", "act_restored"],
  ["restored_deleted", "act_restored"],
]);

/** Names of kinds of change, for filters and sentences. */
export const KIND_NAMES: ReadonlyMap<string, MessageId> = new Map<string, MessageId>([
  ["created", "kind_created"],
  ["updated", "kind_updated"],
  ["deleted", "kind_deleted"],
  ["commented", "kind_commented"],
  ["worklog", "kind_worklog"],
  ["attachment", "kind_attachment"],
  ["link", "kind_link"],
  ["property", "kind_property"],
  ["sprint", "kind_sprint"],
  ["version", "kind_version"],
  ["project", "kind_project"],
  ["board", "kind_board"],
  ["filter", "kind_filter"],
  ["user", "kind_user"],
  ["issuetype", "kind_issuetype"],
  ["option", "kind_option"],
]);

const WHY: Readonly<Record<Reason, MessageId>> = {
  mention: "why_mention",
  assignee: "why_assignee",
  reporter: "why_reporter",
  watching: "why_watching",
  followed: "why_followed",
};

/** The words of a language; `locale` is one of its messages, so that dates always match them. */
export function createWords(t: Translate): Words {
  const locale = t("locale");
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale);
  return {
    t,
    locale,
    count: (id, count) => {
      const form = plural.select(count) === "one" ? "one" : "other";
      return t(`${id}_${form}` as MessageId, number.format(count));
    },
    list: (words) => lists.format(words),
  };
}

/** Who did it, as far as Jira said. */
export function actorName({ t }: Words, item: FeedItem): string {
  return item.actor?.name ?? t(item.source === "sync" ? "actor_jira" : "actor_somebody");
}

/** Why somebody sees a change. */
export function whyWords({ t }: Words, reason: Reason): string {
  return t(WHY[reason]);
}

/** What a kind of change is called. */
export function kindName({ t }: Words, kind: string): string {
  const id = KIND_NAMES.get(kind);
  return id === undefined ? kind : t(id);
}

/** A field's name as a label. */
export function fieldLabel({ t }: Words, { field }: FeedChange): string {
  const id = FIELDS.get(field.toLowerCase());
  return id === undefined ? field.slice(0, 1).toUpperCase() + field.slice(1) : t(id);
}

/** A side of a change; nothing is said to be nothing. */
export function sideWords({ t }: Words, side: string | null): string {
  const text = side?.trim() ?? "";
  return text === "" ? t("nothing") : text;
}

/** What was done, without who and without both sides of the changes. */
export function didWords(words: Words, item: FeedItem): string {
  const { t } = words;
  const { kind, action = "updated", subject, changes = [] } = item;
  const known = DID.get(`${kind} ${action}`);
  if (known !== undefined) return t(known, subject?.name ?? "").trim();
  if (kind === "updated") return changedWords(words, changes);
  if (kind === "other" || kind === "app") return item.event ?? action;
  const what = `${kindName(words, kind)} ${subject?.name ?? ""}`.trim();
  return t(ACTIONS.get(action) ?? "act_updated", what);
}

/** All of a change in one line: `Ana · Status: To Do → Done`. */
export function sentence(words: Words, item: FeedItem): string {
  const told = toldOf(words, item);
  const text = item.subject?.text;
  return text === undefined ? told : words.t("said", told, text);
}

function toldOf(words: Words, item: FeedItem): string {
  const { changes = [], kind } = item;
  const who = actorName(words, item);
  const isAssigning = changes.length === 1 && changes[0]!.field === "assignee";
  if (kind !== "updated" || changes.length === 0 || isAssigning) {
    return `${who} ${didWords(words, item)}`;
  }
  const told = changes.map((change) => {
    const [from, to] = [sideWords(words, change.from), sideWords(words, change.to)];
    return words.t("field_change", fieldLabel(words, change), from, to);
  });
  return `${who} · ${told.join(" · ")}`;
}

function changedWords(words: Words, changes: readonly FeedChange[]): string {
  const { t } = words;
  const [first] = changes;
  if (first === undefined) return t("did_edited");
  if (changes.length === 1 && first.field === "assignee") {
    return first.to === null
      ? t("did_unassigned", sideWords(words, first.from))
      : t("did_assigned", first.to);
  }
  const fields = [...new Set(changes.map((change) => fieldLabel(words, change)))];
  if (fields.length > 3) return words.count("did_changed_fields", fields.length);
  return t("did_changed", words.list(fields));
}
