import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { MIRRORED_FIELDS } from "../lib/jira/rest/fields.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { type Answer, issueBody, json, startJira } from "./_jira_server.ts";

const { signal } = new AbortController();

function openCloud(answer: Answer) {
  const jira = startJira(answer);
  const client = createJiraClient({
    access: { kind: "api_token", baseUrl: jira.url, email: "bot@example.com", token: "t0k3n" },
    budget: { perSecond: 10_000, concurrency: 4 },
  });
  return { ...jira, client };
}

Deno.test("myself() tells whose token it is, with its time zone, and authenticates as Basic", async () => {
  await using cloud = openCloud(() =>
    json({ accountId: "a1", displayName: "Bot", timeZone: "Europe/Berlin" })
  );
  const { value, observedAt } = await cloud.client.myself({ signal });
  assert.deepEqual(value, { id: "a1", name: "Bot", timeZone: "Europe/Berlin" });
  assert.ok(Math.abs(Date.now() - observedAt) < 60_000);
  const [asked] = cloud.asked;
  assert.equal(asked?.target, "/rest/api/2/myself");
  assert.equal(asked?.headers.get("authorization"), `Basic ${btoa("bot@example.com:t0k3n")}`);
});

Deno.test("serverInfo() tells deployment, version, address and the difference of the clocks", async () => {
  await using cloud = openCloud(({ target }) =>
    target === "/_edge/tenant_info" ? json({ cloudId: "c-1" }) : json({
      deploymentType: "Cloud",
      version: "1001.0.0",
      baseUrl: "https://x.atlassian.net",
      displayUrl: "https://jira.x.example",
    }, { headers: { date: new Date(Date.now() + 3_600_000).toUTCString() } })
  );
  const { skew, ...info } = await cloud.client.serverInfo({ signal });
  assert.deepEqual(info, {
    deployment: "cloud",
    version: "1001.0.0",
    baseUrl: "https://x.atlassian.net",
    cloudId: "c-1",
    addresses: [
      "https://x.atlassian.net",
      "https://jira.x.example",
      cloud.url,
      "https://api.atlassian.com/ex/jira/c-1",
    ],
  });
  assert.ok(Math.abs(skew - 3_600_000) < 30_000, String(skew));
});

Deno.test("serverInfo() does without the cloud id where the site does not tell it", async () => {
  await using cloud = openCloud(({ target }) =>
    target === "/_edge/tenant_info"
      ? json({ message: "no such page" }, { status: 404 })
      : json({ deploymentType: "Cloud", version: "1001.0.0" })
  );
  const { cloudId, addresses } = await cloud.client.serverInfo({ signal });
  assert.deepEqual([cloudId, addresses], [null, [cloud.url]]);
});

Deno.test("search() asks for ids in epoch ms, 5,000 a page, and goes on by token", async () => {
  await using cloud = openCloud(({ body }) => {
    const { nextPageToken } = body as { nextPageToken?: string };
    return nextPageToken === undefined
      ? json({ issues: [{ id: "10001" }, { id: "10002" }], nextPageToken: "p2", isLast: false })
      : json({ issues: [{ id: "10003" }], isLast: true });
  });
  const query = { project: "10", updatedSince: 1_732_877_091_000 };
  const request = { query, detail: "ids", reconcile: ["10003"] } as const;
  const first = await cloud.client.search({ ...request, cursor: null }, { signal });
  assert.deepEqual(first.value, {
    issues: [{ id: "10001", snapshot: null }, { id: "10002", snapshot: null }],
    cursor: "p2",
  });
  const second = await cloud.client.search({ ...request, cursor: "p2" }, { signal });
  assert.equal(second.value.cursor, null);
  assert.deepEqual(cloud.asked.map(({ target, body }) => [target, body]), [
    ["/rest/api/2/search/jql", {
      jql: "project = 10 AND updated >= 1732877091000 ORDER BY updated ASC, id ASC",
      fields: ["id"],
      maxResults: 5_000,
      reconcileIssues: [10_003],
    }],
    ["/rest/api/2/search/jql", {
      jql: "project = 10 AND updated >= 1732877091000 ORDER BY updated ASC, id ASC",
      fields: ["id"],
      maxResults: 5_000,
      reconcileIssues: [10_003],
      nextPageToken: "p2",
    }],
  ]);
});

Deno.test("search() of everything is bounded, as Cloud refuses JQL without a condition", async () => {
  await using cloud = openCloud(() => json({ issues: [issueBody(1)], isLast: true }));
  const request = { query: {}, detail: "whole", cursor: null } as const;
  const { value } = await cloud.client.search(request, { signal });
  assert.equal(value.issues[0]?.snapshot?.core.key, "ABC-1");
  assert.deepEqual(cloud.asked[0]?.body, {
    jql: "created >= 0 ORDER BY id ASC",
    fields: MIRRORED_FIELDS,
    maxResults: 100,
  });
});

for (
  const [trap, page] of Object.entries({
    "a token given twice": { issues: [{ id: "1" }], nextPageToken: "p1" },
    "an empty page with a token": { issues: [], nextPageToken: "p2" },
    "a page that is not the last and leads nowhere": { issues: [{ id: "1" }], isLast: false },
  })
) {
  Deno.test(`search() ends at ${trap}`, async () => {
    await using cloud = openCloud(() => json(page));
    const request = { query: {}, detail: "ids", cursor: "p1" } as const;
    await assert.rejects(
      cloud.client.search(request, { signal }),
      (cause) =>
        cause instanceof JiraError && cause.code === "malformed" &&
        /asked POST .*It is asked again from the start/.test(cause.message),
    );
  });
}

Deno.test("search() ends with the last page, even if a token comes with it", async () => {
  await using cloud = openCloud(() =>
    json({ issues: [{ id: "1" }], nextPageToken: "p2", isLast: true })
  );
  const { value } = await cloud.client.search({ query: {}, detail: "ids", cursor: null }, {
    signal,
  });
  assert.equal(value.cursor, null);
});

Deno.test("read() gives the issues there are; those missing are deleted or not visible", async () => {
  await using cloud = openCloud(() => json({ issues: [issueBody(2)], issueErrors: [] }));
  const { value } = await cloud.client.read(["10001", "10002"], { signal });
  assert.deepEqual(value.map(({ id, snapshot }) => [id, snapshot?.core.summary]), [
    ["10002", "Issue 2"],
  ]);
  assert.deepEqual(cloud.asked[0]?.body, {
    issueIdsOrKeys: ["10001", "10002"],
    fields: MIRRORED_FIELDS,
  });
});

Deno.test("read() takes an issue that Jira could not give just now for none that is gone", async () => {
  const issueErrors = [{ id: "10001", errorMessage: "timed out" }];
  await using cloud = openCloud(() => json({ issues: [issueBody(2)], issueErrors }));
  const { value } = await cloud.client.read(["10001", "10002", "10003"], { signal });
  assert.deepEqual(value.map(({ id, snapshot }) => [id, snapshot === null]), [
    ["10002", false],
    ["10001", true],
  ]);
});

Deno.test("read() gives nothing where Jira does not say which issue it could not give", async () => {
  for (const id of [null, "ABC-1"]) {
    const issueErrors = [{ id, errorMessage: "timed out" }];
    await using cloud = openCloud(() => json({ issues: [issueBody(2)], issueErrors }));
    await assert.rejects(
      cloud.client.read(["10001", "10002"], { signal }),
      (cause) => cause instanceof JiraError && cause.code === "unavailable",
    );
  }
});

Deno.test("count() asks for the approximate count", async () => {
  await using cloud = openCloud(() => json({ count: 153 }));
  assert.equal(await cloud.client.count({ project: "10" }, { signal }), 153);
  assert.deepEqual(cloud.asked[0]?.body, { jql: "project = 10" });
});

Deno.test("projects() reads the whole roster: live, archived and deleted ones, page by page", async () => {
  await using cloud = openCloud(({ target }) => {
    const query = new URLSearchParams(target.split("?")[1]);
    const startAt = Number(query.get("startAt"));
    if (query.get("status") !== "live") return json({ values: [], isLast: true, total: 0 });
    const values = [{ id: "1", key: "A", name: "Aa" }, { id: 2, key: "B" }];
    return json({ values: [values[startAt]], isLast: startAt === 1, total: 2 });
  });
  const { value } = await cloud.client.projects({ signal });
  assert.deepEqual(value, [
    { id: "1", key: "A", name: "Aa", status: "live" },
    { id: "2", key: "B", name: "B", status: "live" },
  ]);
  assert.deepEqual(cloud.asked.map(({ target }) => /status=(\w+)/.exec(target)?.[1]), [
    "live",
    "live",
    "archived",
    "deleted",
  ]);
});

Deno.test("projects() ends with the last one though no page says that it is the last", async () => {
  await using cloud = openCloud(() =>
    json({ values: [{ id: "1", key: "A" }], isLast: false, total: 1 })
  );
  assert.equal((await cloud.client.projects({ signal })).value.length, 1);
  assert.equal(cloud.asked.length, 3);
});

Deno.test("read() takes what can be no id for missing, and asks for the rest", async () => {
  await using cloud = openCloud(() => json({ issues: [issueBody(1)] }));
  const { value } = await cloud.client.read(["10001", "1) OR (id > 0"], { signal });
  assert.deepEqual(value.map(({ id }) => id), ["10001"]);
  const { issueIdsOrKeys } = cloud.asked[0]?.body as { issueIdsOrKeys: string[] };
  assert.deepEqual(issueIdsOrKeys, ["10001"]);
  assert.deepEqual((await cloud.client.read(["none"], { signal })).value, []);
  assert.equal(cloud.asked.length, 1);
});
