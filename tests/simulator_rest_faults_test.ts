/** What goes wrong with Jira's REST API, over real HTTP. */

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { startJira } from "./_simulated_jira.ts";

const SEARCH = { jql: "created >= 0 ORDER BY id ASC", fields: ["id"] };

Deno.test("a fault hits the endpoint it is meant for, as often as planned", async () => {
  await using jira = startJira({ issues: 3 });
  jira.rest.controls.faults.add(
    { kind: "status", status: 503, retryAfter: 7 },
    { on: "POST search/jql", skip: 1, times: 2 },
  );
  const answers = [];
  for (let i = 0; i < 4; i++) {
    equal((await jira.get("/rest/api/2/myself")).status, 200);
    answers.push(await jira.post("search/jql", SEARCH));
  }
  deepEqual(answers.map(({ status }) => status), [200, 503, 503, 200]);
  equal(answers[1]!.headers.get("Retry-After"), "7");
  deepEqual(
    jira.rest.log.all.filter(({ endpoint }) => endpoint === "POST search/jql")
      .map(({ status, points }) => [status, points]),
    [[200, 4], [503, 1], [503, 1], [200, 4]],
  );
});

Deno.test("429 comes with and without Retry-After", async () => {
  await using jira = startJira({ issues: 1 });
  const { faults } = jira.rest.controls;
  faults.add({ kind: "status", status: 429, retryAfter: 3, reason: "jira-burst-based" });
  faults.add({ kind: "status", status: 429 });
  const [told, silent] = [
    await jira.get("/rest/api/2/myself"),
    await jira.get("/rest/api/2/myself"),
  ];
  deepEqual(
    [told, silent].map(({ headers }) =>
      ["Retry-After", "RateLimit-Reason"].map((it) => headers.get(it))
    ),
    [["3", "jira-burst-based"], [null, null]],
  );
});

Deno.test("a login page comes as 200, or at the end of a redirect", async () => {
  await using jira = startJira({ issues: 1 });
  jira.rest.controls.faults.add({ kind: "login_page" });
  const page = await jira.get("/rest/api/2/myself");
  deepEqual([page.status, page.headers.get("Content-Type")], [200, "text/html;charset=UTF-8"]);
  jira.rest.controls.faults.add({ kind: "redirect", to: `${jira.url}/login.jsp` });
  const response = await fetch(`${jira.url}/rest/api/2/myself`, { redirect: "manual" });
  await response.body?.cancel();
  deepEqual([response.status, response.headers.get("Location")], [302, `${jira.url}/login.jsp`]);
});

Deno.test("an answer is cut in the middle", async () => {
  await using jira = startJira({ issues: 5 });
  jira.rest.controls.faults.add({ kind: "truncated" });
  await rejects(jira.post("search/jql", SEARCH), SyntaxError);
});

Deno.test("a slow answer doesn't outlive the caller's patience", async () => {
  await using jira = startJira({ issues: 1 });
  jira.rest.controls.faults.add({ kind: "slow", ms: 60_000 });
  const impatient = fetch(`${jira.url}/rest/api/2/myself`, { signal: AbortSignal.timeout(20) });
  await rejects(impatient, { name: "TimeoutError" });
});

Deno.test("a broken Jira names each page as the next one", async () => {
  await using jira = startJira({ issues: 5 });
  jira.rest.controls.repeatToken = true;
  const page = async (nextPageToken?: string) =>
    (await jira.post("search/jql", { ...SEARCH, maxResults: 2, nextPageToken })).body.nextPageToken;
  const second = await page();
  equal(await page(second), second);
});

Deno.test("a token is only good for its own search, and for seven days", async () => {
  let now = Date.UTC(2026, 8, 1);
  await using jira = startJira({ issues: 5, now: () => now });
  const first = await jira.post("search/jql", { ...SEARCH, maxResults: 2 });
  const { nextPageToken } = first.body;
  equal((await jira.post("search/jql", { ...SEARCH, nextPageToken })).body.issues.length, 3);
  const other = { ...SEARCH, jql: "created >= 1", nextPageToken };
  equal((await jira.post("search/jql", other)).status, 400);
  now += 7 * 86_400_000 + 1;
  equal((await jira.post("search/jql", { ...SEARCH, nextPageToken })).status, 400);
});

Deno.test("pages may be short of what was asked for, and lose nothing", async () => {
  await using jira = startJira({ issues: 40, projects: 1 });
  jira.rest.controls.shortPages = 0.8;
  const found = await jira.searchAll({ ...SEARCH, maxResults: 10 });
  deepEqual(found.map(({ id }) => id), jira.site.issues().map(({ id }) => id));
  ok(jira.rest.log.count("POST search/jql") > 4);
});

Deno.test("half a project vanishes from searches, and is there by id", async () => {
  await using jira = startJira({ issues: 40 });
  const project = jira.site.projects[0]!;
  jira.rest.controls.vanished = (it) => it.project === project && Number(it.id) % 8 === 1;
  const { body } = await jira.post("search/jql", { jql: `project = ${project.key}` });
  equal(body.issues.length, 5);
  const gone = jira.site.issues().find(jira.rest.controls.vanished)!;
  equal((await jira.get(`/rest/api/2/issue/${gone.id}`)).status, 200);
});

Deno.test("an issue changed while paging is shown again, or in the other order not at all", async () => {
  await using jira = startJira({ issues: 6 });
  const byUpdated = jira.site.issues().toSorted((a, b) => a.updated - b.updated);
  const [first, second] = byUpdated;
  const readWhileChanging = async (order: string, changed: string) => {
    const search = { jql: `created >= 0 ORDER BY updated ${order}`, maxResults: 3 };
    const start = await jira.post("search/jql", search);
    jira.site.apply({
      op: "edit",
      by: first!.reporter.id,
      issue: changed,
      set: { summary: `Changed while paging ${order}` },
    });
    const rest = await jira.post("search/jql", {
      ...search,
      maxResults: 10,
      nextPageToken: start.body.nextPageToken,
    });
    return [...start.body.issues, ...rest.body.issues].filter(({ id }) => id === changed).length;
  };
  equal(await readWhileChanging("ASC", first!.id), 2);
  equal(await readWhileChanging("DESC", second!.id), 0);
});

Deno.test("limits answer 429 with their headers until time has passed", async () => {
  let now = Date.UTC(2026, 8, 1, 9, 59, 50);
  await using jira = startJira({ issues: 1, now: () => now });
  jira.rest.controls.burst = { methods: { GET: 2 }, endpoints: {} };
  const call = () => jira.get("/rest/api/2/myself");
  const statuses = [await call(), await call(), await call()].map(({ status }) => status);
  deepEqual(statuses, [200, 200, 429]);
  now += 1_000;
  equal((await call()).status, 200);
  jira.rest.controls.burst = null;
  jira.rest.controls.quota = { points: 5, scope: "global" };
  const over = await call();
  deepEqual(
    ["Retry-After", "RateLimit-Reason", "X-RateLimit-Reset"].map((it) => over.headers.get(it)),
    ["9", "jira-quota-global-based", "2026-09-01T10:00:00Z"],
  );
});
