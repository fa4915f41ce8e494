import { deepEqual, equal } from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Cursor } from "../lib/feed/protocol.ts";
import { WatchedPage } from "./_browser.ts";
import { dashboardTest, keys, onStage, type Stage, tryNow } from "./_dashboard_stage.ts";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";

dashboardTest("dashboard: the list", [
  ["shows a change as soon as its webhook came", onStage(showsChange)],
  ["fills its list with what happened before it was opened", onStage(showsEarlier)],
  ["has the service filter, and keeps the choice in the address", onStage(filters)],
  ["searches in what is shown", onStage(searches)],
  ["holds changes back while paused, counts them, and lets them in", onStage(pauses)],
  ["goes on after the service restarted, nothing missed and nothing twice", survivesRestart],
  ["says so when the service's log began anew", noticesNewLog],
]);

async function showsChange({ service, watched, page }: Stage): Promise<void> {
  await page.getByText("No changes yet").waitFor();
  await service.post(issueUpdated({ number: 12, summary: "Payment <b>fails</b>" }));
  const entry = page.getByRole("article");
  await entry.waitFor();
  equal(await entry.locator(".entry-head").innerText(), "Ana Lima changed Status");
  equal(await entry.locator(".summary").innerText(), "Payment <b>fails</b>");
  equal(await entry.getByRole("listitem").innerText(), "StatusTo Do→In Progress");
  const link = entry.getByRole("link", { name: "DEMO-12" });
  equal(await link.getAttribute("href"), "https://jira.example/browse/DEMO-12");
  await page.locator(".figure", { hasText: "Accepted" }).getByText("1", { exact: true }).waitFor();
  await watched.picture("light");
}

async function showsEarlier({ service, page }: Stage): Promise<void> {
  for (const number of [1, 2, 3]) {
    await service.post(issueUpdated({ number, summary: `Change ${number}` }));
  }
  await page.getByRole("article").nth(2).waitFor();
  await page.reload();
  await page.getByRole("article").nth(2).waitFor();
  deepEqual(await keys(page), ["DEMO-3", "DEMO-2", "DEMO-1"]);
}

async function filters({ service, page }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "One" }));
  await service.post(issueUpdated({ number: 2, summary: "Two", project: "WEB" }));
  const opened = page.waitForEvent("websocket");
  await page.reload();
  const socket = await opened;
  await page.getByRole("article").nth(1).waitFor();
  const told = socket.waitForEvent("framesent", {
    predicate: ({ payload }) => String(payload).startsWith('{"t":"subs"'),
  });
  await page.getByRole("combobox", { name: "Project" }).fill("web");
  await page.getByRole("article").filter({ hasText: "DEMO-1" }).waitFor({ state: "detached" });
  await page.waitForURL(/\?project=web$/);
  deepEqual(JSON.parse(String((await told).payload)), {
    t: "subs",
    rev: 1,
    subs: { any: [{ projects: ["WEB"] }] },
  });
  await service.post(issueUpdated({ number: 3, summary: "Three" }));
  await service.post(issueUpdated({ number: 4, summary: "Four", project: "WEB" }));
  await page.getByRole("article").filter({ hasText: "WEB-4" }).waitFor();
  deepEqual(await keys(page), ["WEB-4", "WEB-2"]);
  await page.getByRole("combobox", { name: "Project" }).fill("");
  await page.getByRole("article").filter({ hasText: "DEMO-3" }).waitFor();
  deepEqual(await keys(page), ["WEB-4", "DEMO-3", "WEB-2", "DEMO-1"]);
}

async function searches({ service, page }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Payment fails" }));
  await service.post(issueUpdated({ number: 2, summary: "Login is slow", actor: "Bo Berg" }));
  await page.getByRole("article").nth(1).waitFor();
  await page.getByLabel("Search").fill("bo login");
  await page.getByRole("article").filter({ hasText: "Payment" }).waitFor({ state: "detached" });
  deepEqual(await keys(page), ["DEMO-2"]);
  await page.getByLabel("Search").fill("nothing like it");
  await page.getByText("Nothing among the latest changes fits").waitFor();
}

async function pauses({ service, watched, page }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await page.getByRole("article").waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await service.post(issueUpdated({ number: 2, summary: "Held" }));
  await service.post(issueUpdated({ number: 3, summary: "Held too" }));
  await page.getByText("Paused: 2 new changes wait").waitFor();
  deepEqual(await keys(page), ["DEMO-1"]);
  await watched.picture("paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("article").nth(2).waitFor();
  deepEqual(await keys(page), ["DEMO-3", "DEMO-2", "DEMO-1"]);
}

async function survivesRestart(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const hellos: { readonly cursor?: Cursor }[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      const frame = JSON.parse(String(payload));
      if (frame.t === "hello") hellos.push(frame);
    }));
  await page.goto(`${service.url}/#token=${service.token}`);
  await page.getByText("Live", { exact: true }).waitFor();
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await page.getByRole("article").waitFor();
  await service.stop();
  await page.getByText(/^Offline since \d\d:\d\d$/).waitFor();
  await watched.picture("offline");
  await service.startAgain();
  await service.post(issueUpdated({ number: 2, summary: "While away" }));
  await tryNow(page);
  await page.getByText("Live", { exact: true }).waitFor();
  deepEqual(hellos.map(({ cursor }) => cursor?.seq), [undefined, 1]);
  await service.post(issueUpdated({ number: 3, summary: "After" }));
  await page.getByRole("article").nth(2).waitFor();
  deepEqual(await keys(page), ["DEMO-3", "DEMO-2", "DEMO-1"]);
  equal(await page.getByText("while you were away").count(), 0);
}

async function noticesNewLog(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(`${service.url}/#token=${service.token}`);
  await page.getByText("Live", { exact: true }).waitFor();
  await service.stop();
  service.loseFile();
  await service.startAgain();
  await tryNow(page);
  await page.getByText("The service's log began anew while you were away").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("began anew").waitFor({ state: "detached" });
}
