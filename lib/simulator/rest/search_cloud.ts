/**
 * Cloud's search: pages by token, no total.
 *
 * @module
 */

import { z } from "zod";
import { bodyOf, type Call, numberIn } from "./call.ts";
import { chooseFields, type FieldChoice, issueJson } from "./issue_json.ts";
import { readPageToken, writePageToken } from "./page_token.ts";
import { Refusal, type Reply } from "./reply.ts";
import { findIssues, jsonOptions, prepareSearch } from "./search_call.ts";
import type { IndexedIssue } from "./search_index.ts";

/** Limits by Atlassian's documentation; 100 is what Jira gives of larger issues in practice. */
const MOST_IDS = 5_000;
const MOST_ISSUES = 100;
const MOST_RECONCILED = 50;
const UNBOUNDED =
  "Unbounded JQL queries are not allowed here. Please add a search restriction to " +
  "your query.";

const requestSchema = z.strictObject({
  jql: z.string().optional(),
  nextPageToken: z.string().optional(),
  maxResults: z.int().nonnegative().optional(),
  fields: z.array(z.string()).optional(),
  expand: z.string().optional(),
  properties: z.array(z.string()).optional(),
  fieldsByKeys: z.boolean().optional(),
  reconcileIssues: z.array(z.int()).optional(),
});
type SearchRequest = z.infer<typeof requestSchema>;

const countSchema = z.strictObject({ jql: z.string() });

/** `POST search/jql`. */
export function postSearch(call: Call): Reply {
  return answer(call, bodyOf(call, requestSchema));
}

/** `GET search/jql`. */
export function getSearch(call: Call): Reply {
  const { query } = call;
  const text = (name: string) => query.get(name) ?? undefined;
  return answer(call, {
    jql: text("jql"),
    nextPageToken: text("nextPageToken"),
    maxResults: numberIn(query, "maxResults"),
    fields: query.has("fields") ? query.getAll("fields") : undefined,
    reconcileIssues: query.getAll("reconcileIssues").flatMap((it) => it.split(",")).map(Number),
  });
}

/** `POST search/approximate-count`. */
export function countIssues(call: Call): Reply {
  const { jql } = bodyOf(call, countSchema);
  const search = prepare(call, jql);
  let count = 0;
  if (!call.anonymous) { for (const _ of findIssues(call.context, search)) count += 1; }
  return { status: 200, body: { count } };
}

function answer(call: Call, request: SearchRequest): Reply {
  const { context } = call;
  const { jql = "", reconcileIssues = [] } = request;
  if (reconcileIssues.length > MOST_RECONCILED) {
    throw new Refusal(
      400,
      `The parameter 'reconcileIssues' holds more than ${MOST_RECONCILED} ids.`,
    );
  }
  const search = prepare(call, jql);
  if (call.anonymous) return { status: 200, body: { issues: [], isLast: true } };
  const choice = chooseFields(request.fields ?? ["id"]);
  const size = pageSize(call, { request, choice });
  const found = findIssues(context, {
    ...search,
    after: placeOf(call, request),
    reconcile: reconcileIssues.map(String),
  });
  const { page, last } = take(found, size);
  const written = { ...jsonOptions(call), choice };
  const issues = page.map(({ issue }) => issueJson(issue, written));
  const token = last ? null : nextToken(call, { request, page });
  return {
    status: 200,
    body: {
      issues,
      ...(token === null ? { isLast: true } : { nextPageToken: token, isLast: false }),
    },
    read: issues.length,
  };
}

function prepare(call: Call, jql: string): ReturnType<typeof prepareSearch> {
  const search = prepareSearch(call, { jql, onMissing: () => {} });
  if (search.query.where === null) throw new Refusal(400, UNBOUNDED);
  return search;
}

/** Jira may give fewer than asked for. */
function pageSize(call: Call, options: { request: SearchRequest; choice: FieldChoice }): number {
  const { controls, random } = call.context;
  const most = options.choice.detail === "fields" ? MOST_ISSUES : MOST_IDS;
  const size = Math.max(1, Math.min(options.request.maxResults ?? 50, most));
  return random.chance(controls.shortPages) ? random.int(1, size) : size;
}

function placeOf(call: Call, request: SearchRequest): ReturnType<typeof readPageToken> {
  const { nextPageToken, jql = "" } = request;
  if (nextPageToken === undefined) return null;
  const place = readPageToken(nextPageToken, { jql, now: call.context.site.now() });
  if (place === null) throw new Refusal(400, "The provided next page token is invalid or expired.");
  return place;
}

function nextToken(
  call: Call,
  options: { request: SearchRequest; page: readonly IndexedIssue[] },
): string {
  const { jql = "", nextPageToken } = options.request;
  const { controls, site } = call.context;
  if (controls.repeatToken && nextPageToken !== undefined) return nextPageToken;
  return writePageToken(options.page.at(-1)!, { jql, now: site.now() });
}

function take(
  found: Iterable<IndexedIssue>,
  size: number,
): { page: IndexedIssue[]; last: boolean } {
  const page: IndexedIssue[] = [];
  for (const it of found) {
    if (page.length === size) return { page, last: false };
    page.push(it);
  }
  return { page, last: true };
}
