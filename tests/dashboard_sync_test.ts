import { deepEqual, equal, match } from "node:assert/strict";
import { type CannedSync, cannedSync } from "./_canned_sync.ts";
import { agreeing, brake, fourDays, OFF, ranAgo } from "./_canned_history.ts";
import { dashboardTest } from "./_dashboard_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";
import { onSyncView, type SyncPage, type SyncPageOptions } from "./_sync_page.ts";

/** The next morning in Tokyo. */
const EVENING = Date.UTC(2026, 2, 9, 20, 5, 9);

const german: SyncPageOptions = {
  locale: "de-DE",
  timezoneId: "Asia/Tokyo",
  canned: () =>
    cannedSync({ completeness: agreeing({ ids: { agreed: 1, total: 1, asOf: EVENING } }) }),
};
const off: SyncPageOptions = { canned: () => cannedSync({ completeness: OFF }) };
const importing: SyncPageOptions = { canned: cannedImport };
const braked: SyncPageOptions = { canned: cannedBrake };
const elsewhere: SyncPageOptions = { canned: cannedOtherJira };

dashboardTest("dashboard: how complete the mirror is", [
  ["says in one sentence what agrees with Jira, and up to when", onSyncView(saysSentence)],
  ["writes times in the reader's language and zone", onSyncView(writesTimes, german)],
  ["says what to set while nothing is compared", onSyncView(saysSetup, off)],
  ["shows the figure above the feed, and leads on from there", onSyncView(leadsFromFeed)],
  ["keeps the feed and its filters while it is shown", onSyncView(keepsFeed)],
  ["shows how far a run is, speaks of it, and of its end", onSyncView(progresses, importing)],
  ["starts a sweep or a census, or says why not", onSyncView(starts)],
  ["says that it can't know more just now, and keeps what it knew", onSyncView(outlasts)],
  ["asks before a brake is let go, and says how many issues go", onSyncView(asks, braked)],
  ["asks whether another Jira is the same one", onSyncView(asksWhich, elsewhere)],
]);

async function saysSentence({ page, watched }: SyncPage): Promise<void> {
  const sentence = await page.getByRole("heading", { level: 2 }).innerText();
  match(
    sentence,
    /^The ids of all 4,812 issues agree with Jira as of .*\d\d:\d\d.*, and changes are compared up to /,
  );
  const facts = await page.locator(".verdict .figure-value").allInnerTexts();
  deepEqual([facts[0], facts[2], facts[3]], ["4,812 of 4,812", "61 %", "None"]);
  await page.getByText("Nothing was compared yet").waitFor();
  await watched.picture("sync-empty");
}

async function writesTimes({ page }: SyncPage): Promise<void> {
  await page.getByText("as of 10.03.2026, 05:05", { exact: true }).waitFor();
}

async function saysSetup({ page, watched }: SyncPage): Promise<void> {
  await page.getByRole("heading", { name: "Nothing is compared with Jira" }).waitFor();
  const setup = page.getByRole("region", { name: "To compare with Jira" });
  for (const name of ["JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_PAT"]) {
    await setup.getByText(name, { exact: true }).waitFor();
  }
  equal(await page.getByRole("button", { name: "Sweep now" }).count(), 0);
  await watched.picture("sync-off");
}

async function leadsFromFeed({ page }: SyncPage): Promise<void> {
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByRole("main", { name: "Feed" }).waitFor();
  equal(await page.title(), "Boardcast");
  const figure = page.locator(".figure", { hasText: "Compared with Jira" });
  await figure.getByText("Complete", { exact: true }).waitFor();
  match(await figure.innerText(), /ids 4,812 of 4,812 · changes up to /);
  await figure.getByRole("link").click();
  await page.getByRole("region", { name: "Completeness" }).waitFor();
  equal(await page.title(), "Sync · Boardcast");
}

async function keepsFeed({ page, service }: SyncPage): Promise<void> {
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByLabel("Search").fill("payment");
  await page.waitForURL(/\?text=payment#\/$/);
  await page.getByRole("link", { name: "Sync" }).click();
  await (await service.post(issueUpdated({ number: 1, summary: "Payment fails" }))).body?.cancel();
  await page.reload();
  await page.getByRole("region", { name: "Completeness" }).waitFor();
  await page.goBack();
  await page.getByRole("article").filter({ hasText: "Payment fails" }).waitFor();
  equal(await page.getByLabel("Search").inputValue(), "payment");
}

async function progresses({ page, canned, watched }: SyncPage): Promise<void> {
  const running = page.getByRole("region", { name: "Import under way" });
  await running.getByText("12,400 of 48,200 issues, 25 %").waitFor();
  await running.getByText("264 requests").waitFor();
  await watched.picture("sync-running");
  await page.clock.install();
  await page.reload();
  await running.waitFor();
  await page.clock.fastForward(10_000);
  const spoken = page.locator("[aria-live=polite]");
  await spoken.getByText("Import: 12,400 of 48,200 issues, 25 %").waitFor({ state: "attached" });
  canned.runs = [{ ...canned.runs[0]!, endedAt: Date.now(), outcome: "done", seen: 48_200 }];
  canned.running = null;
  await page.clock.fastForward(2_000);
  await running.waitFor({ state: "detached" });
  await spoken.getByText("Import: Done. 48,200 issues taken in.").waitFor({ state: "attached" });
}

async function starts({ page, canned }: SyncPage): Promise<void> {
  await page.getByRole("button", { name: "Sweep now" }).click();
  await page.getByText("Sweep asked for").waitFor();
  await page.getByRole("button", { name: "Census now" }).click();
  await page.getByText("Census asked for").waitFor();
  canned.refusal = { status: 409, message: "Cannot begin: nothing is compared." };
  await page.getByRole("button", { name: "Census now" }).click();
  await page.getByText("Cannot begin: nothing is compared.").waitFor();
  deepEqual(canned.asked, [
    "POST /api/sync/sweep",
    "POST /api/sync/census",
    "POST /api/sync/census",
  ]);
}

async function outlasts({ page, canned }: SyncPage): Promise<void> {
  const again = page.getByRole("button", { name: "Sweep now" });
  const why = page.getByText("Cannot do this now: the store does not answer.");
  canned.isDown = true;
  await again.click();
  await why.waitFor();
  await page.getByRole("heading", { name: /all 4,812 issues agree/ }).waitFor();
  canned.isDown = false;
  await again.click();
  await why.waitFor({ state: "detached" });
}

async function asks({ page, canned, watched }: SyncPage): Promise<void> {
  await page.getByRole("link", { name: "Sync needs you" }).waitFor();
  const alarm = page.getByRole("alert").getByRole("region", {
    name: "Many issues would go at once",
  });
  await alarm.getByText("312 of 1200 issues of project SHOP are gone from Jira at once").waitFor();
  await watched.picture("sync-alarm");
  await alarm.getByRole("button", { name: "Confirm" }).click();
  const dialog = page.locator("dialog", { hasText: "Remove 312 issues of SHOP?" });
  await dialog.waitFor();
  await watched.picture("sync-question");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  deepEqual(canned.asked, []);
  await alarm.getByRole("button", { name: "Confirm" }).click();
  await dialog.getByRole("button", { name: "Remove 312 issues" }).click();
  canned.alarms = [];
  await alarm.waitFor({ state: "detached" });
  deepEqual(canned.asked, ['POST /api/sync/confirm {"project":"10000"}']);
}

function cannedImport(): CannedSync {
  const run = ranAgo(62_000, {
    kind: "import",
    endedAt: null,
    outcome: "running",
    seen: 12_400,
    expected: 48_200,
    requests: 264,
  });
  const nothing = { ids: null, sweptTo: null, content: null };
  return cannedSync({
    completeness: agreeing({ state: "learning", ...nothing }),
    running: run,
    runs: [run],
  });
}

function cannedBrake(): CannedSync {
  return cannedSync({
    completeness: agreeing({ state: "alarm" }),
    alarms: [brake()],
    runs: fourDays(),
  });
}

function cannedOtherJira(): CannedSync {
  const message =
    "Cannot compare with Jira: the store holds the issues of https://old.example.com, " +
    "and the settings lead to https://new.example.com.";
  const alarm = { code: "other_jira", message, since: Date.now() - 300_000, project: null };
  return cannedSync({
    completeness: agreeing({ state: "alarm" }),
    alarms: [{ ...alarm, jira: "https://new.example.com" }],
  });
}

async function asksWhich({ canned, page, watched }: SyncPage): Promise<void> {
  const alarm = page.getByRole("region", { name: "The settings lead to another Jira" });
  await alarm.getByRole("button", { name: "Accept …" }).click();
  const dialog = page.getByRole("dialog", { name: "Is https://new.example.com the same Jira?" });
  await watched.picture("sync-other-jira");
  await page.keyboard.press("Escape");
  deepEqual(canned.asked, []);
  await alarm.getByRole("button", { name: "Accept …" }).press("Enter");
  await dialog.getByRole("button", { name: "It is the same Jira" }).press("Enter");
  await page.getByText("Accepted: it is the same Jira").waitFor();
  deepEqual(canned.asked, ['POST /api/sync/accept {"jira":"https://new.example.com"}']);
}
