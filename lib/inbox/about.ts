/**
 * What a delivery is about, in the two words people look for.
 *
 * @module
 */

import type { JiraEvent } from "../jira/types.ts";
import type { About } from "./types.ts";

/** Of what can't be read. */
export const ABOUT_NOTHING: About = { issue: null, project: null };

/** Issue and project as the event names them. */
export function aboutOf(event: JiraEvent | null): About {
  if (event === null) return ABOUT_NOTHING;
  const told = event.snapshot?.core ?? event.hint;
  return { issue: told?.key ?? event.issueId, project: told?.project?.key ?? null };
}
