import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { type Answer, issueBody, json, startJira } from "./_jira_server.ts";

const { signal } = new AbortController();

function openDataCenter(answer: Answer) {
  const jira = startJira(answer);
  const client = createJiraClient({
    access: { kind: "pat", baseUrl: `${jira.url}/jira`, token: "p4t" },
    budget: { perSecond: 10_000, concurrency: 4 },
  });
  return { ...jira, client };
}

interface Search {
  readonly jql: string;
  readonly validateQuery: boolean;
  readonly startAt?: number;
  readonly maxResults: number;
}

/** A Data Center with `count` issues, three of them created in each second. */
function manyIssues(count: number, cap: number): Answer {
  const base = Date.UTC(2024, 0, 1);
  const all = Array.from({ length: count }, (_, n) => ({
    id: String(1_000 + n),
    ms: base + Math.floor(n / 3) * 1_000 + n % 3,
  }));
  return ({ body }) => {
    const { jql, startAt = 0, maxResults } = body as Search;
    const since = Number(/created >= (\d+) ORDER/.exec(jql)?.[1] ?? 0);
    const found = all.filter(({ ms }) => ms >= since);
    const issues = found.slice(startAt, startAt + Math.min(cap, maxResults)).map(({ id, ms }) => ({
      id,
      fields: { created: new Date(ms).toISOString().replace("Z", "+0000") },
    }));
    return json({ startAt, maxResults: cap, total: found.length, issues });
  };
}

Deno.test("myself() sends the personal access token as Bearer, below the context path", async () => {
  await using dc = openDataCenter(() => json({ name: "bot", key: "JIRAUSER1", timeZone: "GMT" }));
  const { value } = await dc.client.myself({ signal });
  assert.deepEqual(value, { id: "bot", name: "bot", timeZone: "GMT" });
  assert.equal(dc.asked[0]?.target, "/jira/rest/api/2/myself");
  assert.equal(dc.asked[0]?.headers.get("authorization"), "Bearer p4t");
});

Deno.test("serverInfo() of Cloud with a token for Data Center says which settings to use", async () => {
  await using dc = openDataCenter(() => json({ deploymentType: "Cloud", version: "1001.0.0" }));
  await assert.rejects(dc.client.serverInfo({ signal }), (cause) => {
    assert.ok(cause instanceof JiraError && cause.code === "not_jira");
    assert.match(cause.message, /this is Jira Cloud.*Set JIRA_EMAIL and JIRA_API_TOKEN/);
    return true;
  });
});

for (const cap of [1_000, 10, 2]) {
  Deno.test(`search() finds every issue once where Jira gives ${cap} a page`, async () => {
    await using dc = openDataCenter(manyIssues(100, cap));
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const request = { query: {}, detail: "ids", cursor } as const;
      const { value } = await dc.client.search(request, { signal });
      assert.ok(value.cursor === null || value.issues.length > 0);
      assert.ok(value.cursor === null || value.cursor !== cursor);
      found.push(...value.issues.map(({ id }) => id));
      cursor = value.cursor;
    } while (cursor !== null);
    assert.deepEqual(found, Array.from({ length: 100 }, (_, n) => String(1_000 + n)));
  });
}

Deno.test("search() shows ids to be reconciled as they are by id, as far as they fit", async () => {
  const stale = issueBody(1, { summary: "as the index has it" });
  const elsewhere = { id: "20", key: "XYZ", name: "Xyz" };
  const now: Record<string, Response | undefined> = {
    "10001": json(issueBody(1)),
    "10002": json(issueBody(2)),
    "10003": json(issueBody(3, { project: elsewhere })),
  };
  await using dc = openDataCenter(({ target, method }) => {
    if (method === "POST") return json({ issues: [stale], total: 1 });
    const id = /issue\/(\d+)/.exec(target)?.[1] ?? "";
    return now[id] ?? json({ errorMessages: ["Issue Does Not Exist"] }, { status: 404 });
  });
  const { value } = await dc.client.search({
    query: { project: "10" },
    detail: "whole",
    cursor: null,
    reconcile: ["10001", "10002", "10003", "10004"],
  }, { signal });
  assert.deepEqual(value.issues.map(({ id, snapshot }) => [id, snapshot?.core.summary]), [
    ["10001", "Issue 1"],
    ["10002", "Issue 2"],
  ]);
});

Deno.test("read() asks for issues one by one, past the index, and leaves out those that are gone", async () => {
  await using dc = openDataCenter(({ target }) =>
    target.includes("/10002?")
      ? json(issueBody(2))
      : json({ errorMessages: ["Issue Does Not Exist"] }, { status: 404 })
  );
  const { value } = await dc.client.read(["10001", "10002", "10003"], { signal });
  assert.deepEqual(value.map(({ id }) => id), ["10002"]);
  assert.deepEqual(dc.asked.map(({ target }) => target.split("?")[0]).sort(), [
    "/jira/rest/api/2/issue/10001",
    "/jira/rest/api/2/issue/10002",
    "/jira/rest/api/2/issue/10003",
  ]);
});

Deno.test("read() that finds nothing says when that was, on Jira's clock", async () => {
  const date = new Date(Date.UTC(2024, 0, 1)).toUTCString();
  await using dc = openDataCenter(() =>
    json({ errorMessages: ["Issue Does Not Exist"] }, { status: 404, headers: { date } })
  );
  const { value, observedAt } = await dc.client.read(["10001", "10002"], { signal });
  assert.deepEqual(value, []);
  const before = Date.parse(date) - observedAt;
  assert.ok(before >= 0 && before < 60_000, `${before} ms before the answer`);
});

Deno.test("read() fails as a whole when an issue can't be told from a missing one", async () => {
  await using dc = openDataCenter(({ method }) =>
    method === "POST" ? json({ issues: [], total: 0 }) : json({}, { status: 401 })
  );
  await assert.rejects(
    dc.client.read(["10001"], { signal }),
    (cause) => cause instanceof JiraError && cause.code === "dead_token",
  );
});

Deno.test("read() takes an issue that the account may not see for one that is gone", async () => {
  await using dc = openDataCenter(() =>
    json({ errorMessages: ["You do not have the permission to see the specified issue."] }, {
      status: 403,
    })
  );
  assert.deepEqual((await dc.client.read(["10001"], { signal })).value, []);
});

for (
  const [what, answer] of Object.entries({
    "a firewall's page": () =>
      new Response("<html><title>Access denied</title></html>", {
        status: 403,
        headers: { "content-type": "text/html" },
      }),
    "a firewall's JSON": () => json({ error: "blocked" }, { status: 403 }),
    "a Jira whose REST API is not up": () =>
      json({ message: "null for uri: /rest/api/2/issue/1", "status-code": 404 }, { status: 404 }),
    "nothing at all": () => new Response(null, { status: 404 }),
  })
) {
  Deno.test(`read() takes ${what} for no word of Jira's that an issue is gone`, async () => {
    await using dc = openDataCenter(answer);
    await assert.rejects(dc.client.read(["10001"], { signal }), JiraError);
  });
}

Deno.test("read() asks for no further issue once one has failed", async () => {
  await using dc = openDataCenter(({ method }) =>
    method === "POST" ? json({ issues: [], total: 0 }) : json({}, { status: 401 })
  );
  const ids = Array.from({ length: 100 }, (_, n) => String(10_000 + n));
  await assert.rejects(dc.client.read(ids, { signal }), JiraError);
  // Calls are made in turn: this one comes after whatever is still to be asked.
  await dc.client.count({}, { signal });
  assert.ok(dc.asked.length < 20, `${dc.asked.length} requests`);
});

Deno.test("count() takes the total of a search for nothing", async () => {
  await using dc = openDataCenter(() => json({ issues: [], total: 42 }));
  assert.equal(await dc.client.count({}, { signal }), 42);
  const { maxResults, validateQuery } = dc.asked[0]?.body as Search;
  // Else what is gone meanwhile would make the search an error.
  assert.deepEqual({ maxResults, validateQuery }, { maxResults: 0, validateQuery: false });
});

Deno.test("projects() tells live ones from archived ones", async () => {
  await using dc = openDataCenter(() =>
    json([{ id: "1", key: "A", name: "Aa", archived: false }, {
      id: "2",
      key: "B",
      archived: true,
    }])
  );
  const { value } = await dc.client.projects({ signal });
  assert.deepEqual(value.map(({ id, status }) => [id, status]), [["1", "live"], ["2", "archived"]]);
});
