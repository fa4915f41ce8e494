/** The simulated Jira Cloud against Atlassian's OpenAPI: each endpoint, and each kind of answer. */

import { deepEqual } from "node:assert/strict";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { endpointsOf } from "../lib/simulator/rest/routes.ts";
import { OPENAPI, openContract } from "./_openapi.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

const AS_APP = { Authorization: `Bearer ${SIMULATED_CREDENTIALS.appToken}` };
const WEBHOOK = { events: ["jira:issue_updated"], jqlFilter: "" };
const URL_OF_APP = "https://app.example.com/hook";

/** Calls that make every endpoint answer well, or be wrong in a documented way. */
const CALLS: readonly (readonly [
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
])[] = [
  ["GET", "myself"],
  ["GET", "serverInfo"],
  ["GET", "issue/10001"],
  ["GET", "issue/10002?fields=summary,description"],
  ["GET", "issue/99999"],
  ["GET", "search/jql?jql=created%20%3E%3D%200&fields=*all&maxResults=2"],
  ["GET", "search/jql?jql="],
  ["POST", "search/jql", { jql: "created >= 0", fields: ["*all"], maxResults: 3 }],
  ["POST", "search/jql", { jql: "id in (10001)", fields: ["id"], reconcileIssues: [10001] }],
  ["POST", "search/jql", { jql: "key", fields: ["id"] }],
  ["POST", "search/approximate-count", { jql: "created >= 0" }],
  ["POST", "issue/bulkfetch", { issueIdsOrKeys: ["10001", "99999"], fields: ["*navigable"] }],
  ["POST", "issue/bulkfetch", { issueIdsOrKeys: Array(101).fill("10001") }],
  ["GET", "project/search?status=live&maxResults=2"],
  ["GET", "project/search?status=archived"],
  ["GET", "project/search?status=deleted"],
  ["POST", "webhook", { url: URL_OF_APP, webhooks: [WEBHOOK, WEBHOOK] }, AS_APP],
  ["GET", "webhook", undefined, AS_APP],
  ["PUT", "webhook/refresh", { webhookIds: [1] }, AS_APP],
  ["GET", "webhook/failed", undefined, AS_APP],
  ["DELETE", "webhook", { webhookIds: [1] }, AS_APP],
  ["GET", "webhook"],
];

/** Admin webhooks and the search that was removed are in no document. */
const DOCUMENTED = endpointsOf("cloud", 10)
  .filter(([, path]) => !path.startsWith("/") && path !== "search")
  .map(([method, path]) => `${method} ${path}`);

function startUsedJira(): SimulatedJira {
  const jira = startJira({ issues: 12 });
  const by = jira.site.people[0]!.id;
  const [archived, trashed] = jira.site.projects.slice(2);
  jira.site.apply({ op: "archive_project", by, project: archived!.id });
  jira.site.apply({ op: "trash_project", by, project: trashed!.id });
  jira.site.apply({ op: "link", by, issue: "10001", to: "10002", type: "10000" });
  jira.site.apply({
    op: "attach",
    by,
    issue: "10001",
    filename: "error.log",
    mimeType: "text/plain",
    size: 9,
  });
  jira.site.apply({ op: "worklog", by, issue: "10001", seconds: 900, text: "Looked at it" });
  return jira;
}

for (const version of ["2", "3"]) {
  Deno.test({
    name: `every answer of version ${version} is as Atlassian documents it`,
    ignore: OPENAPI === undefined,
    fn: async () => {
      const contract = openContract(OPENAPI!);
      await using jira = startUsedJira();
      for (const [method, path, body = null, headers = {}] of CALLS) {
        const target = `/rest/api/${version}/${path}`;
        deepEqual(contract.validateRequest({ method, target, body }), [], `${method} ${target}`);
        const sent = body === null ? undefined : body;
        const { status, body: answer } = await jira.send(method, target, sent, headers);
        const given = { method, target, status, body: answer };
        deepEqual(contract.validateResponse(given), [], `${method} ${target} gave ${status}`);
      }
      const answered = new Set(jira.rest.log.all.map(({ endpoint }) => endpoint));
      deepEqual(DOCUMENTED.filter((endpoint) => !answered.has(endpoint)), []);
    },
  });
}
