/**
 * What a webhook means that isn't the delete of an issue.
 *
 * @module
 */

import type { JiraEvent } from "../jira/types.ts";
import { draftEvent } from "./draft.ts";
import {
  type Context,
  DEBOUNCE,
  type Draft,
  type Known,
  type Verdict,
  type WebhookFact,
} from "./fact.ts";
import { recall, type Recalled } from "./memory.ts";
import { weighPart } from "./part.ts";
import { createRefetches } from "./refetch.ts";
import { issueOf } from "./subjects.ts";
import { tellDifference, tellFirst } from "./tell.ts";
import { doubtLine, isCascade, proofWait } from "./tombstone.ts";
import type { IssueRow, Outcome, PartRow } from "./types.ts";
import { firstRow, type Sight, weigh } from "./version.ts";

/** What one event asks to be decided on. */
export interface EventInput {
  readonly fact: WebhookFact;
  readonly context: Context;
}

/** A webhook's picture of the issue; `null` when it carries none. */
export function sightOf({ event, receivedAt }: WebhookFact): Sight | null {
  const { snapshot, timestamp, changelogId } = event;
  if (snapshot === null) return null;
  // Without an event time the version stands for it: no event is older than what it shows.
  return {
    snapshot,
    evidence: {
      by: "webhook",
      timestamp: timestamp ?? snapshot.updated,
      changelogId,
      receivedAt,
    },
  };
}

/** Decides on any event but the delete of an issue. */
export function decideEvent(known: Known, input: EventInput): Verdict {
  const { event } = input.fact;
  if (isCascade(known.row, event)) return nothing(known);
  if (mustWait(known, input)) return hold(known, input);
  const issue = stepIssue(known.row, input.fact);
  const part = stepPart(known.part, input.fact);
  const late = isLate({ issue, part, event });
  const recalled = recall({ row: issue.row, part: part.row }, event);
  const { fresh } = recalled;
  const { row, draft } = tell(known.row, { recalled, fact: input.fact, late });
  return {
    row,
    part: recalled.part,
    outcome: outcomeOf({ issue, event, fresh, late }),
    draft,
    refetch: refetchesOf(input, { issue, fresh }),
    suspect: false,
  };
}

/** A change shown before may come with a picture of the issue that wasn't: that is told then. */
function tell(
  before: IssueRow | null,
  { recalled, fact, late }: {
    readonly recalled: Recalled;
    readonly fact: WebhookFact;
    readonly late: boolean;
  },
): { readonly row: IssueRow | null; readonly draft: Draft | null } {
  const { row, fresh } = recalled;
  if (fresh) return { row, draft: draftEvent(fact, { before, after: row, late }) };
  if (row === null) return { row, draft: null };
  return before === null ? tellFirst(row, fact.receivedAt) : tellDifference(before, row);
}

function nothing({ row, part }: Known): Verdict {
  return { row, part, outcome: "same", draft: null, refetch: [], suspect: false };
}

/** Nobody's right to see an unknown issue can be told, so what happened to it waits for a read. */
function mustWait({ row }: Known, { fact, context }: EventInput): boolean {
  const { event } = fact;
  return context.canRefetch && row === null && event.snapshot === null && issueOf(event) !== null;
}

function hold({ row, part }: Known, { fact, context }: EventInput): Verdict {
  const refetches = createRefetches(context);
  for (const id of [issueOf(fact.event)!, ...fact.event.touches]) refetches.add(id, DEBOUNCE);
  const refetch = refetches.list();
  return { row, part, outcome: "held", draft: null, refetch, suspect: false };
}

interface IssueStep {
  readonly row: IssueRow | null;
  readonly taken: boolean;
  readonly older: boolean;
  readonly wait: number | null;
}

function stepIssue(row: IssueRow | null, fact: WebhookFact): IssueStep {
  const sight = sightOf(fact);
  if (sight === null) {
    const older = row !== null && (fact.event.timestamp ?? row.updated) < row.updated;
    return { row, taken: false, older, wait: null };
  }
  if (row === null) return { row: firstRow(sight), taken: true, older: false, wait: null };
  const { row: next, standing, wait } = weigh(row, sight);
  return { row: next, taken: standing === "taken", older: standing === "older", wait };
}

interface PartStep {
  readonly row: PartRow | null;
  readonly late: boolean;
}

function stepPart(row: PartRow | null, { event, receivedAt }: WebhookFact): PartStep {
  if (event.part === null) return { row, late: false };
  return weighPart(row, { event, part: event.part, receivedAt });
}

/** A comment is as late as its own row says: the issue's picture beside it may be minutes old. */
function isLate(
  { issue, part, event }: {
    readonly issue: IssueStep;
    readonly part: PartStep;
    readonly event: JiraEvent;
  },
): boolean {
  if (issue.row !== null && issue.row.tombstone !== null) return true;
  const isComment = event.kind === "commented";
  return isComment || event.part?.kind === event.kind ? part.late : issue.older;
}

function outcomeOf(
  { issue, event, fresh, late }: {
    readonly issue: IssueStep;
    readonly event: JiraEvent;
    readonly fresh: boolean;
    readonly late: boolean;
  },
): Outcome {
  if (issue.taken && issue.row?.tombstone === null) return "applied";
  if (!fresh) return "same";
  if (late) return "late";
  if (event.part !== null) return "part";
  return event.snapshot === null ? "fed" : "same";
}

function refetchesOf(
  { fact, context }: EventInput,
  { issue, fresh }: { readonly issue: IssueStep; readonly fresh: boolean },
) {
  const refetches = createRefetches(context);
  const id = issueOf(fact.event);
  const tombstone = issue.row?.tombstone ?? null;
  // Shown or not: nothing has been read since, and it may be another change with the same identity.
  const isUnread = (fact.event.timestamp ?? 0) > (issue.row?.aliveAt ?? 0);
  const touched = fresh || isUnread ? fact.event.touches : [];
  for (const other of touched) {
    if (other !== id || tombstone === null) refetches.add(other, DEBOUNCE);
  }
  if (id === null) return refetches.list();
  if (tombstone === null) {
    if (issue.wait !== null) refetches.add(id, issue.wait);
  } else if (lifeSign(fact.event) > doubtLine(tombstone)) {
    refetches.add(id, proofWait(tombstone, context.now));
  }
  return refetches.list();
}

/** The latest instant at which an event shows its issue alive. */
function lifeSign({ snapshot, timestamp }: JiraEvent): number {
  return Math.max(snapshot?.updated ?? 0, timestamp ?? 0);
}
