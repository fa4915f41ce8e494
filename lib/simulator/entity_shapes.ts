/**
 * How Jira writes what issues refer to: people, projects, statuses, sprints … Shapes are those of
 * REST version 2, which webhooks use as well.
 *
 * @module
 */

import type {
  Flavour,
  SimIssueType,
  SimLinkType,
  SimNamed,
  SimPerson,
  SimProject,
  SimSprint,
  SimStatus,
  SimVersion,
} from "./model.ts";

/** A piece of JSON as Jira writes it. */
export type Shape = Readonly<Record<string, unknown>>;

/** How one site writes: its address, its kind, and the offset of its dates in minutes. */
export interface Dialect {
  readonly base: string;
  readonly flavour: Flavour;
  readonly offset: number;
}

const CATEGORIES = {
  new: { id: 2, colorName: "blue-gray", name: "To Do" },
  indeterminate: { id: 4, colorName: "yellow", name: "In Progress" },
  done: { id: 3, colorName: "green", name: "Done" },
} as const;

/** A date as Jira writes it: `2019-02-27T13:30:21.153+0300`, the offset without a colon. */
export function dateShape(at: number, dialect: Dialect): string {
  const { offset } = dialect;
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offset);
  const hhmm = `${Math.floor(minutes / 60)}`.padStart(2, "0") + `${minutes % 60}`.padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${hhmm}`;
}

/** An account: `accountId` on Cloud, `name` and `key` on Data Center. */
export function personShape(person: SimPerson, dialect: Dialect): Shape {
  const shared = {
    avatarUrls: personAvatars(person),
    displayName: person.displayName,
    active: true,
    timeZone: person.timeZone,
  };
  if (dialect.flavour === "cloud") {
    return {
      self: `${dialect.base}/rest/api/2/user?accountId=${encodeURIComponent(person.id)}`,
      accountId: person.id,
      ...shared,
      accountType: "atlassian",
    };
  }
  return {
    self: `${dialect.base}/rest/api/2/user?username=${encodeURIComponent(person.userName)}`,
    name: person.userName,
    key: person.id,
    emailAddress: `${person.userName}@example.com`,
    ...shared,
  };
}

/** A project as an issue's field. */
export function projectShape(project: SimProject, dialect: Dialect): Shape {
  const avatar = `${dialect.base}/rest/api/2/universal_avatar/view/type/project/avatar/` +
    `${10_400 + project.boardId}`;
  return {
    self: `${dialect.base}/rest/api/2/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: "software",
    simplified: false,
    avatarUrls: {
      "48x48": avatar,
      "24x24": `${avatar}?size=small`,
      "16x16": `${avatar}?size=xsmall`,
      "32x32": `${avatar}?size=medium`,
    },
  };
}

/** A status with its category. */
export function statusShape(status: SimStatus, dialect: Dialect): Shape {
  const category = CATEGORIES[status.category];
  return {
    self: `${dialect.base}/rest/api/2/status/${status.id}`,
    description: "",
    iconUrl: `${dialect.base}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: {
      self: `${dialect.base}/rest/api/2/statuscategory/${category.id}`,
      id: category.id,
      key: status.category,
      colorName: category.colorName,
      name: category.name,
    },
  };
}

/** A type of issue. */
export function issueTypeShape(type: SimIssueType, dialect: Dialect): Shape {
  return {
    self: `${dialect.base}/rest/api/2/issuetype/${type.id}`,
    id: type.id,
    description: type.description,
    iconUrl: `${dialect.base}/rest/api/2/universal_avatar/view/type/issuetype/avatar/` +
      `${type.avatarId}?size=medium`,
    name: type.name,
    subtask: false,
    avatarId: type.avatarId,
  };
}

/** A priority. */
export function priorityShape(priority: SimNamed, dialect: Dialect): Shape {
  return {
    self: `${dialect.base}/rest/api/2/priority/${priority.id}`,
    iconUrl: `${dialect.base}/images/icons/priorities/${priority.name.toLowerCase()}.svg`,
    name: priority.name,
    id: priority.id,
  };
}

/** Something with an id and a name, found under `path`. */
export function namedShape(named: SimNamed, options: { path: string; dialect: Dialect }): Shape {
  return {
    self: `${options.dialect.base}/rest/api/2/${options.path}/${named.id}`,
    id: named.id,
    name: named.name,
  };
}

/** A version; inside an issue it lacks `projectId`. */
export function versionShape(version: SimVersion, dialect: Dialect): Shape {
  return {
    self: `${dialect.base}/rest/api/2/version/${version.id}`,
    id: version.id,
    name: version.name,
    archived: false,
    released: version.released,
    ...(version.releaseDate === null ? {} : { releaseDate: version.releaseDate }),
  };
}

/** A sprint as its own webhooks show it. Dates are in UTC there. */
export function sprintShape(sprint: SimSprint, options: { boardId: number; base: string }): Shape {
  const fortnight = 14 * 86_400_000;
  return {
    id: sprint.id,
    self: `${options.base}/rest/agile/1.0/sprint/${sprint.id}`,
    state: sprint.state,
    name: sprint.name,
    ...(sprint.start === null ? {} : {
      startDate: new Date(sprint.start).toISOString(),
      endDate: new Date(sprint.start + fortnight).toISOString(),
    }),
    ...(sprint.complete === null ? {} : { completeDate: new Date(sprint.complete).toISOString() }),
    originBoardId: options.boardId,
    goal: sprint.goal,
  };
}

/** A way to link issues, as a link's own webhook shows it: its id is a number there. */
export function linkTypeShape(type: SimLinkType): Shape {
  return {
    id: Number(type.id),
    name: type.name,
    outwardName: type.outward,
    inwardName: type.inward,
    isSubTaskLinkType: false,
    isSystemLinkType: false,
  };
}

function personAvatars(person: SimPerson): Shape {
  const address = `https://avatars.example.com/${person.avatar}`;
  return {
    "48x48": `${address}?size=48`,
    "24x24": `${address}?size=24`,
    "16x16": `${address}?size=16`,
    "32x32": `${address}?size=32`,
  };
}
