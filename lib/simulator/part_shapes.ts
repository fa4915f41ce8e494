/**
 * How Jira writes what hangs on an issue: comments, worklogs, attachments, links, changelogs.
 *
 * @module
 */

import {
  dateShape,
  type Dialect,
  linkTypeShape,
  personShape,
  type Shape,
} from "./entity_shapes.ts";
import type {
  SimAttachment,
  SimComment,
  SimFieldChange,
  SimHistory,
  SimIssue,
  SimLink,
  SimWorklog,
} from "./model.ts";

/** A comment. Cloud says whether a service desk's customers see it; restricted ones say for whom. */
export function commentShape(
  comment: SimComment,
  options: { issue: SimIssue; dialect: Dialect },
): Shape {
  const { issue, dialect } = options;
  return {
    self: `${dialect.base}/rest/api/2/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author: personShape(comment.author, dialect),
    body: comment.body,
    updateAuthor: personShape(comment.updateAuthor, dialect),
    created: dateShape(comment.created, dialect),
    updated: dateShape(comment.updated, dialect),
    ...(comment.visibility === null
      ? {}
      : { visibility: { type: "role", value: comment.visibility } }),
    ...(dialect.flavour === "cloud" ? { jsdPublic: true } : {}),
  };
}

/** A worklog. */
export function worklogShape(
  worklog: SimWorklog,
  options: { issue: SimIssue; dialect: Dialect },
): Shape {
  const { issue, dialect } = options;
  const author = personShape(worklog.author, dialect);
  return {
    self: `${dialect.base}/rest/api/2/issue/${issue.id}/worklog/${worklog.id}`,
    author,
    updateAuthor: author,
    comment: worklog.comment,
    created: dateShape(worklog.created, dialect),
    updated: dateShape(worklog.created, dialect),
    started: dateShape(worklog.started, dialect),
    timeSpent: durationText(worklog.seconds),
    timeSpentSeconds: worklog.seconds,
    id: worklog.id,
    issueId: issue.id,
  };
}

/** An attachment. */
export function attachmentShape(file: SimAttachment, dialect: Dialect): Shape {
  return {
    self: `${dialect.base}/rest/api/2/attachment/${file.id}`,
    id: file.id,
    filename: file.filename,
    author: personShape(file.author, dialect),
    created: dateShape(file.created, dialect),
    size: file.size,
    mimeType: file.mimeType,
    content: `${dialect.base}/rest/api/2/attachment/content/${file.id}`,
  };
}

/** A link as its own webhooks show it: ids are numbers, and no issue comes with it. */
export function linkShape(link: SimLink): Shape {
  return {
    id: Number(link.id),
    sourceIssueId: Number(link.from),
    destinationIssueId: Number(link.to),
    issueLinkType: linkTypeShape(link.type),
    systemLink: false,
  };
}

/** A changelog as webhooks show it. Cloud adds `fieldId`, Data Center leaves it out. */
export function changelogShape(entry: SimHistory, dialect: Dialect): Shape {
  return {
    id: entry.id,
    items: entry.changes.map((change) => changeShape(change, dialect)),
  };
}

function changeShape(change: SimFieldChange, dialect: Dialect): Shape {
  const account = dialect.flavour === "cloud" && change.fieldId === "assignee"
    ? { tmpFromAccountId: change.from, tmpToAccountId: change.to }
    : {};
  return {
    field: change.field,
    fieldtype: change.custom ? "custom" : "jira",
    ...(dialect.flavour === "cloud" ? { fieldId: change.fieldId } : {}),
    from: change.from,
    fromString: change.fromText,
    to: change.to,
    toString: change.toText,
    ...account,
  };
}

/** Time as Jira writes it: `1d 2h 30m`, a day having 8 hours. */
function durationText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const units = [[480, "d"], [60, "h"], [1, "m"]] as const;
  let left = minutes;
  const words = units.map(([size, unit]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return words.filter((word) => word !== "").join(" ") || "0m";
}
