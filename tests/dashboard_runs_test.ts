import { deepEqual, equal, match, ok } from "node:assert/strict";
import { cannedSync } from "./_canned_sync.ts";
import { fourDays, ranAgo, registration } from "./_canned_history.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { onSyncView, type SyncPage, type SyncPageOptions } from "./_sync_page.ts";

const history: SyncPageOptions = { canned: () => cannedSync({ runs: fourDays() }) };
const unregistered: SyncPageOptions = { canned: () => cannedSync({ webhooks: [] }) };
const registered: SyncPageOptions = { canned: () => cannedSync({ webhooks: [disabled()] }) };

dashboardTest("dashboard: what comparisons found", [
  ["draws it, and has the same as a table", onSyncView(draws, history)],
  ["loads what draws only when there is something to draw", onSyncView(loadsLittle)],
  ["lists runs page by page, and folds those that found nothing", onSyncView(lists, history)],
  ["tells of each project what a census found there", onSyncView(tellsProjects, history)],
]);

dashboardTest("dashboard: webhooks as Jira has them", [
  ["shows nothing where the service has nothing to say of them", onSyncView(hidesWebhooks)],
  ["creates one when there is none", onSyncView(creates, unregistered)],
  ["shows what is wrong, repairs and deletes", onSyncView(repairs, registered)],
]);

async function draws({ page, watched }: SyncPage): Promise<void> {
  const chart = page.getByRole("img", {
    name: /^Since .*: \d+ issues missed, .* 312 not repaired$/,
  });
  await chart.waitFor();
  await chart.locator("canvas").waitFor();
  ok(await drawnColours(page) > 3, "the chart is empty");
  await watched.picture("sync-drift");
  await page.getByText("Show as a table").click();
  const table = page.getByRole("region", { name: "What webhooks missed" }).getByRole("table");
  const heads = await table.getByRole("columnheader").allInnerTexts();
  deepEqual(heads, ["From", "Missed", "Out of date", "Deleted", "Out of sight", "Not repaired"]);
  const left = await table.getByRole("row").locator("td:last-child").allInnerTexts();
  equal(left.filter((text) => text === "312").length, 1);
  await chart.hover({ position: { x: 300, y: 60 } });
  match(await page.locator(".readout").innerText(), /^From .*: /);
}

async function loadsLittle({ page, canned }: SyncPage): Promise<void> {
  const loaded = () =>
    page.evaluate(() =>
      performance.getEntriesByType("resource").filter(({ name }) => name.includes("stacked_bars"))
        .length
    );
  await page.getByText("Nothing was compared yet").waitFor();
  equal(await loaded(), 0);
  const drift = { ...ranAgo(0).drift, missed: 1, repaired: 1 };
  canned.runs = [ranAgo(60_000, { drift })];
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByRole("img", { name: /1 issue missed$/ }).locator("canvas").waitFor();
  equal(await loaded(), 1);
}

async function lists({ page, canned }: SyncPage): Promise<void> {
  const runs = page.getByRole("region", { name: "Runs" });
  const fold = runs.getByRole("button", { name: "8 sweeps found no difference" });
  equal(await fold.getAttribute("aria-expanded"), "false");
  const before = await runs.getByRole("row").count();
  await fold.click();
  equal(await runs.getByRole("row").count(), before + 8);
  const more = runs.getByRole("button", { name: "Earlier runs" });
  while (await more.isVisible()) await more.click();
  const folded = await runs.getByRole("button", { name: /sweeps found no difference/ })
    .allInnerTexts();
  const hidden = folded.reduce((sum, text) => sum + Number(/\d+/.exec(text)?.[0]), 0);
  const shown = await runs.getByRole("row").count();
  // A head, a row for each fold, and the eight that are unfolded stand for no further run.
  equal(shown - 1 - folded.length - 8 + hidden, canned.runs.length);
}

async function tellsProjects({ page }: SyncPage): Promise<void> {
  const runs = page.getByRole("region", { name: "Runs" });
  await runs.getByRole("button", { name: "Census" }).first().click();
  await runs.getByText("1 other project without a difference.").waitFor();
  const projects = runs.getByRole("table").getByRole("table");
  const [, ...rows] = await projects.getByRole("row").allInnerTexts();
  deepEqual(rows.map((row) => row.replace(/\s+/g, " ").trim()), [
    "SHOP 888 312 not settled: 312 not repaired Held back",
    "PLAT 2,110 3 deleted, 1 no longer visible: all repaired Compared",
  ]);
}

async function hidesWebhooks({ page }: SyncPage): Promise<void> {
  await page.getByRole("region", { name: "Runs" }).waitFor();
  equal(await page.getByRole("region", { name: "Webhook", exact: true }).count(), 0);
}

async function creates({ page, canned }: SyncPage): Promise<void> {
  const section = page.getByRole("region", { name: "Webhook", exact: true });
  await section.getByText("https://boardcast.example/webhook/jira").waitFor();
  canned.webhooks = [registration()];
  await section.getByRole("button", { name: "Create it" }).click();
  await section.getByText("Webhook created").waitFor();
  await section.getByText("Enabled, signed, 3 events, all issues").waitFor();
  await section.getByRole("img", { name: "as it should be" }).waitFor();
  deepEqual(canned.asked, ["POST /api/webhooks"]);
}

async function repairs({ page, canned, watched }: SyncPage): Promise<void> {
  const section = page.getByRole("region", { name: "Webhook", exact: true });
  await section.getByText("It is disabled, so Jira sends nothing.").waitFor();
  await section.getByText("Last one 3m ago; usually one every 4 min").waitFor();
  await watched.picture("sync-webhook");
  await section.getByRole("button", { name: "Repair Boardcast" }).click();
  await section.getByText("Boardcast repaired").waitFor();
  await section.getByRole("button", { name: "Delete Boardcast" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Boardcast from Jira?" });
  canned.webhooks = [];
  await dialog.getByRole("button", { name: "Delete" }).click();
  await section.getByText("Boardcast deleted").waitFor();
  await section.getByRole("button", { name: "Create it" }).waitFor();
  deepEqual(canned.asked, ["POST /api/webhooks/7/repair", "DELETE /api/webhooks/7"]);
}

function disabled() {
  const problems = [{ code: "disabled", message: "It is disabled, so Jira sends nothing." }];
  return registration({ enabled: false, problems });
}

/** How many colours the chart's canvas has, its empty ground included. */
async function drawnColours(page: SyncPage["page"]): Promise<number> {
  return await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".chart canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Map<number, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = (data[at]! << 16) + (data[at + 1]! << 8) + data[at + 2]!;
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
    return [...colours.values()].filter((pixels) => pixels > 100).length;
  });
}
