/**
 * What Jira says, in the words the rest of the project uses. Nothing here knows where it is stored.
 *
 * @module
 */

/** Somebody or something Jira names: `id` decides, `name` is for people. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A Jira account: `id` is the Cloud account id, or the user name or key on Data Center. */
export type Person = Named;

/** A status and the category (`new`, `indeterminate`, `done`, `undefined`) Jira files it under. */
export interface Status extends Named {
  readonly category: string;
}

/** A project. `key` may be renamed; `id` stays. */
export interface Project extends Named {
  readonly key: string;
}

/**
 * The mirrored columns of an issue, bounded in size. Dates are milliseconds since 1970 UTC.
 * Fields Jira left out, or sent in a shape that can't be read, are `null` or empty.
 */
export interface IssueCore {
  readonly id: string;
  readonly key: string;
  readonly project: Project | null;
  readonly type: Named | null;
  readonly summary: string;
  readonly status: Status | null;
  readonly priority: Named | null;
  readonly assignee: Person | null;
  readonly reporter: Person | null;
  readonly resolution: Named | null;
  /** Issue security level; issues that have one need an explicit grant. */
  readonly level: Named | null;
  readonly parent: { readonly id: string; readonly key: string } | null;
  readonly labels: readonly string[];
  readonly components: readonly Named[];
  readonly fixVersions: readonly Named[];
  readonly created: number | null;
  readonly due: string | null;
  /** The first 2,000 characters of the description. */
  readonly description: string | null;
}

/** A full picture of an issue at one instant of its life, from a webhook body or a REST answer. */
export interface IssueSnapshot {
  readonly core: IssueCore;
  /** The instant of `fields.updated`: the version of the snapshot. */
  readonly updated: number;
  /** Hash over ids and mirrored values (not display names), whole texts included. */
  readonly hash: string;
}

/** What a partial body tells of its issue. It never writes issue columns. */
export interface IssueHint {
  readonly id: string;
  readonly key: string | null;
  readonly project: Project | null;
  readonly type: Named | null;
  readonly summary: string | null;
  readonly status: Status | null;
  readonly priority: Named | null;
  readonly assignee: Person | null;
}

/** One field of a changelog. `from` and `to` are what people read, cut at 2 KiB each. */
export interface FieldChange {
  readonly field: string;
  /** Jira's id of the field, when it sent one. */
  readonly fieldId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Ids behind `from` and `to`, when Jira sent them: account ids, status ids. */
  readonly fromId: string | null;
  readonly toId: string | null;
}

/** What an event is about; the names clients filter by. */
export const KINDS = [
  "created",
  "updated",
  "deleted",
  "commented",
  "worklog",
  "attachment",
  "link",
  "property",
  "sprint",
  "version",
  "project",
  "board",
  "filter",
  "user",
  "issuetype",
  "option",
  "app",
  "other",
] as const;

/** One of {@linkcode KINDS}. */
export type Kind = typeof KINDS[number];

/**
 * A thing with a life of its own beside the issue's columns: a comment, worklog, link, attachment,
 * sprint, version, project … It has its own version and is written to its own row.
 */
export interface Part {
  readonly kind: Kind;
  readonly id: string;
  /** Its own `updated` in ms; `null` when the body has none. */
  readonly version: number | null;
  readonly deleted: boolean;
  /** What people call it: a sprint's or version's name, an attachment's file name. */
  readonly name: string | null;
  /** Comment or worklog text, cut at 2 KiB; `null` when there is none or it is `restricted`. */
  readonly text: string | null;
  /** A comment for a group or role, or a service desk's internal note: its text never leaves. */
  readonly restricted: boolean;
  /** Account ids mentioned in the text. */
  readonly mentions: readonly string[];
}

/** A webhook body, decoded. Every body with a `webhookEvent` has one; unknown events are `other`. */
export interface JiraEvent {
  /** `webhookEvent` as sent. */
  readonly name: string;
  /** `issue_event_type_name` as sent. */
  readonly type: string | null;
  readonly kind: Kind;
  /** What happened to it: `created`, `updated`, `deleted`, `started`, `released` … */
  readonly action: string;
  /** Jira's event time in ms; `null` when missing or unreadable. */
  readonly timestamp: number | null;
  readonly actor: Person | null;
  readonly issueId: string | null;
  /** Present only for bodies that carry the whole issue with a readable `updated`. */
  readonly snapshot: IssueSnapshot | null;
  readonly hint: IssueHint | null;
  readonly changelogId: string | null;
  readonly changes: readonly FieldChange[];
  readonly part: Part | null;
  /** Issues to read again because this event says nothing whole about them (both ends of a link). */
  readonly touches: readonly string[];
}
