/**
 * Steps with the extension in Chromium, each with a browser and a service of its own.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import { findChromium } from "../tools/chromium.ts";
import { type BrowserOptions, eventually, ExtensionBrowser } from "./_extension_browser.ts";
import { RestartableService } from "./_restartable_service.ts";

const chromium = await findChromium();

/** A browser that is connected to a service. */
export interface Stage {
  readonly browser: ExtensionBrowser;
  readonly service: RestartableService;
}

/** A step: what the extension does, as one would say it, and the proof. */
export type Step = readonly [does: string, proof: (path: string) => Promise<void>];

/** Registers a test of several steps, which is ignored where there is no Chromium. */
export function extensionTest(name: string, steps: readonly Step[]): void {
  Deno.test({
    name,
    ignore: chromium === null,
    // The browser's process and pipes belong to Playwright, which ends them in its own time.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      for (const [does, proof] of steps) await t.step(does, () => proof(chromium!));
    },
  });
}

/** Gives a step a browser that is connected, and sees that nothing was complained of. */
export function onStage(
  step: (stage: Stage) => Promise<void>,
  options: Omit<BrowserOptions, "path"> = {},
): (path: string) => Promise<void> {
  return async (path) => {
    await using service = await RestartableService.start();
    await using browser = await ExtensionBrowser.start({ path, ...options });
    await connect({ browser, service });
    await step({ browser, service });
    deepEqual(browser.complaints, []);
  };
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
  page: { screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown> },
  name: string,
): Promise<void> {
  const folder = Deno.env.get("BOARDCAST_SCREENSHOTS");
  if (folder) await page.screenshot({ path: `${folder}/extension-${name}.png` });
}
