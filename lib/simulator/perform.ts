/**
 * Carries an operation out.
 *
 * @module
 */

import { addComment, deleteComment, editComment } from "./comment_operations.ts";
import {
  createIssue,
  deleteIssue,
  editIssue,
  moveIssue,
  transitionIssue,
} from "./issue_operations.ts";
import type { Operation } from "./operations.ts";
import { attachFile, linkIssues, logWork, unlinkIssues } from "./part_operations.ts";
import { closeSprint, releaseVersion, startSprint } from "./plan_operations.ts";
import { changeProject } from "./project_operations.ts";
import type { SimEvent, SiteState } from "./site_state.ts";

/**
 * Changes the site, and gives the webhooks Jira sends about it.
 *
 * @throws {RangeError} When it refers to something that isn't there or was deleted.
 */
export function perform(state: SiteState, operation: Operation): SimEvent[] {
  switch (operation.op) {
    case "create":
      return createIssue(state, operation);
    case "edit":
      return editIssue(state, operation);
    case "transition":
      return transitionIssue(state, operation);
    case "comment":
      return addComment(state, operation);
    case "edit_comment":
      return editComment(state, operation);
    case "delete_comment":
      return deleteComment(state, operation);
    case "worklog":
      return logWork(state, operation);
    case "attach":
      return attachFile(state, operation);
    case "link":
      return linkIssues(state, operation);
    case "unlink":
      return unlinkIssues(state, operation);
    case "move":
      return moveIssue(state, operation);
    case "delete":
      return deleteIssue(state, operation);
    case "start_sprint":
      return startSprint(state, operation);
    case "close_sprint":
      return closeSprint(state, operation);
    case "release_version":
      return releaseVersion(state, operation);
    case "archive_project":
    case "trash_project":
    case "restore_project":
    case "delete_project":
      return changeProject(state, operation);
  }
}
