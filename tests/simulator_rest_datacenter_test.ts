/** The REST API of a simulated Data Center, over real HTTP. */

import { deepEqual, equal } from "node:assert/strict";
import { startJira } from "./_simulated_jira.ts";

function startDataCenter(issues: number) {
  return startJira({ issues, flavour: "datacenter" });
}

Deno.test("search pages by offset, with a total, 1,000 at most", async () => {
  await using jira = startDataCenter(1_200);
  const page = async (startAt: number, maxResults: number) => {
    const request = { jql: "ORDER BY key ASC", fields: ["id"], startAt, maxResults };
    return (await jira.post("search", request)).body;
  };
  const [first, second] = [await page(0, 5_000), await page(1_000, 5_000)];
  deepEqual([first.total, first.issues.length, second.issues.length], [1_200, 1_000, 200]);
  const ids = new Set([...first.issues, ...second.issues].map(({ id }) => id));
  equal(ids.size, 1_200);
});

Deno.test("an offset passes issues over when others leave the pages before", async () => {
  await using jira = startDataCenter(12);
  const by = jira.site.people[0]!.id;
  const request = { jql: "created >= 0 ORDER BY key ASC", maxResults: 6 };
  const { body: first } = await jira.post("search", request);
  jira.site.apply({ op: "delete", by, issue: first.issues[0]!.id });
  const { body: second } = await jira.post("search", { ...request, startAt: 6 });
  const seen = new Set([...first.issues, ...second.issues].map(({ id }) => id));
  const passedOver = jira.site.issues().filter(({ id }) => !seen.has(id));
  equal(passedOver.length, 1);
});

Deno.test("Cloud's endpoints and version 3 aren't there", async () => {
  await using jira = startDataCenter(1);
  const missing = [
    await jira.post("search/jql", { jql: "created >= 0" }),
    await jira.post("issue/bulkfetch", { issueIdsOrKeys: ["10001"] }),
    await jira.get("/rest/api/2/project/search"),
    await jira.get("/rest/api/3/myself"),
  ];
  deepEqual(missing.map(({ status }) => status), [404, 404, 404, 404]);
});

Deno.test("an id that isn't there makes the query an error, unless it isn't validated", async () => {
  await using jira = startDataCenter(2);
  const jql = "id in (10001, 99999)";
  const strict = await jira.post("search", { jql });
  deepEqual(
    [strict.status, strict.body.errorMessages],
    [400, ["A value with ID '99999' does not exist for the field 'id'."]],
  );
  const lenient = await jira.post("search", { jql, validateQuery: false });
  deepEqual(lenient.body.issues.map(({ id }) => id), ["10001"]);
});

Deno.test("id > n means higher numbers in the project of issue n, and nothing without n", async () => {
  await using jira = startDataCenter(12);
  const [, , , , fifth] = jira.site.issues();
  const find = async (id: string) =>
    (await jira.post("search", { jql: `id > ${id} ORDER BY id ASC`, validateQuery: false })).body
      .issues.map(({ key }) => key);
  deepEqual(await find(fifth!.id), [`${fifth!.project.key}-3`]);
  deepEqual(await find("99999"), []);
});

Deno.test("the index keeps whole seconds", async () => {
  const now = Date.UTC(2026, 8, 1, 9, 0, 0, 0);
  await using jira = startJira({ issues: 1, flavour: "datacenter", now: () => now });
  const { id } = jira.site.issues()[0]!;
  jira.site.alter({ issue: id, updated: now - 700 });
  const count = async (jql: string) => (await jira.post("search", { jql })).body.total;
  equal(await count(`updated >= ${now - 100}`), 1);
  equal(await count(`updated > ${now - 900}`), 0);
});

Deno.test("issues of archived projects are read by id, and found by no search", async () => {
  await using jira = startDataCenter(8);
  const by = jira.site.people[0]!.id;
  const project = jira.site.projects[0]!;
  const { id } = jira.site.issues().find((it) => it.project === project)!;
  jira.site.apply({ op: "archive_project", by, project: project.id });
  equal((await jira.get(`/rest/api/2/issue/${id}`)).status, 200);
  equal((await jira.post("search", { jql: `project = ${project.id}` })).body.total, 0);
  const { body } = await jira.get("/rest/api/2/project?includeArchived=true") as unknown as {
    body: { key: string; archived?: boolean }[];
  };
  deepEqual(body.filter(({ archived }) => archived).map(({ key }) => key), [project.key]);
});

Deno.test("the account is known by its personal access token, and has a name and no account id", async () => {
  await using jira = startDataCenter(1);
  const { body } = await jira.get("/rest/api/2/myself") as unknown as {
    body: { name?: string; accountId?: string };
  };
  deepEqual([typeof body.name, body.accountId], ["string", undefined]);
  const wrong = await jira.get("/rest/api/2/myself", { Authorization: "Bearer wrong" });
  equal(wrong.status, 401);
  const { body: server } = await jira.get("/rest/api/2/serverInfo") as unknown as {
    body: { deploymentType: string };
  };
  equal(server.deploymentType, "Server");
});
