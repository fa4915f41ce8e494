/**
 * What `deno task jira` prints.
 *
 * @module
 */

import type { RegistrationHealth } from "../lib/jira/rest/check_registration.ts";
import type { FailedDelivery, Registration } from "../lib/jira/rest/registration.ts";

/** A paragraph for each registration. */
export function listLines(registrations: readonly Registration[]): string[] {
  if (registrations.length === 0) {
    return ["No webhook is registered, or none that this account sees."];
  }
  return registrations.flatMap((registration) => [title(registration), ...details(registration)]);
}

/** What was found, each with how bad it is. */
export function checkLines({ ours, findings, daysLeft }: RegistrationHealth): string[] {
  const head = ours === null ? [] : [title(ours)];
  const found = findings.map(({ level, message }) => `${level.padEnd(5)}  ${message}.`);
  if (findings.length > 0) {
    return [...head, ...found, "deno task jira webhook repair mends what can be."];
  }
  const left = daysLeft === null ? "" : ` Jira forgets it in ${daysLeft} days unless renewed.`;
  return [...head, `green  Registered once, enabled, with all events.${left}`];
}

/** What Jira gave up delivering; nothing where it does not tell. */
export function failedLines(failed: readonly FailedDelivery[] | null): string[] {
  const last = failed?.at(-1);
  if (!failed || last === undefined) return [];
  const at = new Date(last.failedAt).toISOString();
  return [
    `amber  Jira gave up ${failed.length} deliveries in the last three days, the last at ${at}. ` +
    "See whether it reaches the service; the service reads the issues they told of.",
  ];
}

function title({ id, name, url }: Registration): string {
  return `${id}  ${url}${name === null ? "" : `  (${name})`}`;
}

function details(registration: Registration): string[] {
  const { jql, events, isEnabled, isSigned, hasBody, expiresAt } = registration;
  const signed = { true: "signed", false: "not signed", null: "signed: not told" } as const;
  const state = [
    isEnabled ? "enabled" : "disabled",
    signed[`${isSigned}`],
    ...hasBody ? [] : ["without body"],
    ...expiresAt === null ? [] : [`until ${new Date(expiresAt).toISOString()}`],
  ];
  return [
    `    ${state.join(", ")}; ${jql === "" ? "all issues" : `issues of ${jql}`}`,
    `    ${events.join(" ")}`,
  ];
}
