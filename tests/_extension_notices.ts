/// <reference types="@types/chrome" />
/**
 * Keeps what notifications said, which no API of the browser tells afterwards.
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

/**
 * Stands before the worker's own code, so that no worker shows anything before it is listened to.
 * What the browser has shown is kept before the worker learns of it: one that is killed over it has
 * told it.
 */
export const NOTICE_RECORDER: string = `(${record})();\n`;

/** All that was shown, in order. */
export async function shownNotices(browser: ExtensionBrowser): Promise<readonly Shown[]> {
  const stored = await browser.options.evaluate(() => chrome.storage.session.get(null));
  return Object.keys(stored).filter((key) => key.startsWith("shown_")).sort()
    .map((key) => stored[key] as Shown);
}

/** A click on a notification, which no test can reach on the screen: the browser's event itself. */
export async function pressNotice(browser: ExtensionBrowser, id: string): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate((id) => {
    const event = chrome.notifications.onClicked as unknown as { dispatch(id: string): void };
    event.dispatch(id);
  }, id);
}

function record(): void {
  const { notifications, storage } = chrome;
  if (notifications === undefined) return;
  const create = notifications.create.bind(notifications) as (
    id: string,
    options: object,
  ) => Promise<string>;
  Object.assign(notifications, {
    create: async (id: string, options: object) => {
      const done = await create(id, options);
      // A test may set the clock; this one only goes on.
      const at = (performance.timeOrigin + performance.now()).toFixed(3);
      await storage.session.set({ [`shown_${at}`]: { id, ...options } });
      return done;
    },
  });
}
