import { deepEqual, equal, match } from "node:assert/strict";
import type { Page } from "playwright-core";
import { changeHome } from "../lib/mirror/home.ts";
import { assertNoBarriers } from "./_axe.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { change, readFeed } from "./_intake.ts";
import { makeDeadIn, quarantineIn } from "./_kept.ts";
import { type KeptPageStage, onKeptView } from "./_kept_page.ts";
import type { RunningService } from "./_service.ts";

const letters = (many: number) => (service: RunningService) =>
  makeDeadIn(service.service, Array.from({ length: many }, (_, n) => change(n + 1)));

async function both(service: RunningService): Promise<void> {
  await letters(3)(service);
  await (await service.post("not JSON, but signed")).body?.cancel();
  await quarantineIn(service.service, change(9));
}

/** A webhook of the Jira whose issues are kept, and one of another. */
async function foreign(service: RunningService): Promise<void> {
  const url = "https://ours.example.com";
  const jira = { url, cloudId: null, addresses: ["ours.example.com"], other: null };
  await changeHome(service.service, () => jira);
  await service.service.home.look();
  for (const [n, host] of [[1, "ours"], [2, "other"]] as const) {
    const body = change(n);
    const self = `https://${host}.example.com/rest/api/2/issue/${n}`;
    const issue = { ...body.issue as object, self };
    await (await service.post({ ...body, issue })).body?.cancel();
    await service.settled();
  }
}

const dark = { fill: both, colorScheme: "dark" } as const;
const narrow = { fill: both, viewport: { width: 360, height: 800 } } as const;

dashboardTest("dashboard: what is kept until somebody decides", [
  ["says what it means that there is nothing", onKeptView(saysNothing)],
  ["lists both kinds with reason, and shows a body on demand", onKeptView(lists, { fill: both })],
  ["replays one, and tells that it was applied", onKeptView(replaysOne, { fill: both })],
  [
    "replays what can be read by now, and says what can't",
    onKeptView(replaysCalls, { fill: both }),
  ],
  ["replays all, in parts", onKeptView(replaysAll, { fill: letters(25) })],
  [
    "discards all, shown or not, once it is confirmed",
    onKeptView(discardsAll, {
      fill: letters(60),
    }),
  ],
  ["is narrowed to when things came", onKeptView(narrows, { fill: letters(2) })],
  [
    "shows what another Jira sent, and takes it when told that it is the same",
    onKeptView(accepts, {
      fill: foreign,
    }),
  ],
  ["shows how far it is, and stops when told to", onKeptView(stops, { fill: letters(25) })],
  ["discards what was selected, once it is confirmed", onKeptView(discards, { fill: letters(3) })],
  ["shows older ones when asked for", onKeptView(showsOlder, { fill: letters(60) })],
  ["is used from the keyboard alone", onKeptView(obeysKeys, { fill: letters(2) })],
  ["has no barrier that axe-core finds", onKeptView(isBarrierFree, { fill: both })],
  ["nor in the dark", onKeptView(isBarrierFree, dark)],
  ["nor when nothing is kept", onKeptView(({ page }) => assertNoBarriers(page))],
  ["fits a screen of 360 pixels", onKeptView(fits, narrow)],
]);

const dead = (page: Page) => page.getByRole("region", { name: "Dead letters" });
const held = (page: Page) => page.getByRole("region", { name: "Quarantine" });

async function saysNothing({ page, watched }: KeptPageStage): Promise<void> {
  await page.getByRole("heading", { name: /^Nothing waits for you/ }).waitFor();
  await dead(page).getByText("Every webhook that was stored has been applied").waitFor();
  await held(page).getByText("Every call that was signed as it should be could be read").waitFor();
  equal(await page.locator(".view-count").count(), 0);
  equal(await page.title(), "Kept · Boardcast");
  await watched.picture("kept-empty");
}

async function lists({ page, watched }: KeptPageStage): Promise<void> {
  await page.getByRole("heading", { name: /^5 webhooks could not be applied/ }).waitFor();
  equal(await page.locator(".view-count").innerText(), "5");
  const row = dead(page).getByRole("listitem").first();
  match(await row.innerText(), /ABC-1, jira:issue_updated\n+.*6 attempts, \d+ bytes\n/);
  match(await row.innerText(), /Cannot digest poison/);
  const call = held(page).getByRole("listitem").last();
  match(await call.innerText(), /Not readable\n+.*1 attempt, 20 bytes\n+Cannot read the body/);
  await call.getByRole("button", { name: /^Body of/ }).click();
  await call.getByText("not JSON, but signed", { exact: true }).waitFor();
  await row.getByRole("button", { name: /^Body of/ }).click();
  await row.locator("pre", { hasText: '"key": "PUMP-3"' }).waitFor();
  await watched.picture("kept");
  await row.getByRole("button", { name: /^Body of/ }).click();
  await row.locator("pre").waitFor({ state: "detached" });
}

async function replaysOne({ page, service }: KeptPageStage): Promise<void> {
  const rows = dead(page).getByRole("listitem");
  await rows.first().getByRole("button", { name: /^Replay/ }).click();
  await dead(page).getByText("1 replayed").waitFor();
  await rows.nth(2).waitFor({ state: "detached" });
  await service.settled();
  deepEqual((await readFeed(service)).map(({ issue }) => issue?.key), ["PUMP-3"]);
  await page.locator(".view-count", { hasText: "4" }).waitFor();
}

async function replaysCalls({ page, service }: KeptPageStage): Promise<void> {
  await held(page).getByRole("button", { name: "Replay all" }).click();
  await held(page).getByText("1 replayed; 1 still not readable").waitFor();
  await held(page).getByText("2 attempts").waitFor();
  await service.settled();
  deepEqual((await readFeed(service)).map(({ issue }) => issue?.key), ["PUMP-9"]);
}

async function replaysAll({ page, service, orders }: KeptPageStage): Promise<void> {
  await dead(page).getByRole("button", { name: "Replay all" }).click();
  await dead(page).getByText("25 replayed").waitFor();
  await page.getByRole("heading", { name: /^Nothing waits for you/ }).waitFor();
  deepEqual(orders, Array(3).fill("/api/dead-letters/replay 10"));
  await service.settled();
  equal((await readFeed(service)).length, 25);
}

async function stops({ page, holdOrders, orders }: KeptPageStage): Promise<void> {
  const letGo = holdOrders();
  await dead(page).getByRole("button", { name: "Replay all" }).click();
  const progress = dead(page).getByRole("progressbar", { name: "Replaying: 0 of 25" });
  await progress.waitFor();
  await dead(page).getByRole("button", { name: "Stop" }).click();
  letGo();
  await dead(page).getByText("Stopped: 10 replayed").waitFor();
  await dead(page).getByRole("listitem").nth(15).waitFor({ state: "detached" });
  equal(orders.length, 1);
}

async function discards({ page, service, watched, orders }: KeptPageStage): Promise<void> {
  const rows = dead(page).getByRole("listitem");
  await rows.nth(0).getByRole("checkbox").check();
  await rows.nth(1).getByRole("checkbox").check();
  await dead(page).getByRole("button", { name: "Discard 2 selected" }).click();
  // By its element: by role it would count as gone while it is still closing.
  const dialog = page.locator("dialog", { hasText: "Discard 2 dead letters?" });
  await dialog.waitFor();
  await watched.picture("kept-discard");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  deepEqual(orders, []);
  await dead(page).getByRole("button", { name: "Discard 2 selected" }).click();
  await dialog.getByRole("button", { name: "Discard 2 dead letters" }).click();
  await dead(page).getByText("2 discarded").waitFor();
  await rows.nth(1).waitFor({ state: "detached" });
  match(await rows.first().innerText(), /ABC-1/);
  deepEqual(await readFeed(service), []);
}

async function discardsAll({ page }: KeptPageStage): Promise<void> {
  await dead(page).getByRole("button", { name: "Discard all" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard 60 dead letters?" });
  await dialog.getByRole("button", { name: "Discard 60 dead letters" }).click();
  await dead(page).getByText("60 discarded").waitFor();
  await page.getByRole("heading", { name: /^Nothing waits for you/ }).waitFor();
}

async function narrows({ page, watched, orders }: KeptPageStage): Promise<void> {
  const rows = dead(page).getByRole("listitem");
  await rows.nth(1).waitFor();
  await page.getByLabel("Until").fill("2026-01-01T10:00");
  await page.getByRole("heading", { name: "Nothing that came in this time waits for you" })
    .waitFor();
  await dead(page).getByText("None that came in this time.").waitFor();
  await watched.picture("kept-narrowed");
  await page.getByRole("button", { name: "Any time" }).click();
  await rows.nth(1).waitFor();
  equal(await page.getByLabel("Until").inputValue(), "");
  await page.getByLabel("Came from").fill("2025-01-01T10:00");
  await page.getByRole("heading", { name: /^2 webhooks of this time could not be applied/ })
    .waitFor();
  await typeYear(page, "2026");
  // Another view, and back: what is chosen stays, and can be seen.
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByRole("link", { name: "Kept" }).click();
  equal(await page.getByLabel("Came from").inputValue(), "2026-01-01T10:00");
  await dead(page).getByRole("button", { name: "Replay all" }).click();
  await dead(page).getByText("2 replayed").waitFor();
  deepEqual(orders, ["/api/dead-letters/replay 10"]);
}

/** Types over the year of a field, figure by figure: each is a time for itself. */
async function typeYear(page: Page, year: string): Promise<void> {
  const field = page.getByLabel("Came from");
  await field.focus();
  // Month and day come first.
  for (const key of ["Tab", "Tab", ...year]) {
    await page.keyboard.press(key);
    if (key === "Tab") continue;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  equal(await field.inputValue(), `${year}-01-01T10:00`);
}

async function accepts({ page, watched, service }: KeptPageStage): Promise<void> {
  await page.getByRole("heading", { name: "1 webhook was of another Jira, and not applied" })
    .waitFor();
  const section = page.getByRole("region", { name: "Of another Jira", exact: true });
  const row = section.getByRole("listitem");
  match(
    await row.innerText(),
    /jira:issue_updated\n+.* \d+ bytes\n+Its body names other\.example\.com as its Jira\n+Body$/,
  );
  await row.getByRole("button", { name: /^Body of/ }).click();
  await row.locator("pre", { hasText: "PUMP-2" }).waitFor();
  await watched.picture("kept-foreign");
  await assertNoBarriers(page);
  await section.getByRole("button", { name: "other.example.com is the same Jira …" }).click();
  await page.getByRole("dialog", { name: "Is other.example.com the same Jira?" })
    .getByRole("button", { name: "It is the same Jira" }).click();
  await section.waitFor({ state: "detached" });
  await service.settled();
  deepEqual((await readFeed(service)).map(({ issue }) => issue?.key), ["PUMP-1", "PUMP-2"]);
}

async function showsOlder({ page }: KeptPageStage): Promise<void> {
  const rows = dead(page).getByRole("listitem");
  await rows.nth(49).waitFor();
  equal(await rows.count(), 50);
  await page.getByRole("heading", { name: /^More than 50 webhooks/ }).waitFor();
  await dead(page).getByRole("button", { name: "Show older ones" }).click();
  await rows.nth(59).waitFor();
}

async function obeysKeys({ page, orders }: KeptPageStage): Promise<void> {
  equal(await page.evaluate(() => document.activeElement?.ariaLabel), "Kept");
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest("label, button")?.textContent ?? "");
  const tabTo = async (text: string) => {
    for (let presses = 0; presses < 40 && !(await focused()).includes(text); presses++) {
      await page.keyboard.press("Tab");
    }
  };
  await tabTo("Select all");
  await page.keyboard.press("Space");
  await tabTo("Replay 2 selected");
  await page.keyboard.press("Enter");
  await dead(page).getByText("2 replayed").waitFor();
  equal(orders.length, 1);
  equal(await page.evaluate(() => document.activeElement?.textContent), "Dead letters");
  await page.keyboard.press("1");
  await page.getByRole("main", { name: "Feed" }).waitFor();
}

async function isBarrierFree({ page, watched }: KeptPageStage): Promise<void> {
  await dead(page).getByRole("button", { name: /^Body of/ }).first().click();
  await dead(page).locator("pre").waitFor();
  await dead(page).getByRole("checkbox").nth(1).check();
  await assertNoBarriers(page);
  await watched.picture("kept-axe");
  await dead(page).getByRole("button", { name: /^Discard ABC/ }).first().click();
  await page.getByRole("dialog").waitFor();
  await assertNoBarriers(page);
}

async function fits({ page, watched }: KeptPageStage): Promise<void> {
  await dead(page).getByRole("button", { name: /^Body of/ }).first().click();
  await dead(page).locator("pre").waitFor();
  await watched.picture("kept-narrow");
  equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
}
