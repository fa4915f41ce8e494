/** The simulated REST API over real HTTP, as a client of Jira meets it. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { startJira } from "./_simulated_jira.ts";

Deno.test("search/jql pages through a project in order, and ends without a token", async () => {
  await using jira = startJira({ issues: 250 });
  const project = jira.site.projects[0]!;
  const wanted = jira.site.issues().filter((it) => it.project === project).map(({ id }) => id);
  const found = await jira.searchAll({
    jql: `project = ${project.id} ORDER BY id ASC`,
    fields: ["id"],
    maxResults: 10,
  });
  deepEqual(found.map(({ id }) => id), wanted);
  deepEqual(Object.keys(found[0]!), ["id"]);
  equal(jira.rest.log.count("POST search/jql"), Math.ceil(wanted.length / 10));
});

Deno.test("search/jql gives 5,000 ids a page, but only 100 whole issues", async () => {
  await using jira = startJira({ issues: 5_200, projects: 1 });
  const sizeOf = async (fields: string[]) => {
    const { body } = await jira.post("search/jql", { jql: "id != 0", fields, maxResults: 5_000 });
    return body.issues.length;
  };
  deepEqual([await sizeOf(["id"]), await sizeOf(["summary"])], [5_000, 100]);
});

Deno.test("search/jql refuses a search without a restriction", async () => {
  await using jira = startJira({ issues: 3 });
  const { status, body } = await jira.post("search/jql", { jql: "ORDER BY updated" });
  equal(status, 400);
  ok(body.errorMessages[0]!.startsWith("Unbounded JQL"));
});

Deno.test("bulkfetch follows former keys, and leaves out what isn't there", async () => {
  await using jira = startJira({ issues: 8 });
  const [first, second, third] = jira.site.issues();
  const formerKey = second!.key;
  const target = jira.site.projects.find((it) => it !== second!.project)!;
  const by = first!.reporter.id;
  jira.site.apply({ op: "move", by, issue: second!.id, project: target.id });
  jira.site.apply({ op: "delete", by, issue: third!.id });
  const { body } = await jira.post("issue/bulkfetch", {
    issueIdsOrKeys: [formerKey, third!.id, first!.key, "99999"],
    fields: ["summary"],
  });
  deepEqual(body.issues.map(({ key }) => key), [first!.key, second!.key]);
  deepEqual(body.issueErrors, []);
});

Deno.test("version 2 gives texts as strings, version 3 as documents", async () => {
  await using jira = startJira({ issues: 1 });
  const { id } = jira.site.issues()[0]!;
  const describe = async (version: string) => {
    const { body } = await jira.get(`/rest/api/${version}/issue/${id}?fields=description`);
    return body.fields.description;
  };
  equal(typeof await describe("2"), "string");
  equal((await describe("3") as { type: string }).type, "doc");
});

Deno.test("the old search is gone from Cloud", async () => {
  await using jira = startJira({ issues: 1 });
  equal((await jira.get("/rest/api/2/search?jql=project=PAY")).status, 410);
});

Deno.test("a wrong token is refused, no token is nobody, a dead token looks like an empty Jira", async () => {
  await using jira = startJira({ issues: 5 });
  const search = { jql: "id != 0", fields: ["id"] };
  equal((await jira.post("search/jql", search, { Authorization: "Basic eDp5" })).status, 401);
  jira.rest.controls.token = "dead";
  const { status, body, headers } = await jira.post("search/jql", search);
  deepEqual([status, body.issues], [200, []]);
  equal(headers.get("X-Seraph-LoginReason"), "AUTHENTICATED_FAILED");
  equal((await jira.get("/rest/api/2/myself")).status, 401);
});

Deno.test("search learns of a change late, unless its id is reconciled", async () => {
  let now = Date.UTC(2026, 8, 1, 9);
  await using jira = startJira({ issues: 5, now: () => now });
  const [issue] = jira.site.issues();
  jira.rest.controls.lag = { least: 60_000, most: 60_000 };
  now += 3_600_000;
  const changedFrom = now;
  now += 1_000;
  const by = issue!.reporter.id;
  jira.site.apply({ op: "edit", by, issue: issue!.id, set: { summary: "Changed a moment ago" } });
  const find = async (reconcileIssues: number[]) => {
    const jql = `updated >= ${changedFrom}`;
    const { body } = await jira.post("search/jql", { jql, reconcileIssues });
    return body.issues.length;
  };
  equal(await find([]), 0);
  equal(await find([Number(issue!.id)]), 1);
  now += 60_000;
  equal(await find([]), 1);
});

Deno.test("a reconciled issue is shown once and as it is, or not at all when it no longer fits", async () => {
  await using jira = startJira({ issues: 12 });
  const [project, other] = jira.site.projects;
  const inside = jira.site.issues().filter((it) => it.project === project);
  const [edited, moved, deleted] = inside;
  jira.rest.controls.lag = { least: 3_600_000, most: 3_600_000 };
  const by = edited!.reporter.id;
  jira.site.apply({ op: "edit", by, issue: edited!.id, set: { summary: "As it is now" } });
  jira.site.apply({ op: "move", by, issue: moved!.id, project: other!.id });
  jira.site.apply({ op: "delete", by, issue: deleted!.id });
  const find = async (reconcileIssues: number[]) => {
    const jql = `project = ${project!.id} ORDER BY key ASC`;
    const { body } = await jira.post("search/jql", { jql, fields: ["summary"], reconcileIssues });
    return body.issues.map(({ id, fields }) => [id, fields["summary"]]);
  };
  equal((await find([])).length, 3);
  deepEqual(await find(inside.map(({ id }) => Number(id))), [[edited!.id, "As it is now"]]);
});

Deno.test("50 ids are reconciled and 100 issues fetched at once, and no more", async () => {
  await using jira = startJira({ issues: 101 });
  const ids = jira.site.issues().map(({ id }) => id);
  const reconcile = async (count: number) => {
    const reconcileIssues = ids.slice(0, count).map(Number);
    return (await jira.post("search/jql", { jql: "created >= 0", reconcileIssues })).status;
  };
  deepEqual([await reconcile(50), await reconcile(51)], [200, 400]);
  const fetched = async (count: number) =>
    (await jira.post("issue/bulkfetch", { issueIdsOrKeys: ids.slice(0, count) })).status;
  deepEqual([await fetched(100), await fetched(101)], [200, 400]);
});

Deno.test("project and time narrow a search together, in brackets and with OR", async () => {
  await using jira = startJira({ issues: 40 });
  const all = jira.site.issues();
  const [project, other] = jira.site.projects;
  const since = all[20]!.updated;
  const [first] = all;
  const found = await jira.searchAll({
    jql: `(project = "${project!.name}" AND updated >= ${since} OR project in (${other!.key}) ` +
      `AND updated < ${since}) AND id != ${first!.id} ORDER BY updated DESC, id DESC`,
    maxResults: 7,
  });
  const wanted = all
    .filter((it) =>
      it.project === project && it.updated >= since ||
      it.project === other && it.updated < since
    )
    .filter((it) => it !== first)
    .toSorted((a, b) => b.updated - a.updated);
  deepEqual(found.map(({ id }) => id), wanted.map(({ id }) => id));
  const { body } = await jira.post("search/jql", {
    jql: `updated < ${since} AND updated >= ${since - 30 * 86_400_000} ORDER BY updated ASC`,
  });
  const month = all
    .filter(({ updated }) => updated < since && updated >= since - 30 * 86_400_000)
    .toSorted((a, b) => a.updated - b.updated);
  deepEqual(body.issues.map(({ id }) => id), month.map(({ id }) => id));
});
