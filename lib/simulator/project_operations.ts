/**
 * Operations on whole projects. Jira tells of them in one event each and says nothing of the issues,
 * which are there or not without an event of their own.
 *
 * @module
 */

import { personShape, projectShape } from "./entity_shapes.ts";
import type { SimProject } from "./model.ts";
import type { OperationOf } from "./operations.ts";
import { partEvent } from "./part_operations.ts";
import { found, momentFor, personOf, type SimEvent, type SiteState, touch } from "./site_state.ts";

/** The operations that move a project from one state to another. */
export type ProjectOperation = OperationOf<
  "archive_project" | "trash_project" | "restore_project" | "delete_project"
>;

interface Step {
  readonly from: readonly SimProject["status"][];
  readonly to: SimProject["status"];
  readonly event: (from: SimProject["status"]) => string;
}

const STEPS: Record<ProjectOperation["op"], Step> = {
  archive_project: { from: ["live"], to: "archived", event: () => "project_archived" },
  trash_project: { from: ["live", "archived"], to: "trashed", event: () => "project_soft_deleted" },
  restore_project: {
    from: ["archived", "trashed"],
    to: "live",
    event: (from) => from === "trashed" ? "project_restored_deleted" : "project_restored_archived",
  },
  delete_project: {
    from: ["live", "archived", "trashed"],
    to: "gone",
    event: () => "project_deleted",
  },
};

/** Archives, trashes, restores or deletes a project; nothing happens when it is so already. */
export function changeProject(state: SiteState, operation: ProjectOperation): SimEvent[] {
  personOf(state, operation.by);
  const project = found(state.projects.find(({ id }) => id === operation.project), {
    what: "project",
    id: operation.project,
  });
  const step = STEPS[operation.op];
  const from = project.status;
  if (!step.from.includes(from)) return [];
  project.status = step.to;
  if (step.to === "gone") deleteIssues(state, project);
  return [projectEvent(state, project, step.event(from))];
}

function deleteIssues(state: SiteState, project: SimProject): void {
  for (const issue of state.issues.values()) {
    if (issue.project !== project || issue.deletedAt !== null) continue;
    issue.deletedAt = state.now();
    touch(state, issue, issue.updated);
  }
}

function projectEvent(state: SiteState, project: SimProject, name: string): SimEvent {
  return partEvent(state, {
    name,
    kind: "project",
    issue: null,
    part: { id: project.id, version: null },
    timestamp: momentFor(state, null).timestamp,
    body: {
      project: {
        ...projectShape(project, state.dialect),
        id: Number(project.id),
        projectLead: personShape(project.lead, state.dialect),
        assigneeType: "admin.assignee.type.unassigned",
      },
    },
  });
}
