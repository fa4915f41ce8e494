/**
 * Data Center's search: pages by offset, which slip while issues change.
 *
 * @module
 */

import { z } from "zod";
import { bodyOf, type Call, numberIn } from "./call.ts";
import { chooseFields, issueJson } from "./issue_json.ts";
import { Refusal, type Reply } from "./reply.ts";
import { findIssues, jsonOptions, prepareSearch } from "./search_call.ts";
import type { IndexedIssue } from "./search_index.ts";

/** `jira.search.views.default.max` as it is set out of the box. */
const MOST_ISSUES = 1_000;

const requestSchema = z.strictObject({
  jql: z.string().optional(),
  startAt: z.int().nonnegative().optional(),
  maxResults: z.int().optional(),
  fields: z.array(z.string()).optional(),
  expand: z.array(z.string()).optional(),
  validateQuery: z.boolean().optional(),
});
type SearchRequest = z.infer<typeof requestSchema>;

/** `POST search`. */
export function postSearchByOffset(call: Call): Reply {
  return answer(call, bodyOf(call, requestSchema));
}

/** `GET search`. */
export function getSearchByOffset(call: Call): Reply {
  const { query } = call;
  return answer(call, {
    jql: query.get("jql") ?? undefined,
    startAt: numberIn(query, "startAt"),
    maxResults: numberIn(query, "maxResults"),
    fields: query.has("fields") ? query.getAll("fields") : undefined,
    validateQuery: query.get("validateQuery") !== "false",
  });
}

function answer(call: Call, request: SearchRequest): Reply {
  const { jql = "", startAt = 0 } = request;
  const warnings: string[] = [];
  const search = prepareSearch(call, {
    jql,
    onMissing: (message) => {
      if (request.validateQuery !== false) throw new Refusal(400, message);
      warnings.push(message);
    },
  });
  const size = Math.max(0, Math.min(request.maxResults ?? 50, MOST_ISSUES));
  const found = call.anonymous ? [] : findIssues(call.context, search);
  const { page, total } = take(found, { startAt, size: call.anonymous ? 0 : size });
  const written = { ...jsonOptions(call), choice: chooseFields(request.fields ?? ["*navigable"]) };
  return {
    status: 200,
    body: {
      expand: "names,schema",
      startAt,
      maxResults: size,
      total,
      issues: page.map(({ issue }) => issueJson(issue, written)),
      ...(warnings.length === 0 ? {} : { warningMessages: warnings }),
    },
    read: page.length,
  };
}

function take(
  found: Iterable<IndexedIssue>,
  options: { startAt: number; size: number },
): { page: IndexedIssue[]; total: number } {
  const { startAt, size } = options;
  const page: IndexedIssue[] = [];
  let total = 0;
  for (const it of found) {
    if (total >= startAt && page.length < size) page.push(it);
    total += 1;
  }
  return { page, total };
}
