import { deepEqual, equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import { Jira } from "./_extension_jira.ts";
import { barriers, besides, clipped, fill } from "./_extension_look.ts";
import { atWork, choose, extensionTest, onStage, picture } from "./_extension_stage.ts";
import { DEFAULTS } from "../extension/model/settings.ts";
import type { Stage } from "./_extension_stage.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

extensionTest("extension: everybody can use it", [
  ["no page has a barrier, in light and in dark", atWork(noBarriers)],
  ["no sheet has a barrier, in light and in dark", atWork(noBarriersInSheets)],
  ["reaches every action by keyboard", atWork(byKeyboard)],
  ["tells what comes to screen readers, politely", atWork(announces)],
  ["moves nothing for those who want it still", atWork(keepsStill)],
  ["fits a side panel of 320 pixels, and Firefox's of 240", atWork(fitsPanel)],
  ["has every box stand beside its words", atWork(besideWords)],
  ["has long names wrap, and Arabic read from right to left", atWork(wrapsAndTurns)],
]);

for (
  const [language, inbox, settings] of [
    ["de", "Eingang", "Boardcast-Einstellungen"],
    ["zh_CN", "收件箱", "Boardcast 设置"],
  ] as const
) {
  extensionTest(`extension: in ${language}`, [
    [
      "says everything, and nothing is cut off",
      onStage((stage) => speaks(stage, { language, inbox, settings })),
    ],
  ], { language });
}

async function noBarriers(work: Work): Promise<void> {
  const { browser } = work;
  await fill(work);
  const inbox = await browser.inbox();
  await inbox.getByRole("article").nth(5).waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await inbox.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await browser.options.emulateMedia({ colorScheme });
    deepEqual(await barriers(inbox), []);
    await picture(inbox, `inbox-${colorScheme}`);
    deepEqual(await barriers(browser.options), []);
    await browser.options.setViewportSize({ width: 900, height: 1000 });
    await picture(browser.options, `options-${colorScheme}`, { whole: true });
  }
  await listing(work, inbox);
  await browser.options.setViewportSize({ width: 440, height: 600 });
}

/** Inbox and settings in the size that stores ask of pictures, in which nothing is cut off either. */
async function listing({ browser }: Work, inbox: Page): Promise<void> {
  for (const [page, name] of [[inbox, "inbox"], [browser.options, "options"]] as const) {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.setViewportSize({ width: 1280, height: 800 });
    deepEqual(await clipped(page), []);
    await picture(page, `store-${name}`);
  }
}

async function noBarriersInSheets(work: Work): Promise<void> {
  const { browser } = work;
  await fill(work);
  const inbox = await browser.inbox();
  await inbox.getByRole("article").nth(5).waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await inbox.emulateMedia({ colorScheme });
    for (const key of ["?", "s", "m", "p"]) {
      await inbox.keyboard.press(key);
      await inbox.getByRole("dialog").waitFor();
      deepEqual(await barriers(inbox), [], `sheet of ${key}`);
      await picture(inbox, `sheet-${key === "?" ? "keys" : key}-${colorScheme}`);
      await inbox.keyboard.press("Escape");
      await inbox.locator("dialog").waitFor({ state: "detached" });
    }
  }
}

async function byKeyboard(work: Work): Promise<void> {
  const { browser } = work;
  await fill(work);
  const inbox = await browser.inbox();
  await inbox.getByRole("article").nth(5).waitFor();
  const focused = () =>
    inbox.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.ariaLabel ?? activeElement?.textContent ?? "";
    });
  const reached = new Set<string>();
  for (let press = 0; press < 40; press++) {
    await inbox.keyboard.press("Tab");
    reached.add(await focused());
  }
  const wanted = [
    "Done",
    "Mark as read",
    "Snooze",
    "Follow or mute",
    "Filters",
    "Settings",
    "Keys",
  ];
  deepEqual(wanted.filter((name) => !reached.has(name)), []);
  await inbox.getByRole("article").first().focus();
  const before = await inbox.getByRole("article").count();
  while (await focused() !== "Done") await inbox.keyboard.press("Tab");
  await inbox.keyboard.press("Enter");
  await eventually(() => inbox.getByRole("article").count(), (count) => count === before - 1);
}

async function announces({ browser, jira }: Work): Promise<void> {
  const inbox = await browser.inbox();
  await inbox.clock.install();
  await inbox.reload();
  await inbox.locator(".list").waitFor();
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await inbox.getByRole("article").waitFor();
  await inbox.clock.fastForward(10_000);
  await inbox.getByText(`${issue.key} ${jira.ana.displayName} created the issue`)
    .waitFor({ state: "attached" });
}

async function keepsStill({ browser, jira }: Work): Promise<void> {
  await jira.create({ summary: "Mine", assignee: jira.me });
  const inbox = await browser.inbox();
  await inbox.emulateMedia({ reducedMotion: "reduce" });
  await inbox.getByRole("article").waitFor();
  equal(await inbox.evaluate(() => document.getAnimations().length), 0);
}

async function fitsPanel(work: Work): Promise<void> {
  const { browser } = work;
  await fill(work);
  const inbox = await browser.inbox("?panel");
  await inbox.getByRole("article").nth(5).waitFor();
  for (const width of [320, 240]) {
    await inbox.setViewportSize({ width, height: 900 });
    deepEqual(await clipped(inbox), []);
    await picture(inbox, width === 320 ? "panel" : "sidebar");
  }
}

async function besideWords({ browser }: Work): Promise<void> {
  await choose(browser, {
    notify: { ...DEFAULTS.notify, on: true },
    quiet: { ...DEFAULTS.quiet, on: true },
  });
  const inbox = await browser.inbox();
  await inbox.getByRole("button", { name: "Filters" }).click();
  equal(await inbox.locator(".check").count(), 1);
  deepEqual(await besides(inbox), []);
  await browser.options.getByRole("checkbox", { name: "Monday" }).waitFor();
  deepEqual(await besides(browser.options), []);
}

async function wrapsAndTurns({ browser, service, jira }: Work): Promise<void> {
  const key = "AVERYLONGKEYOFAPROJECTTHATSOMEBODYCHOSE";
  await choose(browser, { mutes: [{ server: service.url, kind: "project", id: "1", key }] });
  await browser.options.setViewportSize({ width: 320, height: 700 });
  await browser.options.getByText(key).waitFor();
  deepEqual(await clipped(browser.options), []);
  await jira.create({ summary: "إصلاح خطأ (Chrome) 2.0", assignee: jira.me });
  const inbox = await browser.inbox();
  const summary = inbox.locator(".summary");
  await summary.waitFor();
  const [first, last] = await summary.evaluate(({ firstChild }) =>
    [[0, 1], [19, 22]].map(([from, to]) => {
      const range = document.createRange();
      range.setStart(firstChild!, from!);
      range.setEnd(firstChild!, to!);
      return range.getBoundingClientRect().left;
    })
  );
  equal(first! > last!, true, "the version stands left of the words before it");
}

async function speaks(
  { browser, service }: Stage,
  { language, inbox: name, settings }: {
    readonly language: string;
    readonly inbox: string;
    readonly settings: string;
  },
): Promise<void> {
  const jira = new Jira(service);
  await jira.introduce(browser);
  await fill({ browser, service, jira });
  const inbox = await browser.inbox();
  await inbox.getByRole("button", { name }).first().waitFor();
  await inbox.getByRole("article").nth(5).waitFor();
  deepEqual(await clipped(inbox), []);
  await picture(inbox, `inbox-${language}`);
  await inbox.locator(".search button").click();
  deepEqual(await clipped(inbox), []);
  await picture(inbox, `filters-${language}`);
  for (const key of ["?", "s", "m"]) {
    await inbox.keyboard.press(key);
    await inbox.getByRole("dialog").waitFor();
    deepEqual(await clipped(inbox), [], `sheet of ${key}`);
    await picture(inbox, `sheet-${key === "?" ? "keys" : key}-${language}`);
    await inbox.keyboard.press("Escape");
    await inbox.locator("dialog").waitFor({ state: "detached" });
  }
  await settingsFit(browser, { language, settings });
  // The bell is there only once notifications are wanted.
  const panel = await browser.inbox("?panel");
  await panel.setViewportSize({ width: 320, height: 900 });
  await panel.getByRole("article").nth(5).waitFor();
  for (const key of ["?", "s", "m", "p"]) {
    await panel.keyboard.press(key);
    await panel.getByRole("dialog").waitFor();
    deepEqual(await clipped(panel), [], `sheet of ${key} in the panel`);
    await picture(panel, `panel-${key === "?" ? "keys" : key}-${language}`);
    await panel.keyboard.press("Escape");
    await panel.locator("dialog").waitFor({ state: "detached" });
  }
}

async function settingsFit(
  browser: ExtensionBrowser,
  { language, settings }: { readonly language: string; readonly settings: string },
): Promise<void> {
  const { options } = browser;
  await choose(browser, {
    notify: { ...DEFAULTS.notify, on: true },
    quiet: { ...DEFAULTS.quiet, on: true },
  });
  await options.getByRole("heading", { name: settings }).waitFor();
  for (const width of [900, 440]) {
    await options.setViewportSize({ width, height: 900 });
    deepEqual(await clipped(options), []);
    await picture(options, `options-${language}-${width}`, { whole: true });
  }
}
