import { deepEqual, equal } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { assertNoBarriers } from "./_axe.ts";
import { WatchedPage } from "./_browser.ts";
import { cannedSync } from "./_canned_sync.ts";
import { agreeing, brake, fourDays, OFF, ranAgo, registration } from "./_canned_history.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";
import { runService } from "./_service.ts";
import { onSyncView, type SyncPage } from "./_sync_page.ts";

const full = () =>
  cannedSync({
    completeness: agreeing({ state: "alarm", ids: { agreed: 4_500, total: 4_812, asOf: 1 } }),
    alarms: [brake()],
    running: ranAgo(60_000, { kind: "census", outcome: "running", endedAt: null, expected: 60 }),
    runs: fourDays(),
    webhooks: [
      registration({ problems: [{ code: "disabled", message: "It is disabled." }] }),
      registration({ id: "8", name: "Another" }),
    ],
  });
const off = () => cannedSync({ completeness: OFF, webhooks: [] });
const dark = { colorScheme: "dark" } as const;
const narrow = { viewport: { width: 360, height: 800 } } as const;

dashboardTest("dashboard: axe-core finds no barrier", [
  ["on sign-in", barrierFreeSignIn],
  ["in the feed", onSyncView(barrierFreeFeed)],
  ["in the feed, dark", onSyncView(barrierFreeFeed, dark)],
  ["in the view of completeness", onSyncView(barrierFreeSync, { canned: full })],
  ["in the view of completeness, dark", onSyncView(barrierFreeSync, { canned: full, ...dark })],
  [
    "in it while nothing is compared",
    onSyncView(({ page }) => assertNoBarriers(page), {
      canned: off,
    }),
  ],
  ["in it when all is well", onSyncView(({ page }) => assertNoBarriers(page))],
]);

dashboardTest("dashboard: the views are reached and used without a mouse", [
  ["keys and links lead to each view, and the focus follows", onSyncView(navigates)],
  ["a brake is confirmed from the keyboard alone", onSyncView(confirms, { canned: full })],
  ["runs, table and webhooks obey the keyboard", onSyncView(opens, { canned: full })],
  ["keys of the feed do nothing elsewhere", onSyncView(keepsKeys)],
  ["everything fits a screen of 360 pixels", onSyncView(fits, { canned: full, ...narrow })],
]);

async function barrierFreeSignIn(browser: Browser): Promise<void> {
  await using service = await runService();
  await using watched = await WatchedPage.open(browser);
  await watched.page.goto(service.url);
  await watched.page.getByLabel("Token").waitFor();
  await assertNoBarriers(watched.page);
}

async function barrierFreeFeed({ page, service }: SyncPage): Promise<void> {
  await page.getByRole("link", { name: "Feed" }).click();
  await assertNoBarriers(page);
  await (await service.post(issueUpdated({ number: 1, summary: "Payment" }))).body?.cancel();
  await page.getByRole("article").waitFor();
  await page.keyboard.press("p");
  await assertNoBarriers(page);
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await assertNoBarriers(page);
}

async function barrierFreeSync({ page }: SyncPage): Promise<void> {
  await page.locator(".chart canvas").waitFor();
  await page.getByText("Show as a table").click();
  await page.getByRole("button", { name: "Census", exact: true }).first().click();
  await page.getByRole("button", { name: /sweeps found/ }).first().click();
  await assertNoBarriers(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("dialog").waitFor();
  await assertNoBarriers(page);
}

async function navigates({ page }: SyncPage): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.ariaLabel);
  equal(await focused(), "Sync");
  const current = page.getByRole("navigation", { name: "Views" }).locator("[aria-current=page]");
  for (
    const [key, name, title] of [["1", "Feed", "Boardcast"], ["2", "Sync", "Sync · Boardcast"]]
  ) {
    await page.keyboard.press(key!);
    await current.filter({ hasText: name! }).waitFor();
    await page.getByRole("main", { name: name! }).waitFor();
    equal(await page.title(), title);
    equal(await focused(), name);
  }
  await page.goBack();
  await page.getByRole("main", { name: "Feed" }).waitFor();
  equal(await focused(), "Feed");
}

async function confirms({ page, canned, watched }: SyncPage): Promise<void> {
  await tabTo(page, "Confirm …");
  await page.keyboard.press("Enter");
  // By its element: by role it would count as gone while it is still closing.
  const dialog = page.locator("dialog", { hasText: "Remove 312 issues of SHOP?" });
  await dialog.waitFor();
  equal(await focusedText(page), "Cancel");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  equal(await focusedText(page), "Confirm …");
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await page.keyboard.press("Tab");
  equal(await focusedText(page), "Remove 312 issues");
  await watched.picture("sync-focus");
  await page.keyboard.press("Enter");
  await page.getByText("Confirmed").waitFor();
  deepEqual(canned.asked, ['POST /api/sync/confirm {"project":"10000"}']);
  equal(await page.evaluate(() => document.activeElement?.tagName), "MAIN");
}

async function opens({ page, canned }: SyncPage): Promise<void> {
  await tabTo(page, "Sweep now");
  await page.keyboard.press("Space");
  await page.getByText("Sweep asked for").waitFor();
  await tabTo(page, "Show as a table");
  await page.keyboard.press("Enter");
  await page.getByRole("columnheader", { name: "Out of sight" }).waitFor();
  await tabTo(page, "Census");
  await page.keyboard.press("Enter");
  await page.getByText("1 other project without a difference.").waitFor();
  await tabTo(page, "Repair");
  await page.keyboard.press("Enter");
  await page.getByText("Boardcast repaired").waitFor();
  deepEqual(canned.asked, ["POST /api/sync/sweep", "POST /api/webhooks/7/repair"]);
}

async function keepsKeys({ page }: SyncPage): Promise<void> {
  for (const key of ["p", "j", "/"]) await page.keyboard.press(key);
  await page.keyboard.press("1");
  await page.getByRole("button", { name: "Pause" }).waitFor();
}

async function fits({ page, watched }: SyncPage): Promise<void> {
  await page.locator(".chart canvas").waitFor();
  await page.getByRole("button", { name: "Census", exact: true }).first().click();
  await watched.picture("sync-narrow");
  equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
}

async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await focusedText(page) === text) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to "${text}"`);
}

async function focusedText(page: Page): Promise<string> {
  return await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
}
