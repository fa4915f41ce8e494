/**
 * How the terminal shows a feed item.
 *
 * @module
 */

import type { FeedItem } from "../lib/feed/protocol.ts";
import { actionWords, actorName, fieldLabel, sideWords, subjectText } from "../lib/ui/words.ts";

/** What the terminal can do. */
export interface Screen {
  /** Characters a line holds. */
  readonly columns: number;
  /** Whether colours are wanted and understood. */
  readonly colours: boolean;
}

const KEY_WIDTH = 10;
const WHO_WIDTH = 16;

/** Colours of kinds that stand out (ANSI SGR codes); everything else is plain. */
const KIND_COLOURS: ReadonlyMap<string, number> = new Map([
  ["created", 32],
  ["deleted", 31],
  ["commented", 36],
]);

/** One line, never wider than the screen, free of control characters. */
export function tailLine(item: FeedItem, screen: Screen): string {
  const time = new Date(item.at).toTimeString().slice(0, 8);
  const key = fit(item.issue?.key ?? item.issue?.id ?? "–", KEY_WIDTH);
  const who = fit(actorName(item), WHO_WIDTH);
  const left = [time, key, who].join("  ");
  const rest = clip(`${told(item)}${badges(item)}`, screen.columns - left.length - 2);
  if (!screen.colours) return `${left}  ${rest}`;
  return [
    paint(time, 2),
    paint(key, 1),
    who,
    paint(rest, KIND_COLOURS.get(item.kind) ?? 0),
  ].join("  ");
}

function told(item: FeedItem): string {
  const changes = (item.changes ?? []).map((change) =>
    `${fieldLabel(change)}: ${sideWords(change.from)} → ${sideWords(change.to)}`
  );
  const what = item.kind === "updated" && changes.length > 0
    ? changes.join(", ")
    : actionWords(item);
  const more = subjectText(item) ?? item.issue?.summary;
  return more === undefined ? what : `${what} · ${more}`;
}

function badges(item: FeedItem): string {
  return (item.late === true ? " [late]" : "") + (item.source === "sync" ? " [found by sync]" : "");
}

/** What people write into Jira must not steer the terminal: control and bidi characters go. */
function clean(text: string): string {
  // deno-lint-ignore no-control-regex -- these are what is to be removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ");
}

function clip(text: string, width: number): string {
  const shown = [...clean(text)];
  const most = Math.max(width, 1);
  return shown.length <= most ? shown.join("") : `${shown.slice(0, most - 1).join("")}…`;
}

function fit(text: string, width: number): string {
  return clip(text, width).padEnd(width);
}

function paint(text: string, code: number): string {
  return code === 0 ? text : `\u001b[${code}m${text}\u001b[0m`;
}
