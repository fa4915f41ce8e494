/**
 * A reader of Jira that counts what it is asked.
 *
 * @module
 */

import type { JiraReader } from "../../jira/rest/types.ts";

/** Stands before `jira` and tells of each call. */
export function countCalls(jira: JiraReader, onCall: () => void): JiraReader {
  const counted = <A extends unknown[], R>(call: (...args: A) => R) => (...args: A): R => {
    onCall();
    return call(...args);
  };
  return {
    myself: counted((options) => jira.myself(options)),
    serverInfo: counted((options) => jira.serverInfo(options)),
    search: counted((request, options) => jira.search(request, options)),
    read: counted((ids, options) => jira.read(ids, options)),
    count: counted((query, options) => jira.count(query, options)),
    projects: counted((options) => jira.projects(options)),
  };
}
