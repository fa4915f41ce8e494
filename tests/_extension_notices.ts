/// <reference types="@types/chrome" />
/**
 * Listens to what notifications say, which no API of the browser tells afterwards.
 *
 * @module
 */

import type { ExtensionBrowser } from "./_extension_browser.ts";

/** What was shown. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly contextMessage: string;
  readonly silent: boolean;
}

/** Has the worker of now keep what it shows. */
export async function listenToNotices(browser: ExtensionBrowser): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate(() => {
    const { notifications, storage } = chrome;
    const create = notifications.create.bind(notifications) as (
      id: string,
      options: object,
    ) => Promise<string>;
    Object.assign(notifications, {
      create: async (id: string, options: object) => {
        const { shown = [] } = await storage.session.get("shown") as { shown?: object[] };
        await storage.session.set({ shown: [...shown, { id, ...options }] });
        return await create(id, options);
      },
    });
  });
}

/** What was shown since. */
export async function shownNotices(browser: ExtensionBrowser): Promise<readonly Shown[]> {
  return await browser.options.evaluate(async () =>
    (await chrome.storage.session.get("shown")).shown as Shown[] | undefined ?? []
  );
}
