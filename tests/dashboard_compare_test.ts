import { deepEqual, equal, match } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { WatchedPage } from "./_browser.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

dashboardTest("dashboard: a service that compares itself with Jira", [
  ["shows the import, and what a sweep found that no webhook told", onJira(sweeps)],
  ["shows that the token died, and what to do", onJira(tellsOfToken)],
]);

dashboardTest("dashboard: a service without access to Jira", [
  ["says what to set", saysWhatToSet],
]);

interface Stage {
  readonly jira: SimulatedJira;
  readonly service: RunningService;
  readonly page: Page;
}

function onJira(step: (stage: Stage) => Promise<void>): (browser: Browser) => Promise<void> {
  return async (browser) => {
    await using jira = startJira({ issues: 40 });
    await using service = await runService({
      env: {
        JIRA_BASE_URL: jira.url,
        JIRA_EMAIL: SIMULATED_CREDENTIALS.email,
        JIRA_API_TOKEN: SIMULATED_CREDENTIALS.token,
      },
    });
    await service.service.compare();
    await using watched = await WatchedPage.open(browser);
    await openSync(watched.page, service);
    await step({ jira, service, page: watched.page });
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
  await runs.getByRole("row", { name: /^Import .* 40 issues taken in Done$/ }).waitFor();
  const issue = jira.site.truth()[0]!;
  const by = jira.site.people[0]!.id;
  jira.site.applySilently({ op: "edit", by, issue: issue.id, set: { summary: "Never told" } });
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByText("Sweep asked for").waitFor();
  await service.service.compare();
  await runs.getByRole("row", { name: /^Sweep .* 1 out of date: all repaired Done$/ }).waitFor();
  await page.getByRole("img", { name: /1 issue out of date$/ }).waitFor();
  await page.getByRole("link", { name: "Feed" }).click();
  const entry = page.getByRole("article").filter({ hasText: "Never told" });
  match(await entry.innerText(), /found by sync/);
}

async function tellsOfToken({ jira, service, page }: Stage): Promise<void> {
  jira.rest.controls.token = "dead";
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByText("Sweep asked for").waitFor();
  await service.service.compare();
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
