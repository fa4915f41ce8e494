/**
 * Says what a feed item tells, in the words people use. Shared by page, extension and terminal.
 *
 * @module
 */

import type { FeedChange, FeedItem } from "../feed/protocol.ts";

/** Verbs for things with a name of their own: sprint, version, board … */
const PAST: ReadonlyMap<string, string> = new Map([
  ["created", "created"],
  ["updated", "edited"],
  ["deleted", "deleted"],
  ["started", "started"],
  ["closed", "closed"],
  ["released", "released"],
  ["unreleased", "took back"],
  ["moved", "moved"],
  ["merged", "merged"],
]);

/** Fields whose name in Jira's changelog isn't what people call them. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["duedate", "Due date"],
  ["issuetype", "Type"],
  ["timeestimate", "Remaining estimate"],
  ["timeoriginalestimate", "Original estimate"],
  ["timespent", "Time spent"],
]);

/** How an issue is gone that was not deleted. */
const GONE: ReadonlyMap<string, string> = new Map([
  ["archived", "archived the issue with its project"],
  ["trashed", "moved the issue to the trash with its project"],
  ["hidden", "no longer shows the issue"],
]);

/** Sentences for parts of an issue: by kind, then by action. */
const PARTS: ReadonlyMap<string, { readonly [action: string]: string }> = new Map([
  ["commented", {
    created: "commented",
    updated: "edited a comment",
    deleted: "deleted a comment",
  }],
  ["worklog", {
    created: "logged work",
    updated: "edited a worklog",
    deleted: "deleted a worklog",
  }],
  ["attachment", { created: "attached", deleted: "removed the attachment" }],
  ["link", { created: "linked", deleted: "removed a link" }],
  ["property", {
    created: "set the property",
    updated: "set the property",
    deleted: "removed the property",
  }],
]);

/** Who did it, as far as Jira said. */
export function actorName(item: FeedItem): string {
  return item.actor?.name ?? (item.source === "sync" ? "Jira" : "Somebody");
}

/** What was done in one go, oldest first, without who: `commented and changed Status`. */
export function groupWords(items: readonly FeedItem[]): string {
  const changes = items.flatMap((item) => item.kind === "updated" ? item.changes ?? [] : []);
  const others = items.filter((item) => item.kind !== "updated" || !item.changes?.length);
  const words = [...new Set(others.map(actionWords))];
  if (changes.length > 0) words.push(changedWords(changes));
  return words.length > 3 ? `made ${items.length} changes` : list(words);
}

/** What was done, without who and without the changes themselves: `changed 4 fields`. */
export function actionWords(item: FeedItem): string {
  const { kind, action = "updated", subject, changes = [] } = item;
  if (kind === "left") return "moved out of your view";
  if (kind === "created") {
    return action === "restored" ? "brought the issue back" : "created the issue";
  }
  if (kind === "deleted") return GONE.get(action) ?? "deleted the issue";
  if (kind === "updated") return changedWords(changes);
  const name = subject?.name === undefined ? "" : ` ${subject.name}`;
  const part = PARTS.get(kind);
  if (part !== undefined) return (part[action] ?? `${action} a ${kind}`) + name;
  if (kind === "other" || kind === "app") return item.event ?? action;
  return `${PAST.get(action) ?? action} ${kind}${name}`;
}

/** A field's name as a label: `Fix Version`, `Status`. */
export function fieldLabel(change: FeedChange): string {
  const { field } = change;
  return FIELDS.get(field) ?? field.slice(0, 1).toUpperCase() + field.slice(1);
}

/** A side of a change; nothing is `none`. */
export function sideWords(side: string | null): string {
  const text = side?.trim() ?? "";
  return text === "" ? "none" : text;
}

/** All of an item in one line: `Ana changed Status: To Do → Done`. */
export function sentence(item: FeedItem): string {
  const { changes = [] } = item;
  const told = changes.map((change) =>
    `${fieldLabel(change)}: ${sideWords(change.from)} → ${sideWords(change.to)}`
  );
  if (item.kind === "updated" && told.length > 0) {
    return `${actorName(item)} changed ${told.join(", ")}`;
  }
  const text = item.subject?.text === undefined ? "" : `: ${item.subject.text}`;
  return `${actorName(item)} ${actionWords(item)}${text}`;
}

function changedWords(changes: readonly FeedChange[]): string {
  const [first] = changes;
  if (first === undefined) return "edited the issue";
  if (changes.length === 1 && first.field === "assignee") return assignedWords(first);
  const fields = [...new Set(changes.map(fieldLabel))];
  return fields.length > 3 ? `changed ${fields.length} fields` : `changed ${list(fields)}`;
}

function assignedWords({ from, to }: FeedChange): string {
  return to === null ? `unassigned ${sideWords(from)}` : `assigned ${to}`;
}

/** `one`, `one and two`, `one, two and three`. */
function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
