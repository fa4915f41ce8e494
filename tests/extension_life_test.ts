import { deepEqual, equal, match } from "node:assert/strict";
import { DEFAULTS } from "../extension/model/settings.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import type { Jira } from "./_extension_jira.ts";
import { shownNotices } from "./_extension_notices.ts";
import {
  atWork,
  badge,
  choose,
  extensionTest,
  live,
  onStage,
  picture,
  settled,
} from "./_extension_stage.ts";
import { shows, type Stage } from "./_extension_stage.ts";
import { barriers } from "./_extension_look.ts";
import { relayTo } from "./_extension_relay.ts";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

extensionTest("extension: it lasts", [
  ["stores changes and position together, and the latest issue", onStage(storesTogether)],
  ["goes on after the worker was killed, nothing missed and nothing twice", atWork(survivesDeath)],
  ["shows no notification twice when it died between showing and storing", atWork(dieBetween)],
  ["goes on after the service restarted", onStage(survivesRestart)],
  ["shows the last state while offline, and says so", onStage(worksOffline)],
  [
    "stops when its token is revoked while it is connected, and goes on with a new one",
    onStage(tokenRevoked),
  ],
  ["says how much happened when the feed could not be continued", onStage(wasAway)],
  ["says after a long sleep how much happened, in one line", sleptLong],
  ["says after a long sleep which of one's own issues changed", atWork(sleptOverMine)],
]);

async function storesTogether({ browser, service }: Stage): Promise<void> {
  for (const number of [1, 2, 3]) await service.post(issueUpdated({ number, summary: "Change" }));
  await settled({ browser, service });
  deepEqual((await browser.entries()).map(({ item }) => item.seq), [1, 2, 3]);
  equal((await browser.head())?.next, 3);
  equal((await browser.task("DEMO-2"))?.summary, "Change");
}

async function survivesDeath({ browser, service, jira }: Work): Promise<void> {
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  await browser.killWorker();
  await jira.move(issue, { to: "progress" });
  await browser.killWorker();
  await jira.comment(issue, { text: "While it was dead" });
  await browser.tick();
  await settled({ browser, service });
  deepEqual((await browser.entries()).map(({ item }) => item.kind), [
    "created",
    "updated",
    "commented",
  ]);
  await badge(browser, "3");
}

/** A worker that showed a notification and died: the entry is still owed one. */
async function dieBetween({ browser, service, jira }: Work): Promise<void> {
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  const [id] = await eventually(() => browser.notices(), ({ length }) => length === 1);
  await eventually(() => browser.entries(), ([entry]) => entry?.due === undefined);
  // Before it dies: the page that sees it die starts the next one, which reads what it finds.
  await browser.options.evaluate(async () => {
    const key = "event_1_0";
    const { [key]: entry } = await chrome.storage.local.get(key);
    await chrome.storage.local.set({ [key]: { ...entry as object, due: true } });
  });
  await browser.killWorker();
  await browser.send({ t: "wake" });
  await eventually(() => browser.entries(), ([entry]) => entry?.due === undefined);
  deepEqual((await shownNotices(browser)).map((shown) => shown.id), [id], "shown once");
  deepEqual(await browser.notices(), [id]);
}

async function survivesRestart({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  await service.stop();
  await service.startAgain();
  await service.post(issueUpdated({ number: 2, summary: "After" }));
  await settled({ browser, service });
  deepEqual((await browser.entries()).map(({ item }) => item.seq), [1, 2]);
  equal((await browser.head())?.away ?? null, null);
}

async function worksOffline({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Known" }));
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await service.stop();
  await inbox.getByText(/^No connection to Work since \d/).waitFor({ timeout: 30_000 });
  await shows(inbox, ["DEMO-1"]);
  await eventually(() => browser.title(), (title) => title.startsWith("Boardcast: offline"));
  await picture(inbox, "offline");
  await service.startAgain();
  await inbox.getByRole("button", { name: "Try now" }).click();
  await inbox.getByText("No connection").waitFor({ state: "detached" });
  await live(browser);
}

async function tokenRevoked({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  const [server] = await browser.servers();
  service.changeToken();
  await service.stop();
  await service.startAgain();
  await badge(browser, "!");
  match(await browser.title(), /signed out/);
  await browser.killWorker();
  await browser.send({ t: "wake" });
  await badge(browser, "!");
  const inbox = await browser.inbox();
  await inbox.getByText("Work no longer accepts the token").waitFor();
  await shows(inbox, ["DEMO-1"]);
  await picture(inbox, "signed-out");
  await service.post(issueUpdated({ number: 2, summary: "Meanwhile" }));
  const { url, token } = service;
  await browser.send({ t: "connect", server: { ...server!, url, token } });
  await live(browser);
  await settled({ browser, service });
  deepEqual((await browser.entries()).map(({ item }) => item.seq), [1, 2]);
  await badge(browser, "2");
}

async function wasAway({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  await service.stop();
  service.loseFile();
  await service.startAgain();
  await service.post(issueUpdated({ number: 2, summary: "In another log" }));
  await browser.send({ t: "retry", server: "1" });
  await live(browser);
  const inbox = await browser.inbox();
  await inbox.getByText("The service's log began anew while you were away").waitFor();
  equal((await browser.task("DEMO-2"))?.summary, "In another log", "taken from the snapshot");
  equal(await browser.task("DEMO-1"), undefined, "not in the snapshot");
  await inbox.getByRole("status").getByRole("button", { name: "Dismiss" }).click();
  await inbox.getByText("began anew").waitFor({ state: "detached" });
  await service.post(issueUpdated({ number: 3, summary: "After" }));
  await shows(inbox, ["DEMO-3", "DEMO-1"]);
}

/** A laptop that was closed for longer than the service keeps its log. */
async function sleptLong(browser: ExtensionBrowser): Promise<void> {
  await using service = await RestartableService.start();
  await using network = relayTo(service.url);
  const { token } = service;
  const server = { url: network.url, token, name: "Work", jiraUrl: null };
  await browser.send({ t: "connect", server });
  await live(browser);
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  const before = await eventually(() => browser.notices(), ({ length }) => length === 1);
  network.cut();
  await browser.killWorker();
  for (let number = 2; number <= 41; number++) {
    await service.post(issueUpdated({ number, summary: "Missed" }));
  }
  await service.position();
  await service.passDays(30);
  network.mend();
  await browser.send({ t: "retry", server: "1" });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  const line = inbox.getByText("40 changes came while you were away and are not listed");
  await line.waitFor();
  await picture(inbox, "away");
  equal(await line.count(), 1);
  deepEqual((await browser.entries()).map(({ item }) => item.seq), [1]);
  equal((await browser.task("DEMO-41"))?.summary, "Missed", "taken from the snapshot");
  deepEqual(await browser.notices(), before, "nobody is told of each");
  await service.post(issueUpdated({ number: 42, summary: "After" }));
  await shows(inbox, ["DEMO-42", "DEMO-1"]);
  equal(await line.count(), 1, "it stays until it was read");
}

async function sleptOverMine({ browser, service, jira }: Work): Promise<void> {
  const mine = await jira.create({ summary: "Mine", assignee: jira.me });
  const other = await jira.create({ summary: "Of others" });
  await settled({ browser, service });
  await asleep({ browser, service }, async () => {
    await jira.move(mine, { to: "progress" });
    await jira.move(other, { to: "progress" });
  });
  const inbox = await browser.inbox();
  const line = inbox.getByRole("status").filter({ hasText: "While you were away" });
  await line.getByText("1 issue that concerns you changed:").waitFor();
  deepEqual(await line.getByRole("link").allInnerTexts(), [mine.key]);
  deepEqual(await barriers(inbox), []);
  await picture(inbox, "away-mine");
  await line.getByRole("button", { name: "Dismiss" }).click();
  await line.waitFor({ state: "detached" });
  await asleep({ browser, service }, () => jira.move(other, { to: "review" }));
  await inbox.getByText("no issue that concerns you changed").waitFor();
}

/** The browser is away until the service has trimmed what happened meanwhile. */
async function asleep(
  { browser, service }: Stage,
  happens: () => Promise<void>,
): Promise<void> {
  const [server] = await browser.servers();
  await browser.send({ t: "connect", server: { ...server!, token: "not-the-token" } });
  await badge(browser, "!");
  await happens();
  await service.position();
  await service.passDays(30);
  await browser.send({ t: "connect", server: { ...server! } });
  await live(browser);
  await settled({ browser, service });
}
