/**
 * Operations on comments.
 *
 * Cloud sends one `comment_*` with six fields of the issue. Data Center sends a bare `comment_*` and
 * a `jira:issue_updated` with the whole issue, which for new and edited comments still shows the
 * `updated` from before the comment.
 *
 * @module
 */

import { personShape, type Shape } from "./entity_shapes.ts";
import { partialIssueShape } from "./issue_shape.ts";
import { wholeBody } from "./issue_events.ts";
import type { SimComment, SimIssue, SimPerson } from "./model.ts";
import type { OperationOf } from "./operations.ts";
import { commentShape } from "./part_shapes.ts";
import {
  found,
  issueOf,
  type Moment,
  momentFor,
  nextId,
  personOf,
  recordChange,
  type SimEvent,
  type SiteState,
  touch,
} from "./site_state.ts";
import { RESTRICTED_ROLE } from "./workflow.ts";

/** The events about comments. */
export type CommentEventName = "comment_created" | "comment_updated" | "comment_deleted";

const DATA_CENTER_TYPES = {
  comment_created: "issue_commented",
  comment_updated: "issue_comment_edited",
  comment_deleted: "issue_comment_deleted",
} as const satisfies Record<CommentEventName, string>;

/** Adds a comment. */
export function addComment(state: SiteState, operation: OperationOf<"comment">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const by = personOf(state, operation.by);
  const moment = momentFor(state, issue);
  const comment: SimComment = {
    id: nextId(state, "part"),
    author: by,
    updateAuthor: by,
    body: operation.text,
    visibility: operation.restricted === true ? RESTRICTED_ROLE : null,
    created: moment.timestamp,
    updated: moment.timestamp,
  };
  const events = commentEvents(state, issue, { name: "comment_created", comment, by, moment });
  issue.comments.push(comment);
  touch(state, issue, moment.updated);
  return events;
}

/** Changes the text of a comment. */
export function editComment(
  state: SiteState,
  operation: OperationOf<"edit_comment">,
): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const by = personOf(state, operation.by);
  const comment = commentOf(issue, operation.comment);
  if (comment.body === operation.text) return [];
  const moment = momentFor(state, issue);
  comment.body = operation.text;
  comment.updateAuthor = by;
  comment.updated = Math.max(moment.timestamp, comment.updated + 1);
  const events = commentEvents(state, issue, {
    name: "comment_updated",
    comment,
    by,
    moment: { ...moment, timestamp: comment.updated },
  });
  touch(state, issue, moment.updated);
  return events;
}

/** Deletes a comment; the event carries it with its old `updated`. */
export function deleteComment(
  state: SiteState,
  operation: OperationOf<"delete_comment">,
): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const comment = commentOf(issue, operation.comment);
  const moment = momentFor(state, issue);
  const timestamp = Math.max(moment.timestamp, comment.updated + 1);
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  touch(state, issue, moment.updated);
  return commentEvents(state, issue, {
    name: "comment_deleted",
    comment,
    by: personOf(state, operation.by),
    moment: { ...moment, timestamp },
  });
}

/** The one event Cloud sends about a comment, or the two of Data Center. */
export function commentEvents(
  state: SiteState,
  issue: SimIssue,
  options: {
    name: CommentEventName;
    comment: SimComment;
    by: SimPerson;
    moment: Moment;
    cascade?: boolean;
  },
): SimEvent[] {
  const { name, comment, by, moment, cascade = false } = options;
  const doubled = state.dialect.flavour === "datacenter" && !cascade;
  const change = recordChange(state, {
    kind: "commented",
    issueId: issue.id,
    changelogId: null,
    part: { id: comment.id, version: comment.updated },
    timestamp: moment.timestamp,
    cascade,
    events: doubled ? [name, "jira:issue_updated"] : [name],
  });
  const shape = commentShape(comment, { issue, dialect: state.dialect });
  const own: SimEvent = {
    name,
    flow: cascade ? "Secondary" : "Primary",
    body: {
      timestamp: moment.timestamp,
      webhookEvent: name,
      ...besideComment(state, issue, { name, by }),
      comment: shape,
    },
    change,
  };
  if (!doubled) return [own];
  const body = wholeBody(state, issue, {
    by,
    moment,
    name: "jira:issue_updated",
    type: DATA_CENTER_TYPES[name],
    ...(name === "comment_deleted" ? {} : { comment: shape }),
  });
  return [own, { name: "jira:issue_updated", flow: "Primary", body, change }];
}

function besideComment(
  state: SiteState,
  issue: SimIssue,
  options: { name: CommentEventName; by: SimPerson },
): Shape {
  if (state.dialect.flavour === "cloud") return { issue: partialIssueShape(issue, state.dialect) };
  return options.name === "comment_created" ? {} : { user: personShape(options.by, state.dialect) };
}

function commentOf(issue: SimIssue, id: string): SimComment {
  return found(issue.comments.find((comment) => comment.id === id), { what: "comment", id });
}
