/**
 * How Jira writes an issue: whole, as `jira:issue_*` webhooks and REST carry it, and with the six
 * fields Cloud puts beside a comment.
 *
 * @module
 */

import {
  dateShape,
  type Dialect,
  issueTypeShape,
  namedShape,
  personShape,
  priorityShape,
  projectShape,
  type Shape,
  sprintShape,
  statusShape,
  versionShape,
} from "./entity_shapes.ts";
import type { SimIssue, SimLink, SimPerson } from "./model.ts";
import { attachmentShape } from "./part_shapes.ts";

/** A link as one of its two issues shows it. */
export interface LinkEnd {
  readonly link: SimLink;
  readonly other: SimIssue;
}

/** Custom fields a site of some age has and an ordinary issue leaves empty. */
const EMPTY_CUSTOM_FIELDS: Shape = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [`customfield_${10_021 + index}`, null]),
);

/** The whole issue: `{id, self, key, fields}`. */
export function issueShape(
  issue: SimIssue,
  options: { dialect: Dialect; links: readonly LinkEnd[] },
): Shape {
  const { dialect, links } = options;
  return {
    id: issue.id,
    self: `${dialect.base}/rest/api/2/issue/${issue.id}`,
    key: issue.key,
    fields: {
      ...coreFields(issue, dialect),
      ...peopleFields(issue, dialect),
      ...dateFields(issue, dialect),
      ...planningFields(issue, dialect),
      ...timeFields(issue),
      issuelinks: links.map((end) => linkEndShape(end, { issue, dialect })),
      attachment: issue.attachments.map((file) => attachmentShape(file, dialect)),
      ...EMPTY_CUSTOM_FIELDS,
    },
  };
}

/** The issue beside a Cloud comment: six fields, no `updated`. */
export function partialIssueShape(issue: SimIssue, dialect: Dialect): Shape {
  return {
    id: issue.id,
    self: `${dialect.base}/rest/api/2/${issue.id}`,
    key: issue.key,
    fields: {
      summary: issue.summary,
      issuetype: issueTypeShape(issue.type, dialect),
      project: projectShape(issue.project, dialect),
      assignee: nullable(issue.assignee, dialect),
      priority: priorityShape(issue.priority, dialect),
      status: statusShape(issue.status, dialect),
    },
  };
}

function coreFields(issue: SimIssue, dialect: Dialect): Shape {
  return {
    summary: issue.summary,
    description: issue.description,
    environment: null,
    issuetype: issueTypeShape(issue.type, dialect),
    project: projectShape(issue.project, dialect),
    status: statusShape(issue.status, dialect),
    priority: priorityShape(issue.priority, dialect),
    resolution: issue.resolution === null
      ? null
      : namedShape(issue.resolution, { path: "resolution", dialect }),
    security: issue.level === null
      ? null
      : namedShape(issue.level, { path: "securitylevel", dialect }),
    labels: issue.labels,
    subtasks: [],
    votes: {
      self: `${dialect.base}/rest/api/2/issue/${issue.key}/votes`,
      votes: 0,
      hasVoted: false,
    },
    watches: {
      self: `${dialect.base}/rest/api/2/issue/${issue.key}/watchers`,
      watchCount: 1,
      isWatching: false,
    },
  };
}

function peopleFields(issue: SimIssue, dialect: Dialect): Shape {
  return {
    assignee: nullable(issue.assignee, dialect),
    reporter: personShape(issue.reporter, dialect),
    creator: personShape(issue.creator, dialect),
  };
}

function dateFields(issue: SimIssue, dialect: Dialect): Shape {
  return {
    created: dateShape(issue.created, dialect),
    updated: dateShape(issue.updated, dialect),
    duedate: issue.due,
    resolutiondate: issue.resolved === null ? null : dateShape(issue.resolved, dialect),
    lastViewed: null,
    ...(dialect.flavour === "cloud"
      ? { statuscategorychangedate: dateShape(issue.statusChanged, dialect) }
      : {}),
  };
}

function planningFields(issue: SimIssue, dialect: Dialect): Shape {
  const { base } = dialect;
  return {
    components: issue.components.map((it) => namedShape(it, { path: "component", dialect })),
    fixVersions: issue.fixVersions.map((version) => versionShape(version, dialect)),
    versions: [],
    customfield_10016: issue.estimate,
    customfield_10019: `0|i${issue.id.padStart(5, "0")}:`,
    customfield_10020: issue.sprint === null
      ? null
      : [sprintShape(issue.sprint, { boardId: issue.project.boardId, base })],
  };
}

function timeFields(issue: SimIssue): Shape {
  const spent = issue.worklogs.reduce((sum, { seconds }) => sum + seconds, 0);
  const timespent = spent === 0 ? null : spent;
  return {
    timespent,
    aggregatetimespent: timespent,
    timeestimate: null,
    aggregatetimeestimate: null,
    timeoriginalestimate: null,
    aggregatetimeoriginalestimate: null,
    timetracking: timespent === null ? {} : { timeSpentSeconds: timespent },
    progress: { progress: spent, total: spent },
    aggregateprogress: { progress: spent, total: spent },
    workratio: -1,
  };
}

function linkEndShape(end: LinkEnd, options: { issue: SimIssue; dialect: Dialect }): Shape {
  const { link, other } = end;
  const { issue, dialect } = options;
  return {
    id: link.id,
    self: `${dialect.base}/rest/api/2/issueLink/${link.id}`,
    type: {
      id: link.type.id,
      name: link.type.name,
      inward: link.type.inward,
      outward: link.type.outward,
    },
    [link.from === issue.id ? "outwardIssue" : "inwardIssue"]: {
      id: other.id,
      key: other.key,
      self: `${dialect.base}/rest/api/2/issue/${other.id}`,
      fields: { summary: other.summary, status: statusShape(other.status, dialect) },
    },
  };
}

function nullable(person: SimPerson | null, dialect: Dialect): Shape | null {
  return person === null ? null : personShape(person, dialect);
}
