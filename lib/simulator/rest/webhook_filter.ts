/**
 * Whether a webhook's JQL lets an event through. It looks at the issue as it is, past the index, and
 * says nothing about events that are not about an issue.
 *
 * @module
 */

import type { Site } from "../site.ts";
import type { SimEvent } from "../site_state.ts";
import { createMatcher, type Match } from "./jql_match.ts";
import { parseJql } from "./jql_parse.ts";
import { entryOf, resolutionOf } from "./search_index.ts";

/** Makes the test of a site's events. */
export function createFilter(site: Site): (event: SimEvent, jql: string) => boolean {
  return (event, jql) => {
    const id = site.changes[event.change]?.issueId ?? null;
    const issue = id === null ? undefined : site.find(id);
    if (jql === "" || issue === undefined) return true;
    return matchFor(site, jql)(entryOf(issue, site.dialect.flavour));
  };
}

/** The test for one filter. @throws {JqlError} When Jira would refuse it. */
export function matchFor(site: Site, jql: string): Match {
  return createMatcher(parseJql(jql), {
    now: site.now(),
    zone: "UTC",
    projects: site.projects,
    resolution: resolutionOf(site.dialect.flavour),
    find: (idOrKey) => site.find(idOrKey),
    onMissing: () => {},
  }).matches;
}
