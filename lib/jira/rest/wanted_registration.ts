/**
 * The registration that this service wants, and why a Jira would not make it. Pure.
 *
 * @module
 */

import { WANTED_EVENTS, type WantedRegistration, type Webhooks } from "./registration.ts";

/** What is chosen of a registration; the rest follows from the way of registering. */
export type ChosenRegistration = Pick<WantedRegistration, "url" | "jql" | "secret">;

/** The registration of this service. */
export function wantedRegistration(
  kind: Webhooks["kind"],
  chosen: ChosenRegistration,
): WantedRegistration {
  return { name: "Boardcast", events: WANTED_EVENTS[kind], ...chosen };
}

/** Why that would make a webhook that does not work, and what to do; `null`: it would work. */
export function cannotRegister(
  kind: Webhooks["kind"],
  { url, jql, secret }: ChosenRegistration,
): string | null {
  if (kind !== "datacenter" && kind !== "server" && !url.startsWith("https://")) {
    return `Cannot register ${url}: Jira Cloud delivers to https:// only`;
  }
  if (kind === "app" && jql === "") {
    return "Cannot register for all issues: an app's webhook needs a JQL, such as " +
      'deno task jira webhook create --jql "project IN (ABC, XYZ)"';
  }
  if (secret === null && kind !== "app" && kind !== "server") {
    return "Cannot register without a secret: set JIRA_WEBHOOK_SECRET to the one of the service, " +
      "which it showed at its first start";
  }
  return null;
}
