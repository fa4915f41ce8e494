/**
 * What a fact from Jira means for the mirror and the feed. Pure: rows and a fact in, the rows as
 * they shall be, an entry for the feed and requests to read again out.
 *
 * Whatever the order, number and delay in which the same facts are decided, the rows end alike once
 * the requested reads are done, and each change gives one entry.
 *
 * @module
 */

import { decideDelete } from "./decide_delete.ts";
import { decideEvent, type EventInput } from "./decide_event.ts";
import { decideGone } from "./decide_gone.ts";
import { decideAbsent, decideRead } from "./decide_read.ts";
import type { Context, Fact, Known, Verdict } from "./fact.ts";
import { issueOf } from "./subjects.ts";

export type { Context, Draft, Fact, Known, Refetch, Verdict } from "./fact.ts";
export { type Subjects, subjects } from "./subjects.ts";

/** Decides on `fact`; `known` holds the rows that {@linkcode subjects} names. */
export function decide(
  known: Known,
  { fact, context }: { readonly fact: Fact; readonly context: Context },
): Verdict {
  switch (fact.by) {
    case "absent":
      return decideAbsent(known, fact);
    case "gone":
      return decideGone(known, { fact, context });
    case "webhook":
      return decideWebhook(known, { fact, context });
    default:
      return decideRead(known, { fact, context });
  }
}

function decideWebhook(known: Known, input: EventInput): Verdict {
  const issueId = issueOf(input.fact.event);
  if (input.fact.event.kind !== "deleted" || issueId === null) return decideEvent(known, input);
  return decideDelete(known, { ...input, issueId });
}
