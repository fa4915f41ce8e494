/**
 * What an event is about when its name alone does not tell.
 *
 * @module
 */

import { type EventShape, shapeOf } from "./names.ts";
import { type Json, readObject } from "./read.ts";
import type { FieldChange } from "./types.ts";

/** Types of `jira:issue_updated` by which Data Center tells of comments. */
const COMMENT_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["issue_commented", "created"],
  ["issue_comment_edited", "updated"],
  ["issue_comment_deleted", "deleted"],
]);

/** What was read of a body before its shape is known. */
export type BodyHead = {
  readonly name: string;
  readonly type: string | null;
  readonly changes: readonly FieldChange[];
};

/** The shape of an event by its name, corrected by what else its body says. */
export function shapeOfBody(body: Record<string, unknown>, head: BodyHead): EventShape {
  const shape = shapeOf(head.name);
  if (head.name === "jira:issue_updated") return updateShape(body, { ...head, shape });
  // A merge is announced as the delete of the version that went into another.
  if (head.name === "jira:version_deleted" && isMerge(body)) return { ...shape, action: "merged" };
  return shape;
}

/**
 * `jira:issue_updated` is a comment when it changed no field and either its type says so or, as on
 * old Servers without types, it carries one. With fields changed it is an update, whatever its
 * type says; a comment made in the same step is then its part.
 */
function updateShape(body: Json, head: BodyHead & { shape: EventShape }): EventShape {
  const { shape, type, changes } = head;
  if (changes.length > 0) {
    const moved = type === "issue_moved" || changes.some((change) => change.field === "Key");
    return moved ? { ...shape, action: "moved" } : shape;
  }
  const action = COMMENT_ACTIONS.get(type ?? "") ?? commentAction(body);
  return action === null ? shape : { ...shape, kind: "commented", action };
}

function commentAction(body: Json): string | null {
  const comment = readObject(body["comment"]);
  if (comment === null) return null;
  return comment["created"] === comment["updated"] ? "created" : "updated";
}

function isMerge(body: Json): boolean {
  const into = body["mergedTo"] ?? readObject(body["version"])?.["mergedTo"] ?? null;
  return into !== null;
}
