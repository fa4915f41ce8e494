import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import type { JiraReader } from "../lib/jira/rest/types.ts";
import { type Asked, json, startJira } from "./_jira_server.ts";
import { OPENAPI, openContract } from "./_openapi.ts";

const { signal } = new AbortController();
const ignore = OPENAPI === undefined;

/** Answers that are right, as short as can be. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  myself: { accountId: "a1", displayName: "Bot", timeZone: "Europe/Berlin" },
  serverInfo: { deploymentType: "Cloud", version: "1001.0.0" },
  jql: { issues: [{ id: "10001" }], nextPageToken: "p2" },
  bulkfetch: { issues: [], issueErrors: [] },
  "approximate-count": { count: 1 },
  search: { values: [], isLast: true, total: 0 },
};

const answerOf = ({ target }: Asked) =>
  ANSWERS[target.split("?")[0]!.slice(target.split("?")[0]!.lastIndexOf("/") + 1)] ?? {};

/** Asks everything there is to ask, with every option. */
async function askEverything(client: JiraReader): Promise<void> {
  await client.myself({ signal });
  await client.serverInfo({ signal });
  await client.count({}, { signal });
  await client.projects({ signal });
  await client.read(["10001", "10002"], { signal });
  for (const detail of ["ids", "whole"] as const) {
    const query = { updatedSince: 1_700_000_000_000, project: "10" };
    await client.search({ query: {}, detail, cursor: null }, { signal });
    await client.search({ query, detail, cursor: "p1", reconcile: ["10003"] }, { signal });
  }
}

Deno.test(
  { name: "every request to Jira Cloud is one that Atlassian documents", ignore },
  async () => {
    const contract = openContract(OPENAPI!);
    await using jira = startJira((asked) => json(answerOf(asked)));
    const client = createJiraClient({
      access: { kind: "api_token", baseUrl: `${jira.url}/ctx`, email: "b@example.com", token: "t" },
      budget: { perSecond: 1e6, concurrency: 1 },
    });
    await askEverything(client);
    // The cloud id is told beside the API.
    const documented = jira.asked.filter(({ target }) => !target.includes("/_edge/"));
    assert.equal(documented.length, 11);
    for (const asked of documented) {
      assert.deepEqual(contract.validateRequest(asked), [], `${asked.method} ${asked.target}`);
      const answer = { ...asked, status: 200, body: answerOf(asked) };
      assert.deepEqual(contract.validateResponse(answer), [], `answer to ${asked.target}`);
    }
  },
);

Deno.test({ name: "the contract finds what is wrong with requests and answers", ignore }, () => {
  const contract = openContract(OPENAPI!);
  const jql = { method: "POST", target: "/jira/rest/api/2/search/jql" };
  const wrongRequests: [wrong: RegExp, request: Parameters<typeof contract.validateRequest>[0]][] =
    [
      [/is no operation/, { ...jql, target: "/rest/api/2/search", body: {} }],
      [/is no operation/, { ...jql, method: "PUT", body: {} }],
      [/\/maxResults must be integer/, { ...jql, body: { jql: "a", maxResults: "5" } }],
      [/additional properties.*startAt/, { ...jql, body: { jql: "a", startAt: 0 } }],
      [/parameter page is not known/, {
        method: "GET",
        target: "/rest/api/2/project/search?page=1",
        body: null,
      }],
      [/must be equal to one of the allowed values/, {
        method: "GET",
        target: "/rest/api/2/project/search?status=gone",
        body: null,
      }],
      [/a body is not expected/, { method: "GET", target: "/rest/api/2/myself", body: {} }],
    ];
  for (const [wrong, request] of wrongRequests) {
    assert.match(contract.validateRequest(request).join(), wrong);
  }
  const wrongAnswers: [wrong: RegExp, answer: Parameters<typeof contract.validateResponse>[0]][] = [
    [/418 is no answer/, { ...jql, status: 418, body: null }],
    [/\/issues\/0\/id must be string/, { ...jql, status: 200, body: { issues: [{ id: 1 }] } }],
    [/additional properties.*total/, { ...jql, status: 200, body: { issues: [], total: 1 } }],
  ];
  for (const [wrong, answer] of wrongAnswers) {
    assert.match(contract.validateResponse(answer).join(), wrong);
  }
});
