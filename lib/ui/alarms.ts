/**
 * Alarms of the comparison with Jira: what they are called and how grave they are. Their own messages
 * say what was found and what to do.
 *
 * @module
 */

import type { Alarm, ProjectDrift, Run } from "../sync/types.ts";
import type { Level } from "./completeness.ts";

/** An alarm for people. */
export interface AlarmWords {
  readonly level: Extract<Level, "warn" | "bad">;
  readonly title: string;
}

/** `bad` is what stops the comparison, or waits for somebody's word. */
const KNOWN: ReadonlyMap<string, AlarmWords> = new Map([
  ["dead_token", { level: "bad", title: "Jira does not accept the token" }],
  ["forbidden", { level: "bad", title: "The account may not read what it needs" }],
  ["other_jira", { level: "bad", title: "The settings lead to another Jira" }],
  ["foreign_webhooks", { level: "warn", title: "Another Jira sends its webhooks here" }],
  ["not_jira", { level: "bad", title: "What answers is not Jira" }],
  ["brake", { level: "bad", title: "Many issues would go at once" }],
  ["shrunk", { level: "bad", title: "Jira shows far less than before" }],
  ["malformed", { level: "bad", title: "Jira's answers cannot be read" }],
  ["unreadable", { level: "warn", title: "Some issues cannot be mirrored" }],
  ["unreachable", { level: "warn", title: "Jira cannot be reached" }],
  ["unavailable", { level: "warn", title: "Jira is down or overloaded" }],
  ["rate_limited", { level: "warn", title: "Jira limits the calls" }],
  ["silence", { level: "warn", title: "No webhook for longer than usual" }],
  ["registration", { level: "warn", title: "The webhook in Jira is not as it should be" }],
]);

/** What to say of an alarm. */
export function alarmWords({ code }: Pick<Alarm, "code">): AlarmWords {
  return KNOWN.get(code) ?? { level: "warn", title: "The comparison with Jira needs a look" };
}

/** What the service says, as a paragraph: its messages end without a full stop. */
export function paragraph(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** What was held back in the project an alarm is about, as the newest run that did so saw it. */
export function heldBack(alarm: Pick<Alarm, "project">, runs: readonly Run[]): ProjectDrift | null {
  for (const { projects } of runs) {
    const found = projects.find(({ id }) => id === alarm.project);
    if (found !== undefined && found.state !== "done") return found;
  }
  return null;
}
