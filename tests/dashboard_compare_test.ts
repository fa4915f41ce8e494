import { deepEqual, equal, match } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { MARGIN } from "../lib/mirror/fact.ts";
import { WatchedPage } from "./_browser.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { minute } from "./_minute.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

dashboardTest("dashboard: a service that compares itself with Jira", [
  ["shows the import, and what a sweep found that no webhook told", onJira(sweeps)],
  ["has a mass disappearance confirmed before it removes anything", onJira(confirms)],
  ["shows that the token died, and what to do", onJira(tellsOfToken)],
]);

dashboardTest("dashboard: a service without access to Jira", [
  ["says what to set", saysWhatToSet],
]);

interface Stage {
  /** Of the service and of Jira, ms. */
  readonly clock: { now: number };
  readonly jira: SimulatedJira;
  readonly service: RunningService;
  readonly page: Page;
}

function onJira(step: (stage: Stage) => Promise<void>): (browser: Browser) => Promise<void> {
  return async (browser) => {
    // Behind that of the page by what a step may let pass.
    const clock = { now: Date.now() - 3 * MARGIN };
    const now = () => clock.now;
    await using jira = startJira({ issues: 160, projects: 2, now });
    await using service = await runService({
      now,
      env: {
        JIRA_BASE_URL: jira.url,
        JIRA_EMAIL: SIMULATED_CREDENTIALS.email,
        JIRA_API_TOKEN: SIMULATED_CREDENTIALS.token,
      },
    });
    await minute(service.service);
    await using watched = await WatchedPage.open(browser);
    await openSync(watched.page, service);
    await step({ clock, jira, service, page: watched.page });
    // Without PUBLIC_URL the service has no word on webhooks but what to set.
    deepEqual(watched.complaints.filter((text) => !text.includes("409")), []);
  };
}

async function openSync(page: Page, { url }: RunningService): Promise<void> {
  await page.goto(`${url}/#token=${TOKEN}`);
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Sync" }).click();
}

async function sweeps({ jira, service, page }: Stage): Promise<void> {
  const runs = page.getByRole("region", { name: "Runs" });
  await runs.getByRole("row", { name: /^Import .* 160 issues taken in Done$/ }).waitFor();
  const issue = jira.site.truth()[0]!;
  const by = jira.site.people[0]!.id;
  jira.site.applySilently({ op: "edit", by, issue: issue.id, set: { summary: "Never told" } });
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByText("Sweep asked for").waitFor();
  await minute(service.service);
  await runs.getByRole("row", { name: /^Sweep .* 1 out of date: all repaired Done$/ }).waitFor();
  await page.getByRole("img", { name: /1 issue out of date$/ }).waitFor();
  await page.getByRole("link", { name: "Feed" }).click();
  const entry = page.getByRole("article").filter({ hasText: "Never told" });
  match(await entry.innerText(), /found by sync/);
}

async function confirms({ clock, jira, service, page }: Stage): Promise<void> {
  // What was shown a moment ago is not believed to be gone.
  clock.now += 2 * MARGIN;
  const [project] = jira.site.projects;
  const by = jira.site.people[0]!.id;
  const some = jira.site.issues().filter((issue) => issue.project.id === project!.id).slice(0, 25);
  for (const { id } of some) jira.site.applySilently({ op: "delete", by, issue: id });
  await page.getByRole("button", { name: "Census now" }).click();
  await page.getByText("Census asked for").waitFor();
  await minute(service.service);
  const alarm = page.getByRole("region", { name: "Many issues would go at once" });
  await alarm.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "Remove 25 issues" }).click();
  await page.getByText("Confirmed: a census removes them").waitFor();
  await minute(service.service);
  await alarm.waitFor({ state: "detached" });
  const runs = page.getByRole("region", { name: "Runs" });
  await runs.getByRole("row", { name: /^Census .* 25 deleted: all repaired Done$/ }).waitFor();
  await page.getByRole("heading", { name: /^The ids of all 135 issues agree/ }).waitFor();
}

async function tellsOfToken({ jira, service, page }: Stage): Promise<void> {
  jira.rest.controls.token = "dead";
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByText("Sweep asked for").waitFor();
  await minute(service.service);
  const alarm = page.getByRole("region", { name: "Jira does not accept the token" });
  await alarm.getByText(/Make a new API token/).waitFor();
  equal(await alarm.getByRole("button", { name: "Confirm" }).count(), 0);
}

async function saysWhatToSet(browser: Browser): Promise<void> {
  await using service = await runService();
  await using watched = await WatchedPage.open(browser);
  await openSync(watched.page, service);
  await watched.page.getByRole("heading", { name: "Nothing is compared with Jira" }).waitFor();
  await watched.page.getByRole("region", { name: "To compare with Jira" }).waitFor();
}
