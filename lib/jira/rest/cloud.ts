/**
 * How Jira Cloud is asked: search by tokens, bulk fetch, approximate counts, the whole roster.
 *
 * @module
 */

import type { z } from "zod";
import { type Ask, type JiraCall, nameOf, readAnswer, readPart } from "./call.ts";
import { MIRRORED_FIELDS } from "./fields.ts";
import { conditionOf, searchJql } from "./jql.ts";
import type { Dialect } from "./dialect.ts";
import { readRoster } from "./roster.ts";
import { CloudPage, Counted, Fetched, Issues } from "./shapes.ts";
import { type FoundIssue, JiraError, type SearchRequest } from "./types.ts";

/** Most issues of a page; Jira gives fewer when it likes. 5,000 only where no field is asked for. */
const PAGE = { ids: 5_000, whole: 100 };

/** Issues of a page that are read in one go: some 1 ms of work. */
const PART = { ids: 500, whole: 50 };

/** The dialect of Jira Cloud; `giveWay` is waited for before each part of a page is read. */
export function createCloud(ask: Ask, giveWay: () => Promise<void>): Dialect {
  return {
    search: async (request, signal) => {
      const call = searchCall(request);
      const answer = await ask(call, signal);
      const page = readAnswer(answer, { call, shape: CloudPage });
      const cursor = page.isLast === true ? null : page.nextPageToken ?? null;
      guard(page, { call, cursor, before: request.cursor });
      const issues: FoundIssue[] = [];
      while (issues.length < page.issues.length) {
        await giveWay();
        const from = issues.length;
        const part = page.issues.slice(from, from + PART[request.detail]);
        issues.push(...readPart(part, { call, shape: Issues, list: "issues", from }));
      }
      return { value: { issues, cursor }, observedAt: answer.observedAt };
    },
    read: async (ids, signal) => {
      const call = fetchCall(ids);
      const answer = await ask(call, signal);
      const { issues, issueErrors } = readAnswer(answer, { call, shape: Fetched });
      const failed = (issueErrors ?? []).map((error) => failedIssue(error, { call, ids }));
      return { value: [...issues, ...failed], observedAt: answer.observedAt };
    },
    count: async (query, signal) => {
      const call: JiraCall = {
        action: "count issues",
        method: "POST",
        path: "/rest/api/2/search/approximate-count",
        body: { jql: conditionOf(query) },
      };
      return readAnswer(await ask(call, signal), { call, shape: Counted }).count;
    },
    projects: (signal) => readRoster(ask, signal),
  };
}

function searchCall({ query, detail, cursor, reconcile = [] }: SearchRequest): JiraCall {
  return {
    action: "search issues",
    method: "POST",
    path: "/rest/api/2/search/jql",
    body: {
      jql: searchJql(query),
      fields: detail === "ids" ? ["id"] : MIRRORED_FIELDS,
      maxResults: PAGE[detail],
      ...cursor === null ? {} : { nextPageToken: cursor },
      ...reconcile.length === 0 ? {} : { reconcileIssues: reconcile.map(Number) },
    },
  };
}

/**
 * Jira was seen to repeat a token, and to give tokens with empty pages: both would never end. A page
 * that is not the last and leads nowhere would end too soon.
 */
function guard(
  { issues, isLast }: z.output<typeof CloudPage>,
  { call, cursor, before }: {
    readonly call: JiraCall;
    readonly cursor: string | null;
    readonly before: string | null;
  },
): void {
  const problem = cursor === null
    ? isLast === false ? "Jira gave a page that is not the last, and no token for the next" : null
    : cursor === before
    ? "Jira gave the token of the page before once more"
    : issues.length === 0
    ? "Jira gave an empty page that is not the last"
    : null;
  if (problem === null) return;
  throw new JiraError(
    "malformed",
    `Cannot ${call.action}: ${problem}, asked ${nameOf(call)}. It is asked again from the start; ` +
      "if it goes on, look whether a proxy changes Jira's answers, or ask Atlassian's support",
  );
}

function fetchCall(ids: readonly string[]): JiraCall {
  return {
    action: "read issues",
    method: "POST",
    path: "/rest/api/2/issue/bulkfetch",
    body: { issueIdsOrKeys: ids, fields: MIRRORED_FIELDS },
  };
}

type IssueError = NonNullable<z.output<typeof Fetched>["issueErrors"]>[number];

/** An issue that Jira could not give just now is not one that is gone, nor does it spoil the rest. */
function failedIssue(
  { id, errorMessage }: IssueError,
  { call, ids }: { readonly call: JiraCall; readonly ids: readonly string[] },
): FoundIssue {
  if (typeof id === "string" && ids.includes(id)) return { id, snapshot: null };
  throw new JiraError(
    "unavailable",
    `Cannot ${call.action}: Jira did not give issue ${id ?? "(unnamed)"} ` +
      `(${errorMessage ?? "no reason"}). It is asked again later`,
  );
}
