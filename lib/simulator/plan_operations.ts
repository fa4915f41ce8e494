/**
 * Operations on a project's plan: sprints and versions.
 *
 * @module
 */

import { dateShape, type Shape, sprintShape, versionShape } from "./entity_shapes.ts";
import { editAsFallout } from "./issue_operations.ts";
import type { SimProject, SimSprint } from "./model.ts";
import type { OperationOf } from "./operations.ts";
import { partEvent } from "./part_operations.ts";
import { addSprint } from "./projects.ts";
import { found, momentFor, personOf, type SimEvent, type SiteState } from "./site_state.ts";

/** Starts a sprint that hasn't been started. */
export function startSprint(state: SiteState, operation: OperationOf<"start_sprint">): SimEvent[] {
  const { project, sprint } = sprintOf(state, operation.sprint);
  if (sprint.state !== "future") return [];
  const oldValue = sprintOf(state, sprint.id).shape;
  sprint.state = "active";
  sprint.start = state.now();
  return [sprintEvent(state, { name: "sprint_started", project, sprint, oldValue })];
}

/** Closes a running sprint; what isn't done moves to the next one, as Secondary events. */
export function closeSprint(state: SiteState, operation: OperationOf<"close_sprint">): SimEvent[] {
  const { project, sprint, shape: oldValue } = sprintOf(state, operation.sprint);
  if (sprint.state !== "active") return [];
  const by = personOf(state, operation.by);
  sprint.state = "closed";
  sprint.complete = state.now();
  const next = addSprint(project, state.random);
  const left = [...state.issues.values()].filter((issue) =>
    issue.sprint === sprint && issue.deletedAt === null && issue.status.category !== "done"
  );
  return [
    sprintEvent(state, { name: "sprint_closed", project, sprint, oldValue }),
    ...left.flatMap((issue) => editAsFallout(state, issue, { by, set: { sprint: next.id } })),
  ];
}

/** Releases a version that wasn't released. */
export function releaseVersion(
  state: SiteState,
  operation: OperationOf<"release_version">,
): SimEvent[] {
  const { project, version } = versionOf(state, operation.version);
  if (version.released) return [];
  const { timestamp } = momentFor(state, null);
  version.released = true;
  version.releaseDate = dateShape(timestamp, state.dialect).slice(0, 10);
  return [partEvent(state, {
    name: "jira:version_released",
    kind: "version",
    issue: null,
    part: { id: version.id, version: null },
    timestamp,
    body: {
      version: { ...versionShape(version, state.dialect), projectId: Number(project.id) },
    },
  })];
}

function sprintEvent(
  state: SiteState,
  options: { name: string; project: SimProject; sprint: SimSprint; oldValue: Shape },
): SimEvent {
  const { name, sprint, oldValue } = options;
  return partEvent(state, {
    name,
    kind: "sprint",
    issue: null,
    part: { id: `${sprint.id}`, version: null },
    timestamp: momentFor(state, null).timestamp,
    body: { sprint: sprintOf(state, sprint.id).shape, oldValue },
  });
}

function sprintOf(
  state: SiteState,
  id: number,
): { project: SimProject; sprint: SimSprint; shape: Shape } {
  const all = state.projects.flatMap((project) =>
    project.sprints.map((sprint) => ({ project, sprint }))
  );
  const it = found(all.find(({ sprint }) => sprint.id === id), { what: "sprint", id });
  const { base } = state.dialect;
  return { ...it, shape: sprintShape(it.sprint, { boardId: it.project.boardId, base }) };
}

function versionOf(
  state: SiteState,
  id: string,
): { project: SimProject; version: SimProject["versions"][number] } {
  const all = state.projects.flatMap((project) =>
    project.versions.map((version) => ({ project, version }))
  );
  return found(all.find(({ version }) => version.id === id), { what: "version", id });
}
