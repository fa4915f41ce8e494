/**
 * The events a simulated site sends.
 *
 * @module
 */

/** Their names, as webhooks are registered for them. */
export const EVENT_NAMES: readonly string[] = [
  "jira:issue_created",
  "jira:issue_updated",
  "jira:issue_deleted",
  "jira:worklog_updated",
  "comment_created",
  "comment_updated",
  "comment_deleted",
  "worklog_created",
  "attachment_created",
  "attachment_deleted",
  "issuelink_created",
  "issuelink_deleted",
  "sprint_started",
  "sprint_closed",
  "jira:version_released",
  "project_archived",
  "project_restored_archived",
  "project_soft_deleted",
  "project_restored_deleted",
  "project_deleted",
];
