/**
 * Operations on an issue's own fields: create, edit, transition, move, delete.
 *
 * @module
 */

import { editFields, fieldChange, namedSide, personSide, textSide } from "./field_changes.ts";
import { issueEvent } from "./issue_events.ts";
import type { SimFieldChange, SimIssue, SimPerson, SimProject, SimStatus } from "./model.ts";
import type { Edit, OperationOf } from "./operations.ts";
import { cascadeEvents } from "./part_operations.ts";
import {
  found,
  issueOf,
  momentFor,
  nextId,
  personOf,
  projectOf,
  type SimEvent,
  type SiteState,
} from "./site_state.ts";
import { ISSUE_TYPES, PRIORITIES, RESOLUTIONS, SECURITY_LEVEL, STATUSES } from "./workflow.ts";

/** Creates an issue in the first column of the board. */
export function createIssue(state: SiteState, operation: OperationOf<"create">): SimEvent[] {
  const by = personOf(state, operation.by);
  const moment = momentFor(state, null);
  const issue = blankIssue(state, { operation, by, at: moment.updated });
  editFields(state, issue, {
    ...(operation.priority === undefined ? {} : { priority: operation.priority }),
    ...(operation.assignee === undefined ? {} : { assignee: operation.assignee }),
  });
  state.issues.set(issue.id, issue);
  return [issueEvent(state, issue, {
    by,
    moment,
    name: "jira:issue_created",
    type: "issue_created",
    kind: "created",
    changes: state.dialect.flavour === "cloud" ? creationChanges(issue) : [],
  })];
}

/** Edits fields. Nothing is sent when every field already had its value. */
export function editIssue(state: SiteState, operation: OperationOf<"edit">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const changes = editFields(state, issue, operation.set);
  if (changes.length === 0) return [];
  const assigned = changes.every(({ fieldId }) => fieldId === "assignee");
  return [updatedEvent(state, issue, {
    by: personOf(state, operation.by),
    type: assigned ? "issue_assigned" : "issue_updated",
    changes,
  })];
}

/** Moves an issue to another status; done ones get a resolution, reopened ones lose it. */
export function transitionIssue(
  state: SiteState,
  operation: OperationOf<"transition">,
): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const to = found(Object.values(STATUSES).find(({ id }) => id === operation.to), {
    what: "status",
    id: operation.to,
  });
  const from = issue.status;
  if (from.id === to.id) return [];
  const moment = momentFor(state, issue);
  const resolution = resolve(state, issue, { to, at: moment.updated });
  issue.status = to;
  issue.statusChanged = moment.updated;
  const status = fieldChange({ field: "status", fieldId: "status" }, {
    from: namedSide(from),
    to: namedSide(to),
  });
  return [issueEvent(state, issue, {
    by: personOf(state, operation.by),
    moment,
    name: "jira:issue_updated",
    type: transitionType(state, { from, to }),
    kind: "updated",
    changes: [...resolution, status],
  })];
}

/** Moves an issue to another project: it gets a new key and keeps its id. */
export function moveIssue(state: SiteState, operation: OperationOf<"move">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const target = projectOf(state, operation.project);
  if (target.id === issue.project.id) return [];
  const left = editFields(state, issue, { components: [], fixVersions: [], sprint: null });
  const [oldKey, oldProject] = [issue.key, issue.project];
  issue.formerKeys.push(oldKey);
  issue.project = target;
  issue.key = nextKey(target);
  return [updatedEvent(state, issue, {
    by: personOf(state, operation.by),
    type: "issue_moved",
    changes: [
      fieldChange({ field: "project", fieldId: "project" }, {
        from: namedSide(oldProject),
        to: namedSide(target),
      }),
      fieldChange({ field: "Key", fieldId: "issuekey" }, {
        from: textSide(oldKey),
        to: textSide(issue.key),
      }),
      ...left,
    ],
  })];
}

/** Deletes an issue. What hung on it is told as Secondary events, which Jira sends late. */
export function deleteIssue(state: SiteState, operation: OperationOf<"delete">): SimEvent[] {
  const issue = issueOf(state, operation.issue);
  const by = personOf(state, operation.by);
  const timestamp = Math.max(state.now(), issue.updated + 1);
  const deleted = issueEvent(state, issue, {
    by,
    // The body shows the issue as it was before: its version is that of the last edit.
    moment: { updated: issue.updated, timestamp },
    name: "jira:issue_deleted",
    type: null,
    kind: "deleted",
    changes: [],
  });
  issue.deletedAt = timestamp;
  return [deleted, ...cascadeEvents(state, issue, { by, timestamp })];
}

/** An ordinary `jira:issue_updated` for changes just made. */
function updatedEvent(
  state: SiteState,
  issue: SimIssue,
  options: {
    by: SimPerson;
    type: string;
    changes: readonly SimFieldChange[];
    flow?: "Secondary";
  },
): SimEvent {
  const moment = momentFor(state, issue);
  return issueEvent(state, issue, {
    ...options,
    moment,
    name: "jira:issue_updated",
    kind: "updated",
  });
}

/** An issue as it is when somebody has just filed it. */
export function blankIssue(
  state: SiteState,
  options: { operation: OperationOf<"create">; by: SimPerson; at: number },
): SimIssue {
  const { operation, by, at } = options;
  const project = projectOf(state, operation.project);
  return {
    id: nextId(state, "issue"),
    key: nextKey(project),
    formerKeys: [],
    project,
    type: found(ISSUE_TYPES.find(({ id }) => id === operation.type), {
      what: "issue type",
      id: operation.type,
    }),
    summary: operation.summary,
    description: operation.description ?? null,
    status: STATUSES.todo,
    statusChanged: at,
    priority: found(PRIORITIES[2], { what: "priority", id: "3" }),
    resolution: null,
    resolved: null,
    assignee: null,
    reporter: by,
    creator: by,
    labels: operation.labels ?? [],
    components: [],
    fixVersions: [],
    sprint: null,
    due: null,
    estimate: null,
    level: operation.restricted === true ? SECURITY_LEVEL : null,
    created: at,
    updated: at,
    told: 0,
    deletedAt: null,
    hidden: false,
    history: [],
    comments: [],
    worklogs: [],
    attachments: [],
  };
}

function creationChanges(issue: SimIssue): SimFieldChange[] {
  const nothing = textSide(null);
  const fields = [
    ["description", textSide(issue.description)],
    ["priority", namedSide(issue.priority)],
    ["assignee", personSide(issue.assignee)],
    ["reporter", personSide(issue.reporter)],
    ["status", namedSide(issue.status)],
    ["summary", textSide(issue.summary)],
  ] as const;
  return fields
    .filter(([, to]) => to.text !== null)
    .map(([field, to]) => fieldChange({ field, fieldId: field }, { from: nothing, to }));
}

function resolve(
  state: SiteState,
  issue: SimIssue,
  options: { to: SimStatus; at: number },
): SimFieldChange[] {
  const from = issue.resolution;
  const done = options.to.category === "done";
  if (done === (from !== null)) return [];
  const [usual, ...others] = RESOLUTIONS;
  const to = done ? state.random.weighted([[usual!, 8], [state.random.pick(others), 2]]) : null;
  issue.resolution = to;
  issue.resolved = done ? options.at : null;
  return [fieldChange({ field: "resolution", fieldId: "resolution" }, {
    from: namedSide(from),
    to: namedSide(to),
  })];
}

/** Cloud calls every transition generic; Data Center's classic workflow names some. */
function transitionType(
  state: SiteState,
  options: { from: SimStatus; to: SimStatus },
): string {
  if (state.dialect.flavour === "cloud") return "issue_generic";
  if (options.to.category === "done") return "issue_resolved";
  if (options.from.category === "done") return "issue_reopened";
  return options.to.id === STATUSES.progress.id ? "issue_work_started" : "issue_generic";
}

function nextKey(project: SimProject): string {
  project.lastNumber += 1;
  return `${project.key}-${project.lastNumber}`;
}

/** Sets fields as part of a larger operation, as closing a sprint does with what is left in it. */
export function editAsFallout(
  state: SiteState,
  issue: SimIssue,
  options: { by: SimPerson; set: Edit },
): SimEvent[] {
  const changes = editFields(state, issue, options.set);
  if (changes.length === 0) return [];
  const { by } = options;
  return [updatedEvent(state, issue, { by, type: "issue_updated", changes, flow: "Secondary" })];
}
