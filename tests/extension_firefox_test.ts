/// <reference types="@types/chrome" />
import { deepEqual, equal, match, ok } from "node:assert/strict";
import axe from "axe-core";
import { DEFAULTS } from "../extension/model/settings.ts";
import { buildDashboardIfNeeded } from "../tools/build.ts";
import { eventually } from "./_waiting.ts";
import { serveJiraPages } from "./_extension_pages.ts";
import type { FirefoxPage } from "./_firefox_page.ts";
import type { FirefoxExtension } from "./_firefox_extension.ts";
import { type AtWork, atWork, firefoxTest, picture, settled } from "./_firefox_stage.ts";
import { RestartableService } from "./_restartable_service.ts";

firefoxTest("extension in Firefox: what people see", [
  ["is installed without a warning, and opens its settings", isInstalled],
  ["is connected by the code of the dashboard, which finds no extension to call", byCode],
  ["asks for access to the service in the click that connects", atWork(asksForAccess)],
  ["shows a change in the inbox and counts it on the icon", atWork(showsChange)],
  ["shows a notification that says why; a click opens the issue", atWork(notifies)],
  ["opens the sidebar instead of the popup, if that is wanted", atWork(opensSidebar)],
  ["opens its popup by key, and is worked by keys in it", atWork(popupByKeys)],
  ["says on a page of Jira that the issue changed, and goes with the page", atWork(onJiraPages)],
  ["takes no command of its own script on a page", atWork(takesNoCommand)],
  ["offers nothing that Firefox does not have", atWork(offersWhatThereIs)],
  ["no page has a barrier, in light and in dark", atWork(noBarriers)],
]);

async function isInstalled(browser: FirefoxExtension): Promise<void> {
  deepEqual(await browser.warnings(), []);
  deepEqual(await browser.complaints(), []);
  equal(await browser.life(), "running");
  const inbox = await browser.inbox();
  await inbox.says("Not connected yet");
}

async function byCode(browser: FirefoxExtension): Promise<void> {
  await buildDashboardIfNeeded();
  await using service = await RestartableService.start();
  const dashboard = await browser.firefox.open(`${service.url}/#token=${service.token}`);
  await dashboard.says("Live");
  await dashboard.choose("Connect the extension");
  await dashboard.says("paste this code");
  const code = await dashboard.run(() => document.querySelector("dialog code")!.textContent);
  await browser.options.type("input[name=address]", code);
  await browser.options.choose("Connect");
  await browser.live();
}

async function asksForAccess({ browser }: AtWork): Promise<void> {
  const { origins, permissions } = await browser.options.run(() => chrome.permissions.getAll());
  deepEqual(origins, ["http://127.0.0.1/*"]);
  deepEqual(permissions, ["storage", "alarms"]);
  equal((await browser.servers())[0]?.jiraUrl, "https://jira.example", "asked of the service");
}

async function showsChange({ browser, jira }: AtWork): Promise<void> {
  const inbox = await browser.inbox();
  const issue = await jira.create({ summary: "Payment <b>fails</b>", assignee: jira.me });
  await inbox.says("Payment <b>fails</b>");
  await inbox.says("Assigned to you");
  await eventually(() => browser.badge(), (text) => text === "1");
  ok((await browser.stored())[`task_${issue.key}`]);
}

async function notifies({ browser, service, jira }: AtWork): Promise<void> {
  await browser.options.choose("Show notifications");
  await eventually(() => permitted(browser, "notifications"), Boolean);
  // The event page of now was there before the permission; the next one begins with it.
  await browser.suspend();
  await browser.send({ t: "wake" });
  await browser.live();
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  const [notice, ...more] = await eventually(
    () => notices(browser),
    ([first]) => first !== undefined && first.title !== "",
  );
  deepEqual(more, []);
  equal(notice?.title, `${issue.key} Mine`);
  match(notice!.text, /created the issue\nAssigned to you$/);
  await settled({ browser, service });
  await browser.suspend();
  await browser.firefox.inBrowser(`for (const alert of Services.wm.getEnumerator("alert:alert")) {
    alert.document.getElementById("alertBox").click();
  }`);
  await eventually(
    () => addresses(browser),
    (urls) => urls.includes("https://jira.example/browse/" + issue.key),
  );
  await eventually(() => browser.badge(), (text) => text === "");
}

async function opensSidebar({ browser, jira }: AtWork): Promise<void> {
  const shown = () =>
    browser.firefox.inBrowser<string | null>(
      `const { SidebarController } = Services.wm.getMostRecentWindow("navigator:browser");
       return SidebarController.isOpen
         ? SidebarController.browser.contentDocument.getElementById("webext-panels-browser")
             ?.currentURI.spec ?? null
         : null`,
    );
  await browser.options.choose("the sidebar");
  await eventually(
    () => browser.options.run(() => chrome.action.getPopup({})),
    (url) => url === "",
  );
  await browser.suspend();
  await pressIcon(browser);
  await eventually(shown, (url) => url?.endsWith("/inbox.html?panel") === true);
  await jira.create({ summary: "Mine", assignee: jira.me });
  await eventually(() => browser.badge(), (text) => text === "1");
  await picture(browser.firefox, "sidebar");
  await pressIcon(browser);
  await eventually(shown, (url) => url === null);
}

async function popupByKeys({ browser, jira }: AtWork): Promise<void> {
  await jira.create({ summary: "Mine", assignee: jira.me });
  await eventually(() => browser.badge(), (text) => text === "1");
  const size = () =>
    browser.firefox.inBrowser<number[] | null>(
      `const { document } = Services.wm.getMostRecentWindow("navigator:browser");
       const popup = document.querySelector("browser.webextension-popup-browser");
       return popup && [popup.clientWidth, popup.clientHeight]`,
    );
  await browser.firefox.press(ALT, SHIFT, "j");
  await eventually(size, (found) => found?.join() === "440,600");
  // Without a screen there is no window manager to hand the focus over.
  await browser.firefox.inBrowser(
    `Services.wm.getMostRecentWindow("navigator:browser").document
       .querySelector("browser.webextension-popup-browser").focus()`,
  );
  await eventually(async () => {
    await browser.firefox.press("j");
    await browser.firefox.press("e");
    return await browser.entries();
  }, ([entry]) => entry?.mark === "done");
}

async function onJiraPages({ browser, service, jira }: AtWork): Promise<void> {
  await using pages = serveJiraPages();
  await helpOnPages(browser, pages.url);
  const [first, second] = [
    await jira.create({ summary: "First", assignee: jira.me }),
    await jira.create({ summary: "Second", assignee: jira.me }),
  ];
  await settled({ browser, service });
  const page = await browser.firefox.open(`${pages.url}/browse/${first.key}`);
  await eventually(() => notice(page), (text) => text.includes(`Follow ${first.key}`));
  await jira.move(first, { to: "progress" });
  await eventually(() => notice(page), (text) => text.includes("This issue changed since"));
  await picture(page, "jira-page");
  await page.chooseInShadow("boardcast-notice", ".do");
  await eventually(() => notice(page), (text) => text.includes(`Stop following ${first.key}`));
  await page.run((key) => history.pushState(null, "", `/browse/${key}`), second.key);
  await eventually(() => notice(page), (text) => text.includes(`Follow ${second.key}`));
}

/** Firefox cannot close storage to it; what it asks for is looked at as elsewhere. */
async function takesNoCommand({ browser, jira, service }: AtWork): Promise<void> {
  await using pages = serveJiraPages();
  await helpOnPages(browser, pages.url);
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  await browser.firefox.open(`${pages.url}/browse/${issue.key}`);
  const [asked] = await browser.options.run(async (url) => {
    const [tab] = await chrome.tabs.query({ url });
    return await chrome.scripting.executeScript({
      target: { tabId: tab!.id! },
      func: async () => [
        String(await chrome.runtime.sendMessage({ t: "disconnect", server: "1" })),
        Object.keys(await chrome.storage.local.get(null)).includes("servers"),
        typeof chrome.storage.session,
      ],
    });
  }, `${pages.url.replace(/:\d+$/, "")}/*`);
  deepEqual(asked?.result, ["undefined", true, "undefined"]);
  equal((await browser.servers()).length, 1);
}

async function helpOnPages(browser: FirefoxExtension, jiraUrl: string): Promise<void> {
  await browser.send({ t: "change_server", server: "1", name: "Work", jiraUrl });
  await browser.options.says("Issues you open count as read");
  await browser.options.choose("Help on Jira pages");
  await eventually(() => permitted(browser, "scripting"), Boolean);
  await eventually(
    () => browser.options.run(() => chrome.scripting.getRegisteredContentScripts()),
    ({ length }) => length === 1,
  );
}

async function offersWhatThereIs({ browser }: AtWork): Promise<void> {
  await browser.send({
    t: "settings",
    settings: { ...DEFAULTS, notify: { ...DEFAULTS.notify, on: true } },
  });
  await browser.options.choose("Show notifications");
  await browser.options.says("Quiet hours");
  const text = await browser.options.run(() => document.body.innerText);
  ok(!text.includes("side panel") && text.includes("the sidebar"));
  ok(!text.includes("With the system's sound"), "Firefox leaves that to the system");
}

async function noBarriers({ browser, service, jira }: AtWork): Promise<void> {
  const issue = await jira.create({ summary: "Login sheet closes by itself", assignee: jira.me });
  await jira.move(issue, { to: "progress" });
  await jira.comment(issue, { text: "Only where a phone wakes up" });
  await jira.create({ summary: "Export as CSV", assignee: jira.me });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await inbox.says("Export as CSV");
  for (const [scheme, preference] of [["light", 1], ["dark", 0]] as const) {
    await browser.firefox.inBrowser(
      `Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", arguments[0])`,
      preference,
    );
    for (const [name, page] of [["inbox", inbox], ["options", browser.options]] as const) {
      deepEqual(await barriers(page), [], `${name}, ${scheme}`);
      await picture(page, `${name}-${scheme}`);
    }
  }
}

const ALT = "\uE00A";
const SHIFT = "\uE008";

function permitted(browser: FirefoxExtension, permission: "notifications" | "scripting") {
  return browser.options.run(
    (permission) => chrome.permissions.contains({ permissions: [permission] }),
    permission,
  );
}

/** What of a page stands in somebody's way, by the rules of axe-core. */
async function barriers(page: FirefoxPage): Promise<string[]> {
  return await page.runScript<string[]>(`${axe.source}
    return axe.run(document, { rules: { bypass: { enabled: false } } }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`);
}

/** What the notifications on the screen say. */
function notices(browser: FirefoxExtension) {
  return browser.firefox.inBrowser<{ readonly title: string; readonly text: string }[]>(
    `return [...Services.wm.getEnumerator("alert:alert")].map(({ document }) => ({
       title: document.getElementById("alertTitleLabel")?.value ?? "",
       text: document.getElementById("alertTextLabel")?.textContent ?? "",
     }))`,
  );
}

/** What the extension says on a page of Jira. */
function notice(page: FirefoxPage): Promise<string> {
  return page.run(() => {
    const root = document.querySelector("boardcast-notice")?.shadowRoot;
    return root?.querySelector<HTMLElement>(".bar")?.innerText ?? "";
  });
}

async function addresses(browser: FirefoxExtension): Promise<string[]> {
  return await browser.firefox.inBrowser(
    `const { gBrowser } = Services.wm.getMostRecentWindow("navigator:browser");
     return gBrowser.tabs.map(({ linkedBrowser: { currentURI, userTypedValue } }) =>
       userTypedValue ?? currentURI.spec)`,
  );
}

function pressIcon(browser: FirefoxExtension): Promise<void> {
  return browser.firefox.inBrowser(
    `Services.wm.getMostRecentWindow("navigator:browser").document
       .getElementById("boardcast_boardcast_example-BAP").click()`,
  );
}
