/**
 * Issues and events as the model's Jira has and tells them.
 *
 * @module
 */

import type {
  FieldChange,
  IssueCore,
  IssueSnapshot,
  JiraEvent,
  Part,
} from "../../lib/jira/types.ts";

/** An issue with nothing but what a test names. */
export function coreOf(fields: Partial<IssueCore> & { readonly id: string }): IssueCore {
  return {
    key: "P-1",
    project: { id: "P", key: "P", name: "project P" },
    type: { id: "10", name: "Task" },
    summary: "s0",
    status: { id: "0", name: "status 0", category: "new" },
    priority: null,
    assignee: null,
    reporter: null,
    resolution: null,
    level: null,
    parent: null,
    labels: [],
    components: [],
    fixVersions: [],
    created: null,
    due: null,
    description: null,
    ...fields,
  };
}

/** A picture of an issue. Its hash covers what tests change, not display names. */
export function snapshotOf(core: IssueCore, updated: number): IssueSnapshot {
  return { core, updated, hash: hashOf(core) };
}

/** The hash {@linkcode snapshotOf} gives. */
export function hashOf({ key, summary, status, assignee, level, labels }: IssueCore): string {
  return [key, summary, status?.id, assignee?.id, level?.id, labels.join()].join("|");
}

/** An event with nothing but what a test names. */
export function eventOf(fields: Partial<JiraEvent>): JiraEvent {
  return {
    name: "jira:issue_updated",
    type: null,
    kind: "updated",
    action: "updated",
    timestamp: null,
    actor: null,
    issueId: fields.snapshot?.core.id ?? null,
    snapshot: null,
    hint: null,
    changelogId: null,
    changes: [],
    part: null,
    touches: [],
    ...fields,
  };
}

/** A comment with nothing but what a test names. */
export function commentOf(fields: Partial<Part> & { readonly id: string }): Part {
  return {
    kind: "commented",
    version: null,
    deleted: false,
    name: null,
    text: null,
    restricted: false,
    mentions: [],
    ...fields,
  };
}

/** A changelog line. */
export function changeOf(field: string, from: string | null, to: string | null): FieldChange {
  const isId = field === "status" || field === "assignee" || field === "project";
  return {
    field,
    fieldId: field === "Key" ? "issuekey" : field,
    from: isId ? nameOf(field, from) : from,
    to: isId ? nameOf(field, to) : to,
    fromId: isId ? from : null,
    toId: isId ? to : null,
  };
}

function nameOf(field: string, id: string | null): string | null {
  return id === null ? null : `${field} ${id}`;
}
