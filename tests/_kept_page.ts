/**
 * Steps on the dashboard's view of what is kept, with a service that keeps something.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { WatchedPage } from "./_browser.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";

/** A page that shows the view. */
export interface KeptPageStage {
  readonly service: RunningService;
  readonly watched: WatchedPage;
  readonly page: Page;
  /** Orders the page has sent, as `POST /api/dead-letters/replay 10`: with how many ids. */
  readonly orders: readonly string[];
  /** Has orders wait for an answer until what it gives back is called. */
  holdOrders(): () => void;
}

/** What a step begins with. */
export interface KeptPageOptions extends BrowserContextOptions {
  /** Puts there what is kept. */
  readonly fill?: (service: RunningService) => Promise<unknown>;
}

/** Gives a step a page on the view, and sees that the page complained of nothing. */
export function onKeptView(
  step: (stage: KeptPageStage) => Promise<void>,
  { fill, ...context }: KeptPageOptions = {},
): (browser: Browser) => Promise<void> {
  return async (browser) => {
    const orders: string[] = [];
    let held = Promise.resolve();
    await using service = await runService({
      front: async (request, answer) => {
        const { pathname } = new URL(request.url);
        if (request.method === "POST" && /\/(replay|discard)$/.test(pathname)) {
          const { limit, dryRun = false } = await request.clone().json();
          if (dryRun) return await answer();
          orders.push(`${pathname} ${limit}`);
          await held;
        }
        return await answer();
      },
    });
    await fill?.(service);
    await using watched = await WatchedPage.open(browser, context);
    const { page } = watched;
    await page.goto(`${service.url}/#token=${TOKEN}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.keyboard.press("3");
    const view = page.getByRole("main", { name: "Kept" });
    await view.getByRole("heading", { level: 2 }).filter({ hasNotText: "Asking" }).waitFor();
    await step({
      service,
      watched,
      page,
      orders,
      holdOrders: () => {
        const gate = Promise.withResolvers<void>();
        held = gate.promise;
        return gate.resolve;
      },
    });
    deepEqual(watched.complaints, []);
  };
}
