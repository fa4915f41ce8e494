/**
 * Entries for the log, as clients will read them.
 *
 * @module
 */

import type { FeedChange, FeedIssue, FeedItem } from "../feed/protocol.ts";
import { changeIdentity } from "../jira/identity.ts";
import type { FieldChange, IssueHint, JiraEvent, Named, Part } from "../jira/types.ts";
import type { Draft, WebhookFact } from "./fact.ts";
import { eventScope, priorScope, scopeOf } from "./scope.ts";
import { issueOf } from "./subjects.ts";
import type { GoneState, IssueRow } from "./types.ts";

/** An issue before and after a change; `before` is `null` when it was not known. */
export interface Passage {
  readonly before: IssueRow | null;
  readonly after: IssueRow | null;
}

/** The entry for a webhook's event, beside the current issue. */
export function draftEvent(
  fact: WebhookFact,
  { before, after, late }: Passage & { readonly late: boolean },
): Draft {
  const { event } = fact;
  const issue = after === null ? hintedIssue(event) : feedIssue(after);
  const item: Omit<FeedItem, "seq"> = {
    id: itemId(fact),
    at: event.timestamp ?? fact.receivedAt,
    kind: event.kind,
    action: event.action,
    event: event.name,
    ...issue === null ? {} : { issue },
    ...event.part === null ? {} : { subject: subjectOf(event.part) },
    ...event.actor === null ? {} : { actor: plain(event.actor) },
    ...event.changes.length === 0 ? {} : { changes: event.changes.map(feedChange) },
    ...late ? { late: true } : {},
    source: "webhook",
  };
  return {
    item,
    kind: event.kind,
    scope: after === null ? eventScope(event) : scopeOf(after.core),
    prior: after === null ? null : priorScope(before?.core ?? null, after.core),
    actor: event.actor?.id ?? null,
    mentions: event.part === null || event.part.restricted ? [] : event.part.mentions,
  };
}

/** The entry for what only a read of Jira showed. */
export function draftSync(
  { before, after }: { readonly before: IssueRow | null; readonly after: IssueRow },
  told: {
    readonly kind: "created" | "updated";
    readonly action: string;
    readonly changes: readonly FieldChange[];
  },
): Draft {
  const { kind, action, changes } = told;
  return {
    item: {
      id: syncItemId(after, action),
      at: after.updated,
      kind,
      action,
      issue: feedIssue(after),
      ...changes.length === 0 ? {} : { changes: changes.map(feedChange) },
      source: "sync",
    },
    kind,
    scope: scopeOf(after.core),
    prior: priorScope(before?.core ?? null, after.core),
    actor: null,
    mentions: [],
  };
}

/** An issue may come back as it was, and more than once: the read that showed it tells them apart. */
function syncItemId({ core, updated, hash, aliveAt }: IssueRow, action: string): string {
  return `${core.id}-${action === "restored" ? `r${aliveAt}` : `s${updated}-${hash.slice(0, 12)}`}`;
}

/** The entry for an issue that a census found gone. */
export function draftGone(row: IssueRow, { at, state }: { at: number; state: GoneState }): Draft {
  return {
    item: {
      id: `${row.core.id}-g${at}`,
      at,
      kind: "deleted",
      action: state,
      issue: feedIssue(row),
      source: "sync",
    },
    kind: "deleted",
    scope: scopeOf(row.core),
    prior: null,
    actor: null,
    mentions: [],
  };
}

/** Nothing but the delivery tells two events apart that are about nothing we know. */
function itemId({ event, delivery }: WebhookFact): string {
  const about = issueOf(event) ?? event.part?.id ?? null;
  return about === null ? delivery : `${about}-${changeIdentity(event)}`;
}

function feedIssue({ core, updated, tombstone }: IssueRow): FeedIssue {
  const { project, status } = core;
  return {
    id: core.id,
    ...core.key === "" ? {} : { key: core.key },
    ...project === null ? {} : { project: { ...plain(project), key: project.key } },
    ...core.type === null ? {} : { type: core.type.name },
    ...core.summary === "" ? {} : { summary: core.summary },
    ...status === null ? {} : { status: { name: status.name, category: status.category } },
    ...core.priority === null ? {} : { priority: core.priority.name },
    assignee: core.assignee === null ? null : plain(core.assignee),
    reporter: core.reporter === null ? null : plain(core.reporter),
    ...updated === 0 ? {} : { updated },
    ...tombstone === null ? {} : { deleted: true },
  };
}

function hintedIssue(event: JiraEvent): FeedIssue | null {
  if (event.hint !== null) return feedHint(event.hint);
  const id = issueOf(event);
  return id === null ? null : { id };
}

function feedHint({ id, key, project, type, summary, status, priority, ...rest }: IssueHint) {
  return {
    id,
    ...key === null ? {} : { key },
    ...project === null ? {} : { project: { ...plain(project), key: project.key } },
    ...type === null ? {} : { type: type.name },
    ...summary === null ? {} : { summary },
    ...status === null ? {} : { status: { name: status.name, category: status.category } },
    ...priority === null ? {} : { priority: priority.name },
    ...rest.assignee === null ? {} : { assignee: plain(rest.assignee) },
  };
}

function subjectOf({ id, name, text, restricted }: Part): NonNullable<FeedItem["subject"]> {
  return {
    id,
    ...name === null || restricted ? {} : { name },
    ...text === null || restricted ? {} : { text },
  };
}

function plain({ id, name }: Named): { readonly id: string; readonly name: string } {
  return { id, name };
}

function feedChange({ field, from, to }: FieldChange): FeedChange {
  return { field, from, to };
}
