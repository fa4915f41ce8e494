/**
 * Who may see an entry of the log, and who wants to. Pure.
 *
 * @module
 */

import { isListed, permits, type Rights } from "../mirror/grant.ts";
import type { LogEntry, Scope } from "../mirror/types.ts";
import type { Clause, Subscription, Why } from "./protocol.ts";

/** Somebody who reads the feed: what they may see and what they asked for. */
export interface Viewer {
  readonly grant: Rights;
  readonly subs: Subscription;
}

/** `left`: the viewer is told only that the issue is no longer in what they see. */
export type Verdict = "show" | "left" | "hide";

/**
 * Judges an entry for a viewer: permission first, then the subscription.
 *
 * Whether an issue was or is in a subscription depends only on its project, itself, its assignee
 * and its reporter. Kinds, mentions and `exclude_self` choose among the entries of such an issue and
 * never make it leave.
 */
export function judge(entry: LogEntry, viewer: Viewer): Verdict {
  const { scope, prior } = entry;
  const allowed = permits(viewer.grant, scope);
  if (allowed && wants(viewer.subs, entry)) return "show";
  if (prior === null || scope.issue === null) return "hide";
  if (allowed && holdsPlace(viewer.subs, scope)) return "hide";
  return permits(viewer.grant, prior) && holdsPlace(viewer.subs, prior) ? "left" : "hide";
}

/** Why an entry concerns the viewer; empty when they did not say who they are. */
export function reasons(entry: LogEntry, viewer: Viewer): Why[] {
  const me = viewer.subs.me ?? [];
  if (me.length === 0) return [];
  const { assignee, reporter } = entry.scope;
  const why: Why[] = [];
  if (assignee !== null && me.includes(assignee)) why.push("assignee");
  if (reporter !== null && me.includes(reporter)) why.push("reporter");
  if (entry.mentions.some((id) => me.includes(id))) why.push("mention");
  if (viewer.subs.any?.some((clause) => isNamed(clause) && holds(clause, { entry, me }))) {
    why.push("sub");
  }
  return why;
}

/** The item a viewer is sent, as JSON; `null` for an entry that is hidden from them. */
export function renderFor(entry: LogEntry, viewer: Viewer): string | null {
  const verdict = judge(entry, viewer);
  if (verdict === "hide") return null;
  if (verdict === "left") return renderLeft(entry);
  const why = reasons(entry, viewer);
  if (why.length === 0) return entry.text;
  // The entry is one JSON object serialised once for everybody: a field is put before its end.
  return `${entry.text.slice(0, -1)},"why":${JSON.stringify(why)}}`;
}

/** Made of nothing the viewer did not know: neither the change's identity nor Jira's time of it. */
function renderLeft(entry: LogEntry): string {
  return JSON.stringify({
    seq: entry.seq,
    id: `left-${entry.seq}-${entry.scope.issue}`,
    at: entry.at,
    kind: "left",
    issue: { id: entry.scope.issue },
    source: entry.delivery === null ? "sync" : "webhook",
  });
}

function wants(subs: Subscription, entry: LogEntry): boolean {
  if (subs.any === undefined || subs.any.length === 0) return true;
  const me = subs.me ?? [];
  return subs.any.some((clause) => holds(clause, { entry, me }));
}

interface Asked {
  readonly entry: LogEntry;
  readonly me: readonly string[];
}

function holds(clause: Clause, { entry, me }: Asked): boolean {
  if (!inPlace(clause, entry.scope)) return false;
  if (given(clause.kinds) && !clause.kinds.includes(entry.kind)) return false;
  if (clause.exclude_self === true && entry.actor !== null && me.includes(entry.actor)) {
    return false;
  }
  if (!given(clause.roles)) return true;
  if (clause.roles.includes("mention") && entry.mentions.some((id) => me.includes(id))) return true;
  return hasRole(clause.roles, { scope: entry.scope, me });
}

/** Whether an issue with this scope is in the subscription at all. */
function holdsPlace(subs: Subscription, scope: Scope): boolean {
  if (subs.any === undefined || subs.any.length === 0) return true;
  const me = subs.me ?? [];
  return subs.any.some((clause) =>
    inPlace(clause, scope) && (!given(clause.roles) || hasRole(clause.roles, { scope, me }))
  );
}

function inPlace(clause: Clause, scope: Scope): boolean {
  const project = { id: scope.project, key: scope.projectKey };
  const issue = { id: scope.issue, key: scope.issueKey };
  return (!given(clause.projects) || isListed(clause.projects, project)) &&
    (!given(clause.issues) || isListed(clause.issues, issue));
}

function hasRole(
  roles: readonly string[],
  { scope, me }: { readonly scope: Scope; readonly me: readonly string[] },
): boolean {
  return (roles.includes("assignee") && scope.assignee !== null && me.includes(scope.assignee)) ||
    (roles.includes("reporter") && scope.reporter !== null && me.includes(scope.reporter));
}

function isNamed(clause: Clause): boolean {
  return given(clause.projects) || given(clause.issues);
}

function given(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}
