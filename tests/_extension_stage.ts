/// <reference types="@types/chrome" />
/**
 * Steps with the extension in Chromium, each with a browser and a service of its own.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { readSettings, type Settings } from "../extension/model/settings.ts";
import { findChromium } from "../tools/chromium.ts";
import { type BrowserOptions, ExtensionBrowser } from "./_extension_browser.ts";
import { Jira } from "./_extension_jira.ts";
import { RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

const chromium = await findChromium();

/** A browser that is connected to a service. */
export interface Stage {
  readonly browser: ExtensionBrowser;
  readonly service: RestartableService;
}

/** A step: what the extension does, as one would say it, and the proof. */
export type Step = readonly [does: string, proof: (browser: ExtensionBrowser) => Promise<void>];

/**
 * Registers a test of several steps, which is ignored where there is no Chromium. The steps share a
 * browser; before each, the extension forgets everything.
 */
export function extensionTest(
  name: string,
  steps: readonly Step[],
  options: Omit<BrowserOptions, "path"> = {},
): void {
  Deno.test({
    name,
    ignore: chromium === null,
    // The browser's process and pipes belong to Playwright, which ends them in its own time.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      await using browser = await ExtensionBrowser.start({ path: chromium!, ...options });
      for (const [does, proof] of steps) {
        await t.step(does, () => proof(browser));
        await browser.reset();
      }
    },
  });
}

/** Gives a step a service the browser is connected to, and sees that nothing was complained of. */
export function onStage(
  step: (stage: Stage) => Promise<void>,
): (browser: ExtensionBrowser) => Promise<void> {
  return async (browser) => {
    await using service = await RestartableService.start();
    await connect({ browser, service });
    await step({ browser, service });
    deepEqual(browser.complaints, []);
  };
}

/** Gives a step also a Jira, in which the browser knows its person. */
export function atWork(
  step: (stage: Stage & { readonly jira: Jira }) => Promise<void>,
): (browser: ExtensionBrowser) => Promise<void> {
  return onStage(async (stage) => {
    const jira = new Jira(stage.service);
    await jira.introduce(stage.browser);
    await step({ ...stage, jira });
  });
}

/** Changes some settings, as the settings page does. */
export async function choose(browser: ExtensionBrowser, change: Partial<Settings>): Promise<void> {
  const sync = await browser.options.evaluate(() => chrome.storage.sync.get(null));
  const { settings, ...spread } = sync as { readonly settings?: object };
  const now = readSettings({ ...settings, ...spread });
  await browser.send({ t: "settings", settings: { ...now, ...change } });
}

/** Keys of the issues shown, from the top. */
export async function keys(page: Page): Promise<string[]> {
  return await page.getByRole("article").locator(".key").allInnerTexts();
}

/** Waits until the inbox shows these issues, from the top. */
export async function shows(page: Page, wanted: readonly string[]): Promise<void> {
  await eventually(() => keys(page), (found) => found.join() === wanted.join());
}

/** Waits until the badge says something. */
export async function badge(browser: ExtensionBrowser, wanted: string): Promise<void> {
  await eventually(() => browser.badge(), (text) => text === wanted);
}

/**
 * Waits until the worker has done all it had to do on the screen, notifications included, and has
 * answered what pages asked before: what is not there now does not come.
 */
export async function drawn(browser: ExtensionBrowser): Promise<void> {
  await browser.send({ t: "wake" });
}

/** Waits until everything the service told so far has arrived. */
export async function settled({ browser, service }: Stage, server = "1"): Promise<void> {
  const { seq } = await service.position();
  await eventually(() => browser.head(server), (head) => head?.cursor.seq === seq);
}

/** Connects a browser to a service, and waits until it follows. */
export async function connect(
  { browser, service }: Stage,
  { name = "Work", jiraUrl = "https://jira.example" }: {
    readonly name?: string;
    readonly jiraUrl?: string | null;
  } = {},
): Promise<string> {
  const { url, token } = service;
  await browser.send({ t: "connect", server: { url, token, name, jiraUrl } });
  const servers = await browser.servers();
  const { id } = servers.find((server) => server.url === url)!;
  await live(browser, id);
  return id;
}

/** Has the issues of the first service lie in a Jira that this browser may look at. */
export async function leadTo(browser: ExtensionBrowser, jiraUrl: string): Promise<void> {
  const [server] = await browser.servers();
  await browser.send({ t: "change_server", server: server!.id, name: server!.name, jiraUrl });
}

/** Waits until a server's feed is followed. */
export async function live(browser: ExtensionBrowser, server = "1"): Promise<void> {
  await eventually(
    () =>
      browser.options.evaluate(
        async (key) => (await chrome.storage.session.get(key))[key],
        `connection_${server}`,
      ) as Promise<{ readonly status?: { readonly state?: string } } | undefined>,
    (connection) => connection?.status?.state === "live",
  );
}

/** Keeps a picture, when the environment names a folder for them. */
export async function picture(
  page: Page,
  name: string,
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<void> {
  const folder = Deno.env.get("BOARDCAST_SCREENSHOTS");
  if (!folder) return;
  await page.screenshot({ path: `${folder}/extension-${name}.png`, fullPage: whole });
}
