/**
 * Reading issues by id or key. What is deleted and what is hidden looks the same.
 *
 * @module
 */

import { z } from "zod";
import { bodyOf, type Call } from "./call.ts";
import { chooseFields, issueJson } from "./issue_json.ts";
import { Refusal, type Reply } from "./reply.ts";
import { findVisible, jsonOptions } from "./search_call.ts";

/** Most ids and keys in one call, by Atlassian's documentation. */
const MOST_FETCHED = 100;

const bulkSchema = z.strictObject({
  issueIdsOrKeys: z.array(z.string()),
  fields: z.array(z.string()).optional(),
  expand: z.array(z.string()).optional(),
  properties: z.array(z.string()).optional(),
  fieldsByKeys: z.boolean().optional(),
});

/** `POST issue/bulkfetch`: in the order of ids, without those that aren't there. */
export function bulkFetch(call: Call): Reply {
  const { issueIdsOrKeys, fields } = bodyOf(call, bulkSchema);
  if (issueIdsOrKeys.length > MOST_FETCHED) {
    throw new Refusal(400, `The number of issues requested exceeds the limit of ${MOST_FETCHED}.`);
  }
  const written = { ...jsonOptions(call), choice: chooseFields(fields ?? ["*navigable"]) };
  const found = new Set(
    call.anonymous ? [] : issueIdsOrKeys.flatMap((it) => findVisible(call.context, it) ?? []),
  );
  const issues = [...found]
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map((issue) => issueJson(issue, written));
  return { status: 200, body: { issues, issueErrors: [] }, read: issues.length };
}

/** `GET issue/{idOrKey}`; a former key leads to the issue's new one. */
export function getIssue(call: Call): Reply {
  const issue = call.anonymous ? undefined : findVisible(call.context, call.params["issue"]!);
  if (issue === undefined) {
    throw new Refusal(404, "Issue does not exist or you do not have permission to see it.");
  }
  const choice = chooseFields(call.query.has("fields") ? call.query.getAll("fields") : ["*all"]);
  return { status: 200, body: issueJson(issue, { ...jsonOptions(call), choice }), read: 1 };
}
