/**
 * When two deliveries tell of the same change.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { JiraEvent, Kind } from "./types.ts";

/** Parts that never come back under the same id once they are deleted. */
const NEVER_BACK: ReadonlySet<Kind> = new Set(["commented", "worklog", "attachment", "link"]);

/**
 * The identity of the change an event tells of, within its site and issue (or within its site, for
 * events about no issue). Two registrations that match one change send bodies that differ, and Data
 * Center tells of a comment by two events; both give one identity.
 *
 * - a comment, worklog …: `p:<kind>:<id>@<version>`, or `@deleted`, with the time of the delete for
 *   what can come back under its id, such as a property;
 * - an issue's change with a changelog: `c<changelog id>`, counted over the whole Jira;
 * - a delete of an issue: `d@<timestamp>`;
 * - anything else: `<event>@<timestamp>`, preceded by the part's kind and id when it has one.
 *
 * Without a timestamp its place is taken by a hash of all that was read, so that different changes
 * stay different.
 */
export function changeIdentity(event: JiraEvent): string {
  const { part } = event;
  if (part !== null && part.kind === event.kind) {
    const name = `p:${part.kind}:${part.id}`;
    if (part.deleted) return `${name}@deleted${NEVER_BACK.has(part.kind) ? "" : moment(event)}`;
    return part.version === null
      ? `${name}@${event.name}${moment(event)}`
      : `${name}@${part.version}`;
  }
  if (event.changelogId !== null) return `c${event.changelogId}`;
  return event.kind === "deleted" ? `d${moment(event)}` : `${event.name}${moment(event)}`;
}

function moment(event: JiraEvent): string {
  if (event.timestamp !== null) return `@${event.timestamp}`;
  const hash = createHash("sha256").update(JSON.stringify(event)).digest("base64url");
  return `#${hash.slice(0, 22)}`;
}
