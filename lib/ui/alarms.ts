/**
 * Alarms of the comparison with Jira: what they are called, how grave they are and what to do.
 *
 * @module
 */

import type { Alarm, ProjectDrift, Run } from "../sync/types.ts";
import type { Level } from "./completeness.ts";

/** An alarm for people. */
export interface AlarmWords {
  readonly level: Extract<Level, "warn" | "bad">;
  readonly title: string;
  /** What to do; empty when only the alarm's own message knows. */
  readonly advice: string;
}

const KNOWN: ReadonlyMap<string, AlarmWords> = new Map([
  ["dead_token", {
    level: "bad",
    title: "Jira does not accept the token",
    advice: "Make a new API token for this account in Jira, set it, and restart the service.",
  }],
  ["brake", {
    level: "bad",
    title: "Many issues would go at once",
    advice: "Nothing was removed. If they are really gone from Jira, confirm it here. If the " +
      "account only lost sight of them, give it its permission back and run a census.",
  }],
  ["shrunk", {
    level: "bad",
    title: "Jira shows far less than before",
    advice: "Nothing was removed. Check in Jira that the account still sees all its projects, " +
      "then run a census.",
  }],
  ["unreachable", {
    level: "warn",
    title: "Jira cannot be reached",
    advice: "The comparison tries again by itself. If Jira is up, check JIRA_BASE_URL.",
  }],
  ["silence", {
    level: "warn",
    title: "No webhook for longer than usual",
    advice: "Check the webhook in Jira: is it enabled, with this service's address and secret? " +
      "Sweeps find what it does not tell.",
  }],
  ["registration", {
    level: "warn",
    title: "The webhook in Jira is not as it should be",
    advice: "Look at it under Webhook below; Repair puts it right.",
  }],
]);

/** What to say of an alarm. */
export function alarmWords({ code }: Pick<Alarm, "code">): AlarmWords {
  return KNOWN.get(code) ?? { level: "warn", title: "Something needs a look", advice: "" };
}

/** What a brake held back in a project, as the newest run that braked there saw it. */
export function brakedProject(alarm: Alarm, runs: readonly Run[]): ProjectDrift | null {
  for (const { projects } of runs) {
    const found = projects.find(({ id }) => id === alarm.project);
    if (found?.state === "braked") return found;
  }
  return null;
}
