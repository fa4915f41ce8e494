import { deepEqual, equal, match } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { WatchedPage } from "./_browser.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { minute } from "./_minute.ts";
import { TOKEN } from "./_service.ts";
import { openWebhookStage, WEBHOOK_URL, type WebhookStage } from "./_webhook_stage.ts";

dashboardTest("dashboard: the webhook in a simulated Jira", [
  ["creates, repairs and deletes it, and the alarm follows", onStage(managesIt)],
  ["says what Jira said when the account may not", onStage(isRefused)],
  ["asks for which issues an app's is to be, from the keyboard alone", onStage(asksJql, "app")],
]);

/** Gives a step a page on the view, with a service that talks to a Jira. */
function onStage(
  step: (stage: WebhookStage, page: Page, watched: WatchedPage) => Promise<void>,
  kind: "admin" | "app" = "admin",
): (browser: Browser) => Promise<void> {
  return async (browser) => {
    await using stage = await openWebhookStage({ kind });
    await minute(stage.service.service);
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.goto(`${stage.service.url}/#token=${TOKEN}`);
    await page.getByRole("link", { name: "Sync" }).click();
    await step(stage, page, watched);
    deepEqual(watched.complaints.filter((text) => !/status of 502/.test(text)), []);
  };
}

/** Shows the view anew, which asks Jira again. */
async function lookAgain(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByRole("link", { name: "Sync" }).click();
}

async function managesIt({ jira }: WebhookStage, page: Page): Promise<void> {
  const { admin } = jira.rest.registry;
  const section = page.getByRole("region", { name: "Webhook" });
  const alarm = page.getByText("The webhook in Jira is not as it should be");
  await alarm.waitFor();
  await section.getByText("Jira has no webhook that calls").waitFor();
  await section.getByRole("button", { name: "Create it" }).click();
  const item = section.getByRole("listitem");
  await item.getByText(/^Enabled, signed, \d+ events, all issues$/).waitFor();
  match(await item.innerText(), new RegExp(`Boardcast\\s+${WEBHOOK_URL}`));
  equal(admin.size, 1);
  await lookAgain(page);
  await alarm.waitFor({ state: "detached" });

  const [webhook] = admin.values();
  webhook!.enabled = false;
  await lookAgain(page);
  await item.getByText("It is disabled in Jira. Enable it.").waitFor();
  await item.getByRole("button", { name: "Repair Boardcast" }).click();
  await item.getByText(/^Enabled, signed/).waitFor();
  equal(webhook!.enabled, true);

  await item.getByRole("button", { name: "Delete Boardcast" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await section.getByText("Jira has no webhook that calls").waitFor();
  equal(admin.size, 0);
}

async function isRefused({ jira }: WebhookStage, page: Page): Promise<void> {
  jira.rest.controls.administrator = false;
  await lookAgain(page);
  const section = page.getByRole("region", { name: "Webhook" });
  await section.getByText(/^Cannot list webhooks: .*403/).waitFor();
}

async function asksJql({ jira }: WebhookStage, page: Page, watched: WatchedPage): Promise<void> {
  const section = page.getByRole("region", { name: "Webhook" });
  const field = section.getByRole("textbox", { name: "For which issues, as JQL" });
  await field.focus();
  await page.keyboard.press("Enter");
  equal(jira.rest.registry.app.size, 0, "Jira makes none without");
  const jql = `project = ${jira.site.projects[0]!.key}`;
  await page.keyboard.type(jql);
  await watched.picture("sync-webhook-jql");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await section.getByText("Webhook created").waitFor();
  deepEqual([...jira.rest.registry.app.values()].map(({ jqlFilter }) => jqlFilter), [jql]);
}
