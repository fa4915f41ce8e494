/**
 * Steps on the dashboard in Chromium, each with a service of its own.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { buildDashboardIfNeeded } from "../tools/build.ts";
import { findChromium } from "../tools/chromium.ts";
import { launch, WatchedPage } from "./_browser.ts";
import { RestartableService } from "./_restartable_service.ts";

const chromium = await findChromium();

/** A step: what the page does, as one would say it, and the proof. */
export type Step = readonly [does: string, proof: (browser: Browser) => Promise<void>];

/** A service, and a page that is signed in to it. */
export interface Stage {
  readonly service: RestartableService;
  readonly watched: WatchedPage;
  readonly page: Page;
}

/** Registers a test of several steps, which is ignored where there is no Chromium. */
export function dashboardTest(name: string, steps: readonly Step[]): void {
  Deno.test({
    name,
    ignore: chromium === null,
    // The browser's process and pipes belong to Playwright, which ends them in its own time.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      await buildDashboardIfNeeded();
      const browser = await launch(chromium!);
      try {
        for (const [does, proof] of steps) await t.step(does, () => proof(browser));
      } finally {
        await browser.close();
      }
    },
  });
}

/** Gives a step a page that is live, and sees that the page complained of nothing. */
export function onStage(
  step: (stage: Stage) => Promise<void>,
): (browser: Browser) => Promise<void> {
  return async (browser) => {
    await using service = await RestartableService.start();
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.goto(`${service.url}/#token=${service.token}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await step({ service, watched, page });
    deepEqual(watched.complaints, []);
  };
}

/** Keys of the issues shown, newest first. */
export async function keys(page: Page): Promise<string[]> {
  return await page.locator(".key").allInnerTexts();
}

/** The wait between attempts may be over just as the button is looked for. */
export async function tryNow(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Try now" });
  await button.or(page.getByText("Live", { exact: true })).first().waitFor();
  if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => {});
}
