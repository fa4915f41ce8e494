/**
 * The state of a simulated Jira site: what Jira keeps in its database. How it looks in JSON is told
 * by the shapes, how it changes by the operations.
 *
 * @module
 */

/** Which Jira is simulated: they differ in accounts, comment events and delivery headers. */
export type Flavour = "cloud" | "datacenter";

/** An account. */
export interface SimPerson {
  /** Account id on Cloud; on Data Center the user name, which is also the key of older accounts. */
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly timeZone: string;
  /** What the avatar's address is made of. */
  readonly avatar: string;
}

/** Something with Jira's id and a name: a component, a security level, a resolution. */
export interface SimNamed {
  readonly id: string;
  readonly name: string;
}

/** A status, and the category Jira files it under. */
export interface SimStatus extends SimNamed {
  readonly category: "new" | "indeterminate" | "done";
}

/** A type of issue. */
export interface SimIssueType extends SimNamed {
  readonly description: string;
  readonly avatarId: number;
}

/** A way to link two issues. */
export interface SimLinkType extends SimNamed {
  readonly outward: string;
  readonly inward: string;
}

/** A version of a project. */
export interface SimVersion extends SimNamed {
  released: boolean;
  releaseDate: string | null;
}

/** A sprint of a project's board. Times in ms; `null` until it is started or closed. */
export interface SimSprint {
  readonly id: number;
  readonly name: string;
  readonly goal: string;
  state: "future" | "active" | "closed";
  start: number | null;
  complete: number | null;
}

/** A project with what its issues choose from. */
export interface SimProject {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly lead: SimPerson;
  readonly boardId: number;
  readonly components: readonly SimNamed[];
  readonly labels: readonly string[];
  readonly versions: SimVersion[];
  readonly sprints: SimSprint[];
  /** `trashed` ones can be restored for a while; `gone` ones never. */
  status: "live" | "archived" | "trashed" | "gone";
  /** Whether the account behind the REST token may not see it. */
  hidden: boolean;
  /** Number of the last issue key given out. */
  lastNumber: number;
}

/** A comment. `visibility` limits who reads it. Times in ms. */
export interface SimComment {
  readonly id: string;
  readonly author: SimPerson;
  readonly created: number;
  readonly visibility: string | null;
  body: string;
  updateAuthor: SimPerson;
  updated: number;
}

/** Time somebody spent. Times in ms, `seconds` in seconds. */
export interface SimWorklog {
  readonly id: string;
  readonly author: SimPerson;
  readonly comment: string;
  readonly created: number;
  readonly started: number;
  readonly seconds: number;
}

/** A file on an issue. */
export interface SimAttachment {
  readonly id: string;
  readonly author: SimPerson;
  readonly filename: string;
  readonly mimeType: string;
  readonly size: number;
  readonly created: number;
}

/** A link between two issues, by their ids. */
export interface SimLink {
  readonly id: string;
  readonly type: SimLinkType;
  readonly from: string;
  readonly to: string;
}

/** One field of a changelog, as Jira names and fills it. */
export interface SimFieldChange {
  readonly field: string;
  readonly fieldId: string;
  readonly custom: boolean;
  readonly from: string | null;
  readonly fromText: string | null;
  readonly to: string | null;
  readonly toText: string | null;
}

/** One entry of an issue's history. */
export interface SimHistory {
  readonly id: string;
  readonly author: SimPerson;
  readonly at: number;
  readonly changes: readonly SimFieldChange[];
}

/** An issue with everything on it. Times in ms, `due` as `YYYY-MM-DD`. */
export interface SimIssue {
  readonly id: string;
  readonly creator: SimPerson;
  readonly reporter: SimPerson;
  readonly created: number;
  key: string;
  /** Keys it had before it was moved, oldest first. */
  readonly formerKeys: string[];
  project: SimProject;
  type: SimIssueType;
  summary: string;
  description: string | null;
  status: SimStatus;
  statusChanged: number;
  priority: SimNamed;
  resolution: SimNamed | null;
  resolved: number | null;
  assignee: SimPerson | null;
  labels: readonly string[];
  components: readonly SimNamed[];
  fixVersions: readonly SimVersion[];
  sprint: SimSprint | null;
  due: string | null;
  /** Story points. */
  estimate: number | null;
  level: SimNamed | null;
  updated: number;
  /** The latest `updated` that a full webhook body carried: what is knowable without REST. */
  told: number;
  deletedAt: number | null;
  /** Whether the account behind the REST token may not see it. */
  hidden: boolean;
  readonly history: SimHistory[];
  readonly comments: SimComment[];
  readonly worklogs: SimWorklog[];
  readonly attachments: SimAttachment[];
}
