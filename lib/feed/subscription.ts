/**
 * Reads what a client wants to hear, from a frame or from the query of a URL.
 *
 * @module
 */

import { z } from "zod";
import { kindsFault } from "./kinds.ts";
import { type Clause, LIMITS, type Subscription } from "./protocol.ts";

/** Accounts a viewer may call its own: one person, several Jira sites or a renamed account. */
const ME_AT_MOST = 5;

const name = z.string().min(1).max(255);
const names = z.array(name).max(LIMITS.list);
// Jira writes keys in capitals; ids are digits. Done here, so that the fingerprint is one as well.
const keys = z.array(name.transform((key) => key.toUpperCase())).max(LIMITS.list);
const roles = z.array(z.enum(["assignee", "reporter", "mention"])).max(3);

const clause = z.object({
  projects: keys.optional(),
  issues: keys.optional(),
  kinds: names.optional(),
  roles: roles.optional(),
  exclude_self: z.boolean().optional(),
});

const subscription = z.object({
  me: z.array(name).max(ME_AT_MOST).optional(),
  any: z.array(clause).max(LIMITS.clauses).optional(),
});

/** Checks the `subs` of a frame; unknown fields are left out, keys put in capitals. */
export const subscriptionSchema: z.ZodType<Subscription> = subscription as z.ZodType<Subscription>;

/** What came of reading a query. */
export type ReadSubscription =
  | { readonly ok: true; readonly subs: Subscription }
  /** `message` says what is wrong, for the caller of the URL. */
  | { readonly ok: false; readonly message: string };

/**
 * Reads `project`, `issue`, `kind`, `role` and `me`, each any number of times: one clause, whose
 * parts must all hold. Keys are put in capitals.
 */
export function subscriptionOfQuery(query: URLSearchParams): ReadSubscription {
  const parts = {
    projects: query.getAll("project"),
    issues: query.getAll("issue"),
    kinds: query.getAll("kind"),
    roles: query.getAll("role"),
  };
  const given = Object.entries(parts).filter(([, values]) => values.length > 0);
  const me = query.getAll("me");
  const read = subscription.safeParse({
    ...(me.length > 0 ? { me } : {}),
    ...(given.length > 0 ? { any: [Object.fromEntries(given)] } : {}),
  });
  if (!read.success) return { ok: false, message: `Cannot read the filters: ${fault(read.error)}` };
  const kinds = kindsFault(parts.kinds);
  if (kinds !== null) return { ok: false, message: `Cannot use "kind": ${kinds}` };
  const subs = read.data as Subscription;
  const [unusable] = unusableClauses(subs);
  if (unusable !== undefined) return { ok: false, message: `Cannot use the filters: ${unusable}` };
  return { ok: true, subs };
}

/**
 * The parts of a subscription that have no meaning, in words: without `me`, roles fit no entry and
 * `exclude_self` leaves none out; kinds that don't exist fit none; a clause without any part, often
 * one that was misspelt, lets everything through.
 */
export function unusableClauses(subs: Subscription): string[] {
  const known = (subs.me?.length ?? 0) > 0;
  return (subs.any ?? []).flatMap((clause, at) => [
    ...known ? [] : needsMe(clause, at),
    ...needsKinds(clause, at),
    ...needsParts(clause, at),
  ]);
}

function needsKinds(clause: Clause, at: number): string[] {
  const wrong = kindsFault(clause.kinds ?? []);
  return wrong === null ? [] : [`any[${at}].kinds: ${wrong}`];
}

function needsParts(given: Clause, at: number): string[] {
  if (Object.keys(given).length > 0) return [];
  const parts = Object.keys(clause.shape).join(", ");
  return [`any[${at}] lets everything through: it has none of ${parts}`];
}

function needsMe(clause: Clause, at: number): string[] {
  const parts: string[] = [];
  if ((clause.roles?.length ?? 0) > 0) parts.push("roles");
  if (clause.exclude_self === true) parts.push("exclude_self");
  return parts.map((part) => `any[${at}].${part} needs "me": the account ids of the viewer`);
}

/** The first fault zod found, as `path: what is wrong`. */
export function fault(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "not understood";
  const path = issue.path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`)
    .join("").replace(/^\./, "");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
