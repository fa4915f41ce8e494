import type { ExtensionBrowser } from "./_extension_browser.ts";
import type { Jira } from "./_extension_jira.ts";
import { fill, look } from "./_extension_look.ts";
import { serveJiraPages } from "./_extension_pages.ts";
import {
  atWork,
  choose,
  connect,
  extensionTest,
  leadTo,
  settled,
  type Stage,
} from "./_extension_stage.ts";
import { RestartableService } from "./_restartable_service.ts";

type Work = Stage & { readonly jira: Jira };

extensionTest("extension: nothing stands in anybody's way, in light and in dark", [
  ["in the inbox, whatever befalls it, and its settings", atWork(inEveryState)],
  ["in its notice on pages of Jira", atWork(noBarriersOnJira)],
]);

async function inEveryState(work: Work): Promise<void> {
  const { browser } = work;
  await fill(work);
  const inbox = await browser.inbox();
  await inbox.getByRole("article").nth(5).waitFor();
  await inbox.getByRole("button", { name: "Filters", exact: true }).click();
  await look(inbox, "filters");
  await inbox.getByRole("searchbox").fill("nothing has this");
  await look(inbox, "nothing-found");
  await inbox.getByRole("searchbox").fill("");
  await inbox.getByRole("button", { name: "Filters", exact: true }).click();
  await inbox.getByRole("button", { name: /earlier changes/ }).first().click();
  await inbox.getByRole("article").first().hover();
  await look(inbox, "expanded");
  await inbox.keyboard.press("e");
  await inbox.getByRole("button", { name: "Undo" }).waitFor();
  await look(inbox, "undo");
  await work.service.stop();
  await inbox.getByText(/^No connection to Work since/).waitFor();
  await look(inbox, "offline");
  await look(browser.options, "options-offline");
  work.service.changeToken();
  await work.service.startAgain();
  await inbox.getByRole("button", { name: "Try now" }).click();
  await inbox.getByText("no longer accepts the token").waitFor();
  await look(inbox, "signed-out");
  await look(browser.options, "options-signed-out");
  await twoServices(browser);
}

/** The settings of somebody with two services, and a dashboard that asks. */
async function twoServices(browser: ExtensionBrowser): Promise<void> {
  await using second = await RestartableService.start();
  await connect({ browser, service: second }, { name: "Data Center", jiraUrl: null });
  const place = { server: second.url, kind: "project", id: "1", key: "CELLAR" } as const;
  await browser.send({ t: "mute", place, on: true });
  await browser.options.evaluate((url) =>
    chrome.storage.session.set({
      pairing: { url, token: "any", name: url, jiraUrl: null },
    }), second.url);
  const { options } = browser;
  await options.getByRole("alert").waitFor();
  await options.getByText("Connect another service").click();
  await options.getByText("Kinds of change").click();
  await options.getByLabel("Code from the dashboard").fill("not an address");
  await options.getByLabel("Token").fill("x");
  await options.getByRole("button", { name: "Connect", exact: true }).last().click();
  await options.locator(".outcome-failed").waitFor();
  await look(options, "options-two");
}

async function noBarriersOnJira({ browser, service, jira }: Work): Promise<void> {
  await using pages = serveJiraPages();
  await leadTo(browser, pages.url);
  await choose(browser, { jiraPages: true });
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  const page = await browser.context.newPage();
  await page.goto(`${pages.url}/browse/${issue.key}`);
  await page.getByRole("button", { name: `Follow ${issue.key}` }).waitFor();
  await jira.move(issue, { to: "progress" });
  await page.getByRole("status").waitFor();
  await look(page, "jira-notice");
}
