import { equal } from "node:assert/strict";
import { eventually } from "./_extension_browser.ts";
import { extensionTest, onStage, picture, type Stage } from "./_extension_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";

extensionTest("extension: the inbox", [
  ["shows a change as soon as its webhook came, and counts it", onStage(showsChange)],
]);

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
