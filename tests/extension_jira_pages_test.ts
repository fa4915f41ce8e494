/// <reference types="@types/chrome" />
import { deepEqual, equal, match } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Jira } from "./_extension_jira.ts";
import { type JiraPages, serveJiraPages } from "./_extension_pages.ts";
import {
  atWork,
  badge,
  choose,
  drawn,
  extensionTest,
  leadTo,
  live,
  picture,
  settled,
  type Stage,
} from "./_extension_stage.ts";
import { eventually } from "./_waiting.ts";

interface OnPages extends Stage {
  readonly jira: Jira;
  readonly pages: JiraPages;
}

extensionTest("extension: on pages of Jira", [
  ["says when the issue on the screen changed after it was opened", onPages(saysChanged)],
  ["says so of an issue nobody told of before, and that does not concern one", onPages(saysOfAny)],
  ["follows and mutes from the page", onPages(followsAndMutes)],
  ["goes with a page that changes without loading", onPages(goesAlong)],
  ["gives a page nothing to press, and its script nothing to read", onPages(givesNothing)],
  ["is not there on other pages, nor when it is not wanted", onPages(isAway)],
]);

function onPages(step: (at: OnPages) => Promise<void>) {
  return atWork(async (stage) => {
    await using pages = serveJiraPages();
    const { browser } = stage;
    await leadTo(browser, pages.url);
    await choose(browser, { jiraPages: true });
    await step({ ...stage, pages });
  });
}

async function opened({ browser, pages }: OnPages, path: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${pages.url}${path}`);
  return page;
}

async function saysChanged(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  const page = await opened(at, `/browse/${issue.key}`);
  await page.getByRole("button", { name: `Follow ${issue.key}` }).waitFor();
  await jira.comment(issue, { text: "My own words", by: jira.me });
  await jira.move(issue, { to: "progress" });
  const notice = page.getByRole("status");
  await notice.getByText("This issue changed since you opened it").waitFor();
  await notice.getByText(`${jira.bo.displayName} · Status: To Do → In Progress`).waitFor();
  await picture(page, "jira-page");
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await notice.waitFor({ state: "detached" });
}

async function saysOfAny(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const issue = await jira.create({ summary: "Of others" });
  await settled({ browser, service });
  await browser.options.evaluate((key) => chrome.storage.local.remove(key), `task_${issue.key}`);
  await browser.killWorker();
  await browser.send({ t: "wake" });
  await live(browser);
  const page = await opened(at, `/browse/${issue.key}`);
  await page.getByRole("button", { name: `Follow ${issue.key}` }).waitFor();
  await jira.comment(issue, { text: "Long. ".repeat(1_000) });
  await page.getByText("This issue changed since you opened it").waitFor();
  const told = await page.getByRole("status").innerText();
  equal(told.length < 800, true, "cut to what fits a notice");
  deepEqual(await browser.entries(), []);
}

async function followsAndMutes(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const issue = await jira.create({ summary: "Of others" });
  await settled({ browser, service });
  const page = await opened(at, `/browse/${issue.key}`);
  await page.getByRole("button", { name: `Follow ${issue.key}` }).click();
  await page.getByRole("button", { name: `Stop following ${issue.key}` }).waitFor();
  await page.goto("about:blank");
  await jira.move(issue, { to: "progress" });
  await settled({ browser, service });
  deepEqual((await browser.entries()).map(({ item }) => item.issue?.key), [issue.key]);
  const again = await opened(at, `/browse/${issue.key}`);
  await again.getByRole("button", { name: `Mute ${issue.key}` }).click();
  await again.getByRole("button", { name: `Stop muting ${issue.key}` }).waitFor();
}

async function goesAlong(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const [first, second] = [
    await jira.create({ summary: "First", assignee: jira.me }),
    await jira.create({ summary: "Second", assignee: jira.me }),
  ];
  await settled({ browser, service });
  const page = await opened(at, `/browse/${first.key}`);
  await page.getByRole("button", { name: `Follow ${first.key}` }).waitFor();
  await page.evaluate((key) => history.pushState(null, "", `/browse/${key}`), second.key);
  await page.getByRole("button", { name: `Follow ${second.key}` }).waitFor();
  await badge(browser, "");
  await page.evaluate(() => history.pushState(null, "", "/jira/your-work"));
  await page.locator("boardcast-notice").waitFor({ state: "detached" });
}

/** The script shares its process with the page, which may have been taken over. */
async function givesNothing(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  const page = await opened(at, `/browse/${issue.key}`);
  const mute = page.getByRole("button", { name: `Mute ${issue.key}` });
  await mute.waitFor();
  await mute.evaluate((button: HTMLElement) => button.click());
  const told = await askScript(page, {
    local: `chrome.storage.local.get(null)`,
    session: `chrome.storage.session.get(null)`,
    command: `chrome.runtime.sendMessage({ t: "disconnect", server: "1" })`,
  });
  match(told.local!, /^Error: Access to storage is not allowed/);
  match(told.session!, /^Error: Access to storage is not allowed/);
  equal(told.command, "undefined", "nobody answers");
  await mute.waitFor();
  equal((await browser.servers()).length, 1);
}

/** Has the extension's script on a page do things, and tells what came of each. */
async function askScript(
  page: Page,
  things: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const session = await page.context().newCDPSession(page);
  const script = Promise.withResolvers<number>();
  session.on("Runtime.executionContextCreated", ({ context: { id, origin } }) => {
    if (origin.startsWith("chrome-extension://")) script.resolve(id);
  });
  await session.send("Runtime.enable");
  const contextId = await script.promise;
  const told: Record<string, string> = {};
  for (const [name, thing] of Object.entries(things)) {
    const expression = `${thing}.then(JSON.stringify, String)`;
    const { result } = await session.send("Runtime.evaluate", {
      contextId,
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    told[name] = String(result.value);
  }
  return told;
}

async function isAway(at: OnPages): Promise<void> {
  const { browser, service, jira } = at;
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  await choose(browser, { jiraPages: false });
  await eventually(
    () => browser.options.evaluate(() => chrome.scripting.getRegisteredContentScripts()),
    (scripts) => scripts.length === 0,
  );
  const page = await opened(at, `/browse/${issue.key}`);
  await drawn(browser);
  equal(await page.locator("boardcast-notice").count(), 0);
  await badge(browser, "1");
}
