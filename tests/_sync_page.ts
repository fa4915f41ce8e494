/**
 * Steps on the dashboard's view of completeness, on answers the test chooses.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { WatchedPage } from "./_browser.ts";
import { answerCanned, type CannedSync, cannedSync } from "./_canned_sync.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";

/** A page that shows the view. */
export interface SyncPage {
  readonly canned: CannedSync;
  readonly service: RunningService;
  readonly watched: WatchedPage;
  readonly page: Page;
}

/** What a step begins with. */
export interface SyncPageOptions extends BrowserContextOptions {
  /** @default A mirror that agrees, with no history. */
  readonly canned?: () => CannedSync;
}

/** Gives a step a page on the view, and sees that the page complained of nothing. */
export function onSyncView(
  step: (stage: SyncPage) => Promise<void>,
  { canned = cannedSync, ...context }: SyncPageOptions = {},
): (browser: Browser) => Promise<void> {
  return async (browser) => {
    const answers = canned();
    await using service = await runService({
      front: (request, answer) => answerCanned(answers, { request, answer }),
    });
    await using watched = await WatchedPage.open(browser, context);
    const { page } = watched;
    await page.goto(`${service.url}/#token=${TOKEN}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Sync" }).click();
    const view = page.getByRole("main", { name: "Sync" });
    await view.getByRole("heading", { level: 2 }).filter({ hasNotText: "Asking" }).waitFor();
    await step({ canned: answers, service, watched, page });
    // The browser itself reports refusals; nothing else may be wrong.
    deepEqual(watched.complaints.filter((text) => !/status of (404|409|503)/.test(text)), []);
  };
}
