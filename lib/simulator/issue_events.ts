/**
 * The webhooks Jira sends about an issue's own fields.
 *
 * @module
 */

import { personShape, type Shape } from "./entity_shapes.ts";
import { issueShape } from "./issue_shape.ts";
import type { SimFieldChange, SimHistory, SimIssue, SimPerson } from "./model.ts";
import { changelogShape } from "./part_shapes.ts";
import {
  linksOf,
  type Moment,
  nextId,
  recordChange,
  type SimEvent,
  type SiteState,
  touch,
} from "./site_state.ts";

/** What an event about a whole issue says besides the issue. */
export interface IssueEventOptions {
  readonly by: SimPerson;
  readonly moment: Moment;
  /** `webhookEvent`. */
  readonly name: string;
  /** `issue_event_type_name`; deletes have none. */
  readonly type: string | null;
  /** Kind of the change. */
  readonly kind: string;
  readonly changes: readonly SimFieldChange[];
  readonly flow?: "Secondary";
}

/**
 * Sets the issue's version, writes its history, and gives the webhook with the whole issue. A change
 * without field changes has no changelog, as deletes.
 */
export function issueEvent(
  state: SiteState,
  issue: SimIssue,
  options: IssueEventOptions,
): SimEvent {
  const { by, moment, name, kind, changes } = options;
  touch(state, issue, moment.updated);
  const entry = changes.length === 0 ? null : addHistory(state, issue, { by, moment, changes });
  const change = recordChange(state, {
    kind,
    issueId: issue.id,
    changelogId: entry?.id ?? null,
    part: null,
    timestamp: moment.timestamp,
    cascade: false,
    events: [name],
  });
  const body = wholeBody(state, issue, { ...options, entry });
  return { name, flow: options.flow ?? "Primary", body, change };
}

/** A body with the whole issue as it is now; remembers that its version was told. */
export function wholeBody(
  state: SiteState,
  issue: SimIssue,
  options: {
    by: SimPerson;
    moment: Moment;
    name: string;
    type: string | null;
    entry?: SimHistory | null;
    comment?: Shape;
  },
): Shape {
  const { by, moment, name, type, entry, comment } = options;
  if (!state.silent) issue.told = Math.max(issue.told, issue.updated);
  return {
    timestamp: moment.timestamp,
    webhookEvent: name,
    ...(type === null ? {} : { issue_event_type_name: type }),
    user: personShape(by, state.dialect),
    issue: issueShape(issue, { dialect: state.dialect, links: linksOf(state, issue) }),
    ...(entry === undefined || entry === null
      ? {}
      : { changelog: changelogShape(entry, state.dialect) }),
    ...(comment === undefined ? {} : { comment }),
  };
}

function addHistory(
  state: SiteState,
  issue: SimIssue,
  options: { by: SimPerson; moment: Moment; changes: readonly SimFieldChange[] },
): SimHistory {
  const entry = {
    id: nextId(state, "changelog"),
    author: options.by,
    at: options.moment.updated,
    changes: options.changes,
  };
  issue.history.push(entry);
  return entry;
}
