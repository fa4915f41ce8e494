import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { OPENAPI } from "./_openapi.ts";
import { findPrism, startPrism } from "./_prism.ts";

const { signal } = new AbortController();
const program = OPENAPI === undefined ? null : await findPrism();
const ignore = program === null;

Deno.test(
  { name: "a server made of Atlassian's document understands every call", ignore },
  async () => {
    await using prism = await startPrism(program!, { openapi: OPENAPI! });
    const client = createJiraClient({
      access: { kind: "api_token", baseUrl: prism.url, email: "bot@example.com", token: "t0k3n" },
      budget: { perSecond: 1_000, concurrency: 2 },
    });
    const { value: account } = await client.myself({ signal });
    assert.deepEqual([account.name, account.timeZone], ["Mia Krystof", "Australia/Sydney"]);
    assert.equal((await client.serverInfo({ signal })).deployment, "cloud");
    assert.equal(await client.count({ project: "10" }, { signal }), 153);
    const query = { project: "10", updatedSince: 1_700_000_000_000 };
    for (const detail of ["ids", "whole"] as const) {
      const request = { query, detail, cursor: null, reconcile: ["10002"] };
      const { value } = await client.search(request, { signal });
      assert.deepEqual(value.issues.map(({ id }) => id), ["10002"]);
      assert.equal(value.cursor, null);
    }
    const { value: issues } = await client.read(["10002", "10005"], { signal });
    assert.deepEqual(issues.map(({ id }) => id).slice(0, 2), ["10002", "10005"]);
    const { value: projects } = await client.projects({ signal });
    assert.deepEqual(projects.map(({ key }) => key), ["EX", "ABC"]);
  },
);
