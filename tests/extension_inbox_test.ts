import { deepEqual, equal } from "node:assert/strict";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import { barriers } from "./_extension_look.ts";
import { extensionTest, onStage, picture, type Stage } from "./_extension_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

extensionTest("extension: the inbox", [
  ["leads somebody who is not connected to where one connects", leadsToSettings],
  ["asks who one is, until one says so or wants to be left alone", onStage(asksWhoIsThere)],
  ["shows a change as soon as its webhook came, and counts it", onStage(showsChange)],
]);

async function leadsToSettings(browser: ExtensionBrowser): Promise<void> {
  const inbox = await browser.inbox();
  await inbox.getByText("Not connected yet").waitFor();
  deepEqual(await barriers(inbox), []);
  await picture(inbox, "not-connected");
  await inbox.getByRole("button", { name: "Connect a service" }).click();
  await eventually(
    () => browser.options.evaluate(() => document.visibilityState),
    (state) => state === "visible",
  );
}

async function showsChange({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 12, summary: "Payment <b>fails</b>" }));
  equal(await eventually(() => browser.badge(), (text) => text === "1"), "1");
  const inbox = await browser.inbox();
  const row = inbox.getByRole("article");
  await row.waitFor();
  equal(await row.locator(".summary").innerText(), "Payment <b>fails</b>");
  equal(await row.locator(".told p").innerText(), "Ana Lima changed Status");
  equal(await row.getByRole("listitem").innerText(), "StatusTo Do→In Progress");
  const task = await browser.task("DEMO-12");
  equal(task?.summary, "Payment <b>fails</b>");
  await picture(inbox, "first");
}

async function asksWhoIsThere({ browser, service }: Stage): Promise<void> {
  const inbox = await browser.inbox();
  const hint = inbox.getByText("Everything is shown until you say who you are");
  await hint.waitFor();
  deepEqual(await barriers(inbox), []);
  await inbox.getByRole("button", { name: "Dismiss" }).click();
  await hint.waitFor({ state: "detached" });
  await browser.killWorker();
  await inbox.reload();
  await service.post(issueUpdated({ number: 1, summary: "Of others" }));
  await inbox.getByRole("article").waitFor();
  equal(await hint.count(), 0);
}
