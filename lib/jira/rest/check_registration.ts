/**
 * Whether Jira's registrations are such that every change is delivered, once. Pure.
 *
 * @module
 */

import type { Registration, WantedRegistration, Webhooks } from "./registration.ts";

/** Something about a registration. */
export interface Finding {
  readonly code:
    | "missing"
    | "doubled"
    | "disabled"
    | "events"
    | "jql"
    | "no_body"
    | "unsigned"
    | "expired"
    | "expires";
  /** `red`: changes are lost or refused. `amber`: they soon may be, or are sent for nothing. */
  readonly level: "red" | "amber";
  /** What it is and what to do, in one sentence or two. */
  readonly message: string;
}

/** How it stands with the registrations. */
export interface RegistrationHealth {
  /** The one that is kept; `null` when there is none. */
  readonly ours: Registration | null;
  /** Further ones that deliver to the same address. */
  readonly copies: readonly Registration[];
  /** Empty: all is well. */
  readonly findings: readonly Finding[];
  /** Days until Jira forgets it; `null`: never. */
  readonly daysLeft: number | null;
}

/** What a check compares with. */
export interface RegistrationCheck {
  readonly wanted: Pick<WantedRegistration, "url" | "events" | "jql">;
  readonly kind: Webhooks["kind"];
  /** Whether calls without a signature are worth something here. */
  readonly takesUnsigned: boolean;
  /** Our clock, ms. */
  readonly now: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Renewed with that many days left; Jira gives 30. */
export const RENEW_WITHIN_DAYS = 10;

/** Looks for the registration of `wanted.url`, and for what is wrong with it. */
export function checkRegistration(
  registrations: readonly Registration[],
  check: RegistrationCheck,
): RegistrationHealth {
  const { wanted, now } = check;
  const [ours, ...copies] = registrations.filter(({ url }) => sameUrl(url, wanted.url))
    .sort((a, b) => Number(b.isEnabled) - Number(a.isEnabled));
  if (ours === undefined) {
    return { ours: null, copies: [], findings: [missing(registrations, check)], daysLeft: null };
  }
  const daysLeft = ours.expiresAt === null ? null : Math.floor((ours.expiresAt - now) / DAY);
  const findings = [
    doubled(copies),
    disabled(ours),
    eventsOf(ours, check),
    jqlOf(ours, check),
    bodyOf(ours),
    signatureOf(ours, check),
    expiryOf(daysLeft),
  ];
  return { ours, copies, findings: findings.filter((finding) => finding !== null), daysLeft };
}

function missing(
  registrations: readonly Registration[],
  { wanted }: RegistrationCheck,
): Finding {
  const elsewhere = registrations.find(({ url }) => samePath(url, wanted.url));
  const instead = elsewhere === undefined
    ? ""
    : ` There is one for ${elsewhere.url}, which may be a former address.`;
  return red("missing", `No webhook delivers to ${wanted.url}.${instead} Create one`);
}

function doubled(copies: readonly Registration[]): Finding | null {
  if (copies.length === 0) return null;
  const ids = copies.map(({ id }) => id).join(", ");
  return amber("doubled", `Each change is delivered ${copies.length + 1} times. Delete ${ids}`);
}

function disabled({ isEnabled }: Registration): Finding | null {
  return isEnabled ? null : red("disabled", "It is disabled in Jira. Enable it");
}

function eventsOf({ events }: Registration, { wanted }: RegistrationCheck): Finding | null {
  const without = wanted.events.filter((event) => !events.includes(event));
  if (without.length === 0) return null;
  const isIssue = without.some((event) => event.startsWith("jira:issue_"));
  const message = `It is not sent for ${without.join(", ")}. Add them`;
  return isIssue ? red("events", message) : amber("events", message);
}

function jqlOf({ jql }: Registration, { wanted }: RegistrationCheck): Finding | null {
  if (jql.trim() === wanted.jql.trim()) return null;
  const is = jql.trim() === "" ? "all issues" : `issues of "${jql}"`;
  const should = wanted.jql.trim() === "" ? "all issues" : `those of "${wanted.jql}"`;
  return red("jql", `It is sent for ${is}, not for ${should}. Change its JQL`);
}

function bodyOf({ hasBody }: Registration): Finding | null {
  return hasBody ? null : red("no_body", `"Exclude body" is on, so nothing is told. Turn it off`);
}

/** An app's deliveries carry a signed token in its place. */
function signatureOf(
  { isSigned }: Registration,
  { kind, takesUnsigned }: RegistrationCheck,
): Finding | null {
  if (kind === "app" || isSigned !== false) return null;
  if (kind !== "server") {
    return red(
      "unsigned",
      "It has no secret, so its deliveries are refused. Give it the service's",
    );
  }
  return takesUnsigned ? null : red(
    "unsigned",
    "This Jira can't sign webhooks, so they are refused. Update it to 10 or later, or set " +
      "INTAKE_UNSIGNED=refetch, for the service, too",
  );
}

function expiryOf(daysLeft: number | null): Finding | null {
  if (daysLeft === null || daysLeft >= RENEW_WITHIN_DAYS) return null;
  return daysLeft < 0
    ? red("expired", "Jira has forgotten it. Create it again")
    : amber("expires", `Jira forgets it in ${daysLeft} days. Renew it`);
}

function red(code: Finding["code"], message: string): Finding {
  return { code, level: "red", message };
}

function amber(code: Finding["code"], message: string): Finding {
  return { code, level: "amber", message };
}

/** Whether two addresses are the same but for a trailing slash and what no request can tell apart. */
export function sameUrl(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(url: string): string {
  return (URL.parse(url)?.href ?? url).replace(/\/+$/, "");
}

function samePath(a: string, b: string): boolean {
  const path = URL.parse(a)?.pathname;
  return path !== undefined && path === URL.parse(b)?.pathname;
}
