import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DEFAULTS } from "../extension/model/settings.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import { Jira } from "./_extension_jira.ts";
import { pressNotice, shownNotices } from "./_extension_notices.ts";
import { serveJiraPages } from "./_extension_pages.ts";
import {
  atWork,
  badge,
  choose,
  connect,
  drawn,
  extensionTest,
  leadTo,
  picture,
  settled,
  shows,
  type Stage,
} from "./_extension_stage.ts";
import { RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

const NOTIFY = { ...DEFAULTS.notify, on: true };

extensionTest("extension, what people wish for: using it", [
  ["7. quiet hours: silent, counted, and told afterwards", atWork(keepsQuiet)],
  ["10. everything read at once, also by key", atWork(readsAll)],
  ["11. done is not read: read ones stay, and can be unread again", atWork(doneIsNotRead)],
  ["12. a bulk action can be taken back", atWork(undoes)],
  ["13. the badge: hidden, all, and calm once everything was seen", atWork(badgeIsCalm)],
  ["14. a notification says why", atWork(saysWhy)],
  ["15. in the order of days or of projects", atWork(groups)],
  ["16. a click opens the issue, and its tab again", atWork(reusesTab)],
  ["17. what is read in Jira is read here", atWork(readElsewhere)],
  ["18. no flood: many at once are one", atWork(noFlood)],
  ["19. several sites, one of them Data Center", severalSites],
  ["20. keys, dark colours, and no sound unless wanted", atWork(keysAndColours)],
]);

async function keepsQuiet({ browser, service, jira }: Work): Promise<void> {
  const always = { ...DEFAULTS.quiet, on: true, days: [0, 1, 2, 3, 4, 5, 6] };
  await choose(browser, { notify: NOTIFY, quiet: always });
  for (const number of [1, 2, 3, 4, 5]) {
    await jira.create({ summary: `Change ${number}`, assignee: jira.me });
  }
  await settled({ browser, service });
  await badge(browser, "5");
  await drawn(browser);
  deepEqual(await browser.notices(), []);
  await choose(browser, { quiet: DEFAULTS.quiet });
  deepEqual(await eventually(() => browser.notices(), ({ length }) => length > 0), ["summary"]);
  await browser.send({ t: "pause", until: Date.now() + 3_600_000 });
  await jira.create({ summary: "While paused", assignee: jira.me });
  await settled({ browser, service });
  await badge(browser, "6");
  await drawn(browser);
  equal((await browser.notices()).length, 1);
}

async function readsAll({ browser, service, jira }: Work): Promise<void> {
  for (const number of [1, 2]) await jira.create({ summary: `No ${number}`, assignee: jira.me });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await inbox.getByRole("button", { name: "Mark all read" }).click();
  await badge(browser, "");
  await jira.create({ summary: "No 3", assignee: jira.me });
  await badge(browser, "1");
  await inbox.keyboard.press("a");
  await badge(browser, "");
  equal(await inbox.getByRole("article").count(), 3);
}

async function doneIsNotRead({ browser, jira }: Work): Promise<void> {
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  const inbox = await browser.inbox();
  await shows(inbox, [issue.key]);
  await inbox.keyboard.press("r");
  await badge(browser, "");
  await shows(inbox, [issue.key]);
  await inbox.keyboard.press("r");
  await badge(browser, "1");
  await inbox.keyboard.press("e");
  await shows(inbox, []);
  await badge(browser, "");
  await inbox.keyboard.press("4");
  await shows(inbox, [issue.key]);
  await jira.move(issue, { to: "progress" });
  await inbox.keyboard.press("1");
  await shows(inbox, [issue.key]);
  equal(await inbox.getByRole("article").locator(".told").count(), 1, "what was done stays done");
}

async function undoes({ browser, service, jira }: Work): Promise<void> {
  for (const number of [1, 2, 3]) await jira.create({ summary: `No ${number}`, assignee: jira.me });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await inbox.getByRole("button", { name: "Mark all read" }).click();
  await inbox.getByText("3 changes marked as read").waitFor();
  await picture(inbox, "undo");
  await badge(browser, "");
  await inbox.getByRole("button", { name: "Undo" }).click();
  await badge(browser, "3");
  await inbox.clock.install();
  await inbox.reload();
  await inbox.getByRole("article").nth(2).waitFor();
  // A key pressed before the page listens to keys would be lost.
  await inbox.getByRole("button", { name: "Mark all read" }).click();
  await inbox.getByRole("button", { name: "Undo" }).waitFor();
  await inbox.clock.fastForward(60_000);
  await inbox.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
  await inbox.keyboard.press("u");
  await browser.send({ t: "wake" });
  equal(await browser.badge(), "", "what is not offered any more is not done");
}

async function badgeIsCalm({ browser, jira }: Work): Promise<void> {
  const colour = () => browser.options.evaluate(() => chrome.action.getBadgeBackgroundColor({}));
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await badge(browser, "1");
  const loud = await colour();
  const inbox = await browser.inbox();
  await shows(inbox, [issue.key]);
  await eventually(colour, (now) => now.join() !== loud.join());
  await badge(browser, "1");
  match(await browser.title(), /1 unread change$/);
  await choose(browser, { badge: "off" });
  await badge(browser, "");
}

async function saysWhy({ browser, jira }: Work): Promise<void> {
  await choose(browser, { notify: NOTIFY });
  const issue = await jira.create({ summary: "Login fails", assignee: jira.me });
  await jira.comment(issue, { text: `Can you look, ${jira.mention(jira.me)}?` });
  const shown = await eventually(() => shownNotices(browser), ({ length }) => length === 2);
  const [first, second] = shown;
  equal(first!.title, `${issue.key} Login fails`);
  equal(first!.message, `${jira.ana.displayName} created the issue`);
  equal(first!.contextMessage, "Assigned to you");
  equal(second!.contextMessage, "Mentions you");
  equal(first!.silent, true);
}

async function groups({ browser, service, jira }: Work): Promise<void> {
  const [first, second] = jira.site.projects;
  for (const project of [first, second, first]) {
    await jira.create({ summary: "Mine", assignee: jira.me, project: project! });
  }
  await settled({ browser, service });
  const inbox = await browser.inbox();
  const headings = () => inbox.getByRole("heading", { level: 2 }).allInnerTexts();
  await eventually(headings, (found) => found.join() === "Today");
  await choose(browser, { groupBy: "project" });
  await eventually(headings, (found) => found.join() === [first!.name, second!.name].join());
}

async function reusesTab({ browser, jira }: Work): Promise<void> {
  await using pages = serveJiraPages();
  await leadTo(browser, pages.url);
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  const inbox = await browser.inbox();
  await shows(inbox, [issue.key]);
  const opened = browser.context.waitForEvent("page");
  await inbox.getByRole("link", { name: issue.key }).click();
  equal((await opened).url(), `${pages.url}/browse/${issue.key}`);
  await badge(browser, "");
  const before = browser.context.pages().length;
  await inbox.bringToFront();
  await inbox.keyboard.press("Enter");
  await eventually(
    () => browser.options.evaluate(() => chrome.tabs.query({ active: true })),
    (tabs) => tabs.some(({ url }) => url?.endsWith(issue.key)),
  );
  equal(browser.context.pages().length, before);
  await choose(browser, { notify: NOTIFY });
  await jira.move(issue, { to: "progress" });
  const [id] = await eventually(() => browser.notices(), ({ length }) => length === 1);
  await inbox.bringToFront();
  await pressNotice(browser, id!);
  await eventually(() => browser.notices(), ({ length }) => length === 0);
  await eventually(
    () => browser.options.evaluate(() => chrome.tabs.query({ active: true })),
    (tabs) => tabs.some(({ url }) => url?.endsWith(issue.key)),
  );
  equal(browser.context.pages().length, before);
  await badge(browser, "");
}

async function readElsewhere({ browser, service, jira }: Work): Promise<void> {
  await using pages = serveJiraPages();
  await leadTo(browser, pages.url);
  await choose(browser, { jiraPages: true, notify: NOTIFY });
  const [issue, other] = [
    await jira.create({ summary: "Mine", assignee: jira.me }),
    await jira.create({ summary: "Also mine", assignee: jira.me }),
  ];
  await settled({ browser, service });
  await badge(browser, "2");
  await eventually(() => browser.notices(), ({ length }) => length === 2);
  const page = await browser.context.newPage();
  await page.goto(`${pages.url}/browse/${issue.key}`);
  await badge(browser, "1");
  await eventually(() => browser.notices(), ({ length }) => length === 1);
  // Jira goes to another issue without loading a page.
  await page.evaluate((key) => history.pushState(null, "", `?selectedIssue=${key}`), other.key);
  await badge(browser, "");
}

async function noFlood({ browser, service, jira }: Work): Promise<void> {
  await choose(browser, { notify: NOTIFY });
  await service.stop();
  await service.startAgain();
  await browser.killWorker();
  for (let number = 1; number <= 12; number++) {
    await jira.create({ summary: `No ${number}`, assignee: jira.me });
  }
  await browser.send({ t: "wake" });
  await settled({ browser, service });
  await badge(browser, "12");
  const notices = await eventually(() => browser.notices(), (ids) => ids.includes("summary"));
  ok(notices.length <= 4, `${notices.length} notifications for 12 changes`);
}

async function severalSites(browser: ExtensionBrowser): Promise<void> {
  await using cloud = await RestartableService.start();
  await using center = await RestartableService.start();
  await connect({ browser, service: cloud }, { name: "Cloud" });
  await connect({ browser, service: center }, { name: "Data Center" });
  const first = new Jira(cloud);
  const second = new Jira(center, { flavour: "datacenter" });
  await first.introduce(browser, "1");
  await second.introduce(browser, "2");
  const a = await first.create({ summary: "In the cloud", assignee: first.me });
  const b = await second.create({ summary: "In the cellar", assignee: second.me });
  await settled({ browser, service: cloud }, "1");
  await settled({ browser, service: center }, "2");
  await badge(browser, "2");
  equal((await browser.task(a.key))?.summary, "In the cloud");
  equal((await browser.task(`${b.key}@2`))?.summary, "In the cellar", "the same key, kept apart");
  const inbox = await browser.inbox();
  equal(await inbox.getByRole("article").count(), 2);
  await inbox.getByRole("button", { name: "Filters" }).click();
  await inbox.getByLabel("Site").selectOption("Data Center");
  await inbox.getByText("In the cloud").waitFor({ state: "detached" });
  await inbox.getByText("In the cellar").waitFor();
  await picture(inbox, "two-sites");
  await browser.send({ t: "disconnect", server: "1" });
  equal(await browser.task(a.key), undefined);
  await badge(browser, "1");
}

async function keysAndColours({ browser, service, jira }: Work): Promise<void> {
  const first = await jira.create({ summary: "First", assignee: jira.me });
  const second = await jira.create({ summary: "Second", assignee: jira.me });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await shows(inbox, [second.key, first.key]);
  const focused = () => inbox.evaluate(() => document.activeElement?.textContent ?? "");
  await inbox.keyboard.press("j");
  match(await focused(), /Second/);
  await inbox.keyboard.press("ArrowDown");
  match(await focused(), /First/);
  await inbox.keyboard.press("k");
  match(await focused(), /Second/);
  await inbox.keyboard.press("?");
  await inbox.getByRole("dialog", { name: "Keys" }).waitFor();
  await picture(inbox, "keys");
  await inbox.keyboard.press("Escape");
  await inbox.locator("dialog").waitFor({ state: "detached" });
  await inbox.keyboard.press("/");
  await inbox.keyboard.type("first");
  await shows(inbox, [first.key]);
  await inbox.keyboard.press("Escape");
  await shows(inbox, [second.key, first.key]);
  const paper = () =>
    inbox.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
  ok(await paper() > 200);
  await inbox.emulateMedia({ colorScheme: "dark" });
  ok(await paper() < 60);
  await picture(inbox, "dark");
  await choose(browser, { notify: { ...NOTIFY, sound: true } });
  await jira.create({ summary: "Loud", assignee: jira.me });
  const [loud] = await eventually(() => shownNotices(browser), ({ length }) => length === 1);
  equal(loud!.silent, false);
}
