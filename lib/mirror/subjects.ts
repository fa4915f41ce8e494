/**
 * Which rows a fact is about.
 *
 * @module
 */

import type { JiraEvent, Kind } from "../jira/types.ts";
import type { Fact } from "./fact.ts";

/** The rows deciding on a fact needs. */
export interface Subjects {
  readonly issueId: string | null;
  readonly part: { readonly kind: Kind; readonly id: string } | null;
}

/** Names the rows {@linkcode Fact} is about; those that exist are what `decide` is to know. */
export function subjects(fact: Fact): Subjects {
  switch (fact.by) {
    case "absent":
    case "gone":
      return { issueId: fact.issueId, part: null };
    case "webhook": {
      const { part } = fact.event;
      const own = part === null ? null : { kind: part.kind, id: part.id };
      return { issueId: issueOf(fact.event), part: own };
    }
    default:
      return { issueId: fact.snapshot.core.id, part: null };
  }
}

/** The issue an event is shown at. A link names two and neither is its own: its source then. */
export function issueOf(event: JiraEvent): string | null {
  return event.issueId ?? event.touches[0] ?? null;
}
