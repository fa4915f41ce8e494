/**
 * The keys of the inbox.
 *
 * @module
 */

import type { MessageId } from "../i18n/messages.ts";
import type { Group } from "../model/groups.ts";
import { TABS } from "./bars.tsx";
import type { InboxModel } from "./inbox_model.ts";

/** Keys and what they do, for the help sheet. */
export const KEYS: readonly (readonly [key: string, does: MessageId])[] = [
  ["j / ↓", "key_next"],
  ["k / ↑", "key_previous"],
  ["Enter", "key_open"],
  ["e", "key_done"],
  ["r", "key_read"],
  ["s", "key_snooze"],
  ["m", "key_place"],
  ["x", "key_expand"],
  ["a", "key_read_all"],
  ["u", "key_undo"],
  ["/", "key_search"],
  ["1 – 4", "key_tabs"],
  ["p", "key_pause"],
  ["?", "key_help"],
];

/** Listens until `signal` is aborted. Fields keep their keys, and so do shortcuts of the browser. */
export function listenToKeys(inbox: InboxModel, signal: AbortSignal): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inbox.sheet.peek() !== null) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.matches("input, select, textarea")) {
      if (event.key === "Escape") leaveField(target, inbox);
      return;
    }
    // A button that has the focus is what Enter presses.
    if (event.key === "Enter" && target instanceof HTMLElement && target.matches("button, a")) {
      return;
    }
    if (act(event.key, inbox)) event.preventDefault();
  }, { signal });
}

function leaveField(field: HTMLElement, inbox: InboxModel): void {
  if (field.id === "search") inbox.filter({ text: "" });
  field.blur();
}

function act(key: string, inbox: InboxModel): boolean {
  const move = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (move !== undefined) return moveBy(move, inbox);
  const tab = TABS[Number(key) - 1];
  if (tab !== undefined) {
    inbox.filter({ tab: tab[0] });
    return true;
  }
  const general = GENERAL.get(key);
  if (general !== undefined) {
    general(inbox);
    return true;
  }
  const group = currentGroup(inbox);
  const special = SPECIAL.get(key);
  if (group === undefined || special === undefined) return false;
  special(inbox, group);
  return true;
}

type Act = (inbox: InboxModel) => void;
type ActOn = (inbox: InboxModel, group: Group) => void;

const GENERAL: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["/", () => document.getElementById("search")?.focus()],
  ["a", (inbox) => void inbox.readAll()],
  ["u", (inbox) => inbox.canUndo() && void inbox.send({ t: "undo" })],
  ["p", (inbox) => void (inbox.sheet.value = { t: "pause" })],
  ["?", (inbox) => void (inbox.sheet.value = { t: "help" })],
]);

const SPECIAL: ReadonlyMap<string, ActOn> = new Map<string, ActOn>([
  ["Enter", (inbox, { ref }) => void inbox.send({ t: "open", ref })],
  ["e", (inbox, group) => {
    moveBy(1, inbox);
    void inbox.mark([group], group.tab === "done" ? "unread" : "done");
  }],
  ["r", (inbox, group) => void inbox.toggleRead(group)],
  ["s", (inbox, group) => {
    if (group.tab === "snoozed") void inbox.send({ t: "unsnooze", ref: group.ref });
    else inbox.sheet.value = { t: "snooze", group };
  }],
  ["m", (inbox, group) => {
    if (group.issue !== null) inbox.sheet.value = { t: "place", group };
  }],
  ["x", (inbox, group) => inbox.toggleExpanded(group)],
]);

function currentGroup(inbox: InboxModel): Group | undefined {
  const groups = inbox.visible.peek();
  const ref = inbox.current.peek();
  return groups.find((group) => group.ref === ref) ?? groups[0];
}

function moveBy(by: number, inbox: InboxModel): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("article.row")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1);
  if (next >= rows.length - 2) inbox.more();
  rows[next]?.focus();
  return true;
}
