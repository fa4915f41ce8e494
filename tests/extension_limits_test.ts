import { deepEqual, equal } from "node:assert/strict";
import { DEFAULTS } from "../extension/model/settings.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import type { Jira } from "./_extension_jira.ts";
import { shownNotices } from "./_extension_notices.ts";
import { serveProtocol } from "./_extension_protocol.ts";
import {
  atWork,
  badge,
  choose,
  extensionTest,
  live,
  onStage,
  settled,
  shows,
  type Stage,
} from "./_extension_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

const DAY = 86_400_000;

extensionTest("extension: at its limits", [
  ["keeps to the newest of 10,000 changes, and drops issues it may not see", boundedAndObedient],
  ["waits with a full storage, and loses nothing", onStage(storageFull)],
  ["follows a service that is replaced by newer and older ones", otherVersions],
  ["stops for a service that speaks another version", stopsForOther],
  ["ignores what a newer service adds", newerService],
]);

// Pages keep a clock that was set, so that the browser is one of its own.
extensionTest("extension: where the clock is changed", [
  ["it counts, tells, sorts and connects as before", atWork(clockChanged)],
]);

async function boundedAndObedient(browser: ExtensionBrowser): Promise<void> {
  await using script = serveProtocol({ changes: 10_000 });
  await connectTo(browser, script.url);
  const inbox = await browser.inbox();
  await eventually(() => browser.head(), (head) => head?.cursor.seq === 10_000);
  const kept = await browser.entries();
  deepEqual([kept.length, kept[0]!.item.seq, kept.at(-1)!.item.seq], [500, 9_501, 10_000]);
  const names = Object.keys(await browser.stored());
  equal(names.filter((name) => name.startsWith("event_")).length, 500, "nothing else is left");
  equal(names.filter((name) => name.startsWith("task_")).length <= 1_000, true);
  await badge(browser, "500");
  await inbox.getByText("MANY-10000", { exact: true }).waitFor();
  const { issue } = kept.at(-1)!.item;
  script.send({ seq: 10_001, id: "left", at: 1, kind: "left", issue: { id: issue!.id } });
  await eventually(() => browser.head(), (head) => head?.cursor.seq === 10_001);
  const left = (await browser.entries()).filter(({ item }) => item.issue?.id === issue!.id);
  deepEqual(left, []);
  equal(await browser.task(issue!.key!), undefined);
  await inbox.getByText("MANY-10000", { exact: true }).waitFor({ state: "detached" });
}

async function storageFull({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  await browser.options.evaluate(async () => {
    const used = await chrome.storage.local.getBytesInUse(null);
    const room = chrome.storage.local.QUOTA_BYTES - used - 200;
    await chrome.storage.local.set({ junk: "x".repeat(room) });
  });
  for (const number of [2, 3, 4]) {
    await service.post(issueUpdated({ number, summary: "y".repeat(250) }));
  }
  await service.position();
  const inbox = await browser.inbox();
  await eventually(
    () =>
      browser.options.evaluate(async () =>
        (await chrome.storage.session.get(null))["connection_1"]
      ),
    (connection) => JSON.stringify(connection ?? {}).includes("storage_full"),
  );
  await inbox.getByText("The browser has no room left to store changes").waitFor();
  await browser.options.evaluate(() => chrome.storage.local.remove("junk"));
  await settled({ browser, service });
  const seqs = (await browser.entries()).map(({ item }) => item.seq);
  deepEqual(seqs.slice(-3), [2, 3, 4]);
  await inbox.getByText("DEMO-4").waitFor();
  await inbox.getByText("no room left").waitFor({ state: "detached" });
}

/** The clocks of the worker that lives, and of all pages. */
async function setClocks(
  browser: ExtensionBrowser,
  { ahead }: { readonly ahead: number },
): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate((ahead) => {
    Date.now = () => Math.round(performance.timeOrigin + performance.now()) + ahead;
  }, ahead);
  await browser.context.clock.setFixedTime(Date.now() + ahead);
}

async function clockChanged({ browser, service, jira }: Work): Promise<void> {
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  const inbox = await browser.inbox();
  const first = await jira.create({ summary: "Before", assignee: jira.me });
  await shows(inbox, [first.key]);
  await setClocks(browser, { ahead: -2 * DAY });
  const second = await jira.create({ summary: "Two days earlier", assignee: jira.me });
  await shows(inbox, [second.key, first.key]);
  await badge(browser, "2");
  await browser.send({
    t: "snooze",
    ref: `1:${first.id}`,
    until: Date.now() - 2 * DAY + 3_600_000,
  });
  await shows(inbox, [second.key]);
  await setClocks(browser, { ahead: 365 * DAY });
  await browser.tick();
  await shows(inbox, [second.key, first.key]);
  const third = await jira.create({ summary: "A year later", assignee: jira.me });
  await shows(inbox, [third.key, second.key, first.key]);
  await badge(browser, "3");
  await inbox.getByRole("status").getByText("Live").waitFor();
  const told = (await shownNotices(browser)).map(({ id }) => id);
  const ids = (await browser.entries()).map(({ item }) => `1:${item.id}`);
  // What was put off is told again when it comes back.
  deepEqual(told, [ids[0], ids[1], ids[0], ids[2]]);
  await goesOnAfterwards({ browser, service });
}

/** A clock that is set back must not make a wait for the service as long. */
async function goesOnAfterwards({ browser, service }: Stage): Promise<void> {
  await service.stop();
  await eventually(() => connection(browser), (found) => /waiting|offline/.test(found));
  await browser.killWorker();
  await service.startAgain();
  await browser.tick();
  await live(browser);
}

function connection({ options }: ExtensionBrowser): Promise<string> {
  return options.evaluate(async () =>
    JSON.stringify((await chrome.storage.session.get("connection_1")).connection_1 ?? null)
  );
}

async function otherVersions(browser: ExtensionBrowser): Promise<void> {
  const seqs = async () => (await browser.entries()).map(({ item }) => item.seq);
  let url = "";
  {
    await using usual = serveProtocol({ changes: 2 });
    url = usual.url;
    await connectTo(browser, url);
    await eventually(seqs, (found) => found.join() === "1,2");
  }
  const port = Number(new URL(url).port);
  {
    await using newer = serveProtocol({ changes: 3, port, close: 4505 });
    await badge(browser, "!");
    equal(newer.connections() > 0, true);
    deepEqual(await seqs(), [1, 2], "what is known stays");
  }
  {
    await using older = serveProtocol({ changes: 3, port, speaks: "nothing" });
    await browser.send({ t: "retry", server: "1" });
    await eventually(() => connection(browser), (found) => found.includes("waiting"));
    equal(older.connections() > 0, true);
    deepEqual(await seqs(), [1, 2]);
  }
  await using usual = serveProtocol({ changes: 4, port });
  await browser.send({ t: "retry", server: "1" });
  await eventually(seqs, (found) => found.join() === "1,2,3,4");
  equal(usual.connections() > 0, true);
}

async function stopsForOther(browser: ExtensionBrowser): Promise<void> {
  await using script = serveProtocol({ changes: 0, close: 4505 });
  await connectTo(browser, script.url);
  await badge(browser, "!");
  const connections = script.connections();
  await browser.killWorker();
  await browser.tick();
  await browser.send({ t: "wake" });
  const inbox = await browser.inbox();
  await inbox.getByText("Extension and service speak different versions").waitFor();
  equal(script.connections(), connections, "stopped means stopped, for the next worker, too");
}

async function newerService(browser: ExtensionBrowser): Promise<void> {
  await using script = serveProtocol({ changes: 3, extras: { weather: "fine" } });
  await connectTo(browser, script.url);
  await live(browser);
  await eventually(() => browser.entries(), ({ length }) => length === 3);
  script.send({
    seq: 4,
    id: "4",
    at: Date.now(),
    kind: "hologram",
    issue: { id: "1", key: "N-1" },
  });
  const inbox = await browser.inbox();
  await inbox.getByText("edited hologram").waitFor();
}

async function connectTo(browser: ExtensionBrowser, url: string): Promise<void> {
  const server = { url, token: "any", name: "Scripted", jiraUrl: null };
  await browser.send({ t: "connect", server });
}
