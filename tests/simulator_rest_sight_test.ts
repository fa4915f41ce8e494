/** What the account sees, and who it is: permissions, projects that go, tokens, clocks, zones. */

import { deepEqual, equal, match } from "node:assert/strict";
import { startJira } from "./_simulated_jira.ts";

Deno.test("hidden issues and projects are gone for the account, whichever way it looks", async () => {
  await using jira = startJira({ issues: 12 });
  const [project, other] = jira.site.projects;
  const alone = jira.site.issues().find((it) => it.project === other)!;
  jira.site.hide({ issues: [alone.id], projects: [project!.id] });
  const count = await jira.post("search/approximate-count", { jql: "created >= 0" });
  equal(count.body.count, 8);
  equal((await jira.get(`/rest/api/2/issue/${alone.key}`)).status, 404);
  equal((await jira.post("search/jql", { jql: `project = ${project!.id}` })).status, 400);
  const { body } = await jira.post("issue/bulkfetch", { issueIdsOrKeys: [alone.id] });
  deepEqual([body.issues, body.issueErrors], [[], []]);
  jira.site.show({ issues: [alone.id] });
  equal((await jira.get(`/rest/api/2/issue/${alone.key}`)).status, 200);
});

Deno.test("project/search tells live, archived and trashed projects apart, page by page", async () => {
  await using jira = startJira({ issues: 12 });
  const by = jira.site.people[0]!.id;
  const [archived, trashed, gone, live] = jira.site.projects;
  jira.site.apply({ op: "archive_project", by, project: archived!.id });
  jira.site.apply({ op: "trash_project", by, project: trashed!.id });
  jira.site.apply({ op: "delete_project", by, project: gone!.id });
  const keys = async (query: string) => {
    const { body } = await jira.get(`/rest/api/2/project/search?${query}`);
    return body.values.map(({ key }) => key);
  };
  deepEqual(await keys(""), [live!.key]);
  deepEqual(await keys("status=archived"), [archived!.key]);
  deepEqual(await keys("status=deleted"), [trashed!.key]);
  const all = [archived, trashed, live].map((it) => it!.key).sort();
  deepEqual(
    [
      await keys("status=live,archived&status=deleted&maxResults=2"),
      await keys(
        "status=live,archived,deleted&maxResults=2&startAt=2",
      ),
    ],
    [all.slice(0, 2), all.slice(2)],
  );
  const { body } = await jira.post("search/jql", { jql: "created >= 0", fields: ["key"] });
  deepEqual(new Set(body.issues.map(({ key }) => key.split("-")[0])), new Set([live!.key]));
});

Deno.test("a restored project brings its issues back without a word about them", async () => {
  await using jira = startJira({ issues: 8 });
  const by = jira.site.people[0]!.id;
  const project = jira.site.projects[0]!;
  const { id } = jira.site.issues().find((it) => it.project === project)!;
  const status = async () => (await jira.get(`/rest/api/2/issue/${id}`)).status;
  jira.site.apply({ op: "trash_project", by, project: project.id });
  equal(await status(), 404);
  const events = jira.site.apply({ op: "restore_project", by, project: project.id });
  deepEqual(events.map(({ name }) => name), ["project_restored_deleted"]);
  equal(await status(), 200);
});

Deno.test("dates in JQL are read in the account's zone and to the minute", async () => {
  const now = Date.UTC(2026, 8, 1, 12, 0, 30);
  await using jira = startJira({ issues: 1, now: () => now });
  const issue = jira.site.issues()[0]!;
  jira.site.alter({ issue: issue.id, updated: now - 30_000 - 1 });
  const { body: me } = await jira.get("/rest/api/2/myself") as unknown as {
    body: { timeZone: string };
  };
  const found = async (jql: string) => (await jira.post("search/jql", { jql })).body.issues.length;
  const written = (zone: string) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
      .format(now);
  // The minute is that of the account's wall clock; a clock further ahead hides what happened.
  equal(await found(`updated >= "${written(me.timeZone)}"`), 0);
  equal(await found(`updated >= "${written("Pacific/Kiritimati")}"`), 0);
  equal(await found(`updated >= "${written("Pacific/Pago_Pago")}"`), 1);
  equal(await found(`updated >= ${now - 30_000 - 1}`), 1);
  equal(await found("updated >= -1m"), 1);
});

Deno.test("answers carry Jira's clock, however wrong it is", async () => {
  const now = Date.UTC(2020, 0, 1, 0, 0, 5, 700);
  await using jira = startJira({ issues: 1, now: () => now });
  const { headers, body } = await jira.get("/rest/api/2/serverInfo");
  equal(headers.get("Date"), "Wed, 01 Jan 2020 00:00:05 GMT");
  match((body as unknown as { serverTime: string }).serverTime, /^20(19|20).*:05\.700[+-]\d{4}$/);
});

Deno.test("a token that lost its account may still be told who it is: nobody", async () => {
  await using jira = startJira({ issues: 3 });
  jira.rest.controls.token = "nobody";
  const me = await jira.get("/rest/api/2/myself");
  deepEqual([me.status, me.headers.get("X-Seraph-LoginReason")], [200, "AUTHENTICATED_FAILED"]);
  const { body } = await jira.get("/rest/api/2/project/search");
  deepEqual([body.values, body.total], [[], 0]);
  equal((await jira.post("search/approximate-count", { jql: "created >= 0" })).body.count, 0);
  jira.rest.controls.token = "refused";
  equal((await jira.get("/rest/api/2/serverInfo")).status, 401);
});
