/**
 * A reader of Jira that reads nothing of another Jira than the one whose issues the store holds.
 *
 * @module
 */

import type { JiraReader, Stoppable } from "../../jira/rest/types.ts";
import type { HomeWatch } from "./watch.ts";

/** Stands before `jira`: each call rejects with `other_jira` when it is another one. */
export function guardHome(jira: JiraReader, { prove }: Pick<HomeWatch, "prove">): JiraReader {
  async function proved<T>(options: Stoppable, call: () => Promise<T>): Promise<T> {
    await prove(jira, options);
    return await call();
  }
  return {
    myself: (options) => proved(options, () => jira.myself(options)),
    serverInfo: (options) => jira.serverInfo(options),
    search: (request, options) => proved(options, () => jira.search(request, options)),
    read: (ids, options) => proved(options, () => jira.read(ids, options)),
    count: (query, options) => proved(options, () => jira.count(query, options)),
    projects: (options) => proved(options, () => jira.projects(options)),
  };
}
