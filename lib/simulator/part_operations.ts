/**
 * Operations on what hangs on an issue: comments, worklogs, attachments, links.
 *
 * On Cloud most of them send only a partial body, though the issue's `updated` moves: a mirror
 * learns the new version by reading the issue again, or with its next full body.
 *
 * @module
 */

import { fieldChange, textSide } from "./field_changes.ts";
import { issueEvent } from "./issue_events.ts";
import type { SimAttachment, SimIssue, SimLink, SimPerson, SimWorklog } from "./model.ts";
import type { OperationOf } from "./operations.ts";
import { commentEvents } from "./comment_operations.ts";
import { attachmentShape, linkShape, worklogShape } from "./part_shapes.ts";
import {
  found,
  issueOf,
  linksOf,
  type Moment,
  momentFor,
  nextId,
  personOf,
  recordChange,
  type SimEvent,
  type SiteState,
  touch,
} from "./site_state.ts";
import { LINK_TYPES } from "./workflow.ts";

/** Logs work. Data Center tells of it a second time, with the whole issue. */
export function logWork(state: SiteState, operation: OperationOf<"worklog">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const by = personOf(state, operation.by);
  const moment = momentFor(state, issue);
  const before = totalSeconds(issue);
  const worklog: SimWorklog = {
    id: nextId(state, "part"),
    author: by,
    comment: operation.text,
    created: moment.timestamp,
    started: moment.timestamp - operation.seconds * 1_000,
    seconds: operation.seconds,
  };
  issue.worklogs.push(worklog);
  touch(state, issue, moment.updated);
  const created = partEvent(state, {
    name: "worklog_created",
    kind: "worklog",
    issue,
    part: { id: worklog.id, version: worklog.created },
    timestamp: moment.timestamp,
    body: {
      worklog: worklogShape(worklog, { issue, dialect: state.dialect }),
      ...(state.dialect.flavour === "cloud" ? { isFromIssueLimitTransformation: false } : {}),
    },
  });
  return state.dialect.flavour === "cloud"
    ? [created]
    : [created, timeSpentEvent(state, issue, { by, moment, before })];
}

/** Attaches a file: an event of its own without the issue, and an edit of the issue. */
export function attachFile(state: SiteState, operation: OperationOf<"attach">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const by = personOf(state, operation.by);
  const moment = momentFor(state, issue);
  const file: SimAttachment = {
    id: nextId(state, "part"),
    author: by,
    filename: operation.filename,
    mimeType: operation.mimeType,
    size: operation.size,
    created: moment.updated,
  };
  issue.attachments.push(file);
  const created = attachmentEvent(state, issue, { name: "attachment_created", file, moment });
  const updated = issueEvent(state, issue, {
    by,
    moment,
    name: "jira:issue_updated",
    type: "issue_updated",
    kind: "updated",
    changes: [fieldChange({ field: "Attachment", fieldId: "attachment" }, {
      from: textSide(null),
      to: { id: file.id, text: file.filename },
    })],
  });
  return [created, updated];
}

/** Links two issues. The event names both by id only. */
export function linkIssues(state: SiteState, operation: OperationOf<"link">): SimEvent[] {
  const from = issueOf(state, operation.issue);
  const to = issueOf(state, operation.to);
  if (from.id === to.id) return [];
  const link: SimLink = {
    id: nextId(state, "part"),
    type: found(LINK_TYPES.find(({ id }) => id === operation.type), {
      what: "link type",
      id: operation.type,
    }),
    from: from.id,
    to: to.id,
  };
  state.links.set(link.id, link);
  return [touchBothEnds(state, { link, name: "issuelink_created" })];
}

/** Removes a link. */
export function unlinkIssues(state: SiteState, operation: OperationOf<"unlink">): SimEvent[] {
  const link = found(state.links.get(operation.link), { what: "link", id: operation.link });
  state.links.delete(link.id);
  return [touchBothEnds(state, { link, name: "issuelink_deleted" })];
}

/** What Jira says about the comments, attachments and links of an issue that was deleted. */
export function cascadeEvents(
  state: SiteState,
  issue: SimIssue,
  options: { by: SimPerson; timestamp: number },
): SimEvent[] {
  const { by, timestamp } = options;
  const moment = { updated: issue.updated, timestamp };
  const links = linksOf(state, issue).map(({ link }) => link);
  for (const { id } of links) state.links.delete(id);
  return [
    ...issue.comments.flatMap((comment) =>
      commentEvents(state, issue, { name: "comment_deleted", comment, by, moment, cascade: true })
    ),
    ...issue.attachments.map((file) =>
      attachmentEvent(state, issue, { name: "attachment_deleted", file, moment, cascade: true })
    ),
    ...links.map((link) =>
      linkEvent(state, { link, name: "issuelink_deleted", timestamp, cascade: true })
    ),
  ];
}

/** An event about a part, without the issue unless `body` holds it. */
export function partEvent(
  state: SiteState,
  options: {
    name: string;
    kind: string;
    issue: SimIssue | null;
    part: { id: string; version: number | null };
    timestamp: number;
    body: Readonly<Record<string, unknown>>;
    cascade?: boolean;
  },
): SimEvent {
  const { name, kind, issue, part, timestamp, body, cascade = false } = options;
  const change = recordChange(state, {
    kind,
    issueId: issue?.id ?? null,
    changelogId: null,
    part,
    timestamp,
    cascade,
    events: [name],
  });
  return {
    name,
    flow: cascade ? "Secondary" : "Primary",
    body: { timestamp, webhookEvent: name, ...body },
    change,
  };
}

function timeSpentEvent(
  state: SiteState,
  issue: SimIssue,
  options: { by: SimPerson; moment: Moment; before: number },
): SimEvent {
  const { by, moment, before } = options;
  return issueEvent(state, issue, {
    by,
    moment,
    name: "jira:worklog_updated",
    type: "issue_work_logged",
    kind: "worklog",
    changes: [fieldChange({ field: "timespent", fieldId: "timespent" }, {
      from: before === 0 ? textSide(null) : { id: `${before}`, text: `${before}` },
      to: { id: `${totalSeconds(issue)}`, text: `${totalSeconds(issue)}` },
    })],
  });
}

function attachmentEvent(
  state: SiteState,
  issue: SimIssue,
  options: { name: string; file: SimAttachment; moment: Moment; cascade?: boolean },
): SimEvent {
  const { name, file, moment, cascade = false } = options;
  return partEvent(state, {
    name,
    kind: "attachment",
    issue,
    part: { id: file.id, version: null },
    timestamp: moment.timestamp,
    body: { attachment: attachmentShape(file, state.dialect) },
    cascade,
  });
}

function touchBothEnds(state: SiteState, options: { link: SimLink; name: string }): SimEvent {
  const { link, name } = options;
  const ends = [issueOf(state, link.from), issueOf(state, link.to)];
  const moments = ends.map((issue) => momentFor(state, issue));
  ends.forEach((issue, index) => touch(state, issue, moments[index]!.updated));
  const timestamp = Math.max(...moments.map((moment) => moment.timestamp));
  return linkEvent(state, { link, name, timestamp });
}

function linkEvent(
  state: SiteState,
  options: { link: SimLink; name: string; timestamp: number; cascade?: boolean },
): SimEvent {
  const { link, name, timestamp, cascade = false } = options;
  return partEvent(state, {
    name,
    kind: "link",
    issue: null,
    part: { id: link.id, version: null },
    timestamp,
    body: { issueLink: linkShape(link) },
    cascade,
  });
}

function totalSeconds(issue: SimIssue): number {
  return issue.worklogs.reduce((sum, { seconds }) => sum + seconds, 0);
}
