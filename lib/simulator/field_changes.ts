/**
 * Edits an issue's fields and says what Jira's changelog says about it.
 *
 * @module
 */

import type { SimFieldChange, SimIssue, SimNamed, SimPerson } from "./model.ts";
import type { Edit } from "./operations.ts";
import { found, personOf, type SiteState } from "./site_state.ts";
import { PRIORITIES } from "./workflow.ts";

/** A value as a changelog has it: what it refers to, and what people read. */
export interface Side {
  readonly id: string | null;
  readonly text: string | null;
}

const NOTHING: Side = { id: null, text: null };

/**
 * Sets the fields and gives one changelog item for each that is different now.
 *
 * @throws {RangeError} When a person, priority, version … isn't there.
 */
export function editFields(
  state: SiteState,
  issue: SimIssue,
  set: Edit,
): SimFieldChange[] {
  const before = sides(issue);
  setPlainFields(issue, set);
  setReferences(state, issue, set);
  const after = sides(issue);
  return FIELDS.flatMap(({ name, ...field }) => {
    const [from, to] = [before[name], after[name]];
    return from.id === to.id && from.text === to.text ? [] : [fieldChange(field, { from, to })];
  });
}

/** One changelog item. */
export function fieldChange(
  field: { field: string; fieldId: string; custom?: boolean },
  sides: { from: Side; to: Side },
): SimFieldChange {
  return {
    field: field.field,
    fieldId: field.fieldId,
    custom: field.custom ?? false,
    from: sides.from.id,
    fromText: sides.from.text,
    to: sides.to.id,
    toText: sides.to.text,
  };
}

/** A changelog side of something with an id and a name, or of nothing. */
export function namedSide(named: SimNamed | null): Side {
  return named === null ? NOTHING : { id: named.id, text: named.name };
}

/** A changelog side of somebody, or of nobody. */
export function personSide(person: SimPerson | null): Side {
  return person === null ? NOTHING : { id: person.id, text: person.displayName };
}

/** A changelog side that is only text. */
export function textSide(text: string | null): Side {
  return { id: null, text };
}

const FIELDS = [
  { name: "summary", field: "summary", fieldId: "summary" },
  { name: "description", field: "description", fieldId: "description" },
  { name: "priority", field: "priority", fieldId: "priority" },
  { name: "assignee", field: "assignee", fieldId: "assignee" },
  { name: "labels", field: "labels", fieldId: "labels" },
  { name: "components", field: "Component", fieldId: "components" },
  { name: "fixVersions", field: "Fix Version", fieldId: "fixVersions" },
  { name: "sprint", field: "Sprint", fieldId: "customfield_10020", custom: true },
  { name: "due", field: "duedate", fieldId: "duedate" },
  { name: "estimate", field: "Story Points", fieldId: "customfield_10016", custom: true },
] as const satisfies readonly { name: keyof Edit; [key: string]: unknown }[];

function sides(issue: SimIssue): Record<typeof FIELDS[number]["name"], Side> {
  const { sprint, estimate } = issue;
  return {
    summary: textSide(issue.summary),
    description: textSide(issue.description),
    priority: namedSide(issue.priority),
    assignee: personSide(issue.assignee),
    labels: textSide(issue.labels.join(" ")),
    components: listSide(issue.components),
    fixVersions: listSide(issue.fixVersions),
    sprint: sprint === null ? NOTHING : { id: `${sprint.id}`, text: sprint.name },
    due: { id: issue.due, text: issue.due },
    estimate: textSide(estimate === null ? null : `${estimate}`),
  };
}

function listSide(list: readonly SimNamed[]): Side {
  if (list.length === 0) return NOTHING;
  return {
    id: list.map(({ id }) => id).join(", "),
    text: list.map(({ name }) => name).join(", "),
  };
}

function setPlainFields(issue: SimIssue, set: Edit): void {
  if (set.summary !== undefined) issue.summary = set.summary;
  if (set.description !== undefined) issue.description = set.description;
  if (set.labels !== undefined) issue.labels = set.labels;
  if (set.due !== undefined) issue.due = set.due;
  if (set.estimate !== undefined) issue.estimate = set.estimate;
}

function setReferences(state: SiteState, issue: SimIssue, set: Edit): void {
  const { components, versions, sprints } = issue.project;
  if (set.priority !== undefined) issue.priority = byId(PRIORITIES, set.priority);
  if (set.assignee !== undefined) {
    issue.assignee = set.assignee === null ? null : personOf(state, set.assignee);
  }
  if (set.components !== undefined) {
    issue.components = set.components.map((id) => byId(components, id));
  }
  if (set.fixVersions !== undefined) {
    issue.fixVersions = set.fixVersions.map((id) => byId(versions, id));
  }
  if (set.sprint !== undefined) {
    issue.sprint = set.sprint === null ? null : byId(sprints, set.sprint);
  }
}

function byId<T extends { id: string | number; name: string }>(
  list: readonly T[],
  id: T["id"],
): T {
  return found(list.find((it) => it.id === id), { what: "value", id });
}
