import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DEFAULTS } from "../extension/model/settings.ts";
import { writePairing } from "../lib/ui/pairing.ts";
import { buildDashboardIfNeeded } from "../tools/build.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import {
  atWork,
  choose,
  connect,
  extensionTest,
  live,
  onStage,
  settled,
  type Stage,
} from "./_extension_stage.ts";
import type { Jira } from "./_extension_jira.ts";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

extensionTest("extension: its settings", [
  ["connects with an address and a token, and says plainly what is wrong", connectsTyped],
  ["connects with the code of a dashboard", connectsByCode],
  ["is connected by the dashboard, once its person agrees", connectedByDashboard],
  ["lets one choose oneself by name", choosesMe],
  ["keeps every choice, and gives it to the worker", atWork(keepsChoices)],
  ["keeps choices that follow each other at once", keepsQuickChoices],
  ["opens the side panel instead of the popup, if that is wanted", opensPanel],
  ["exports its settings, and imports them elsewhere", atWork(transfers)],
  ["forgets all of a service that is disconnected", atWork(forgets)],
]);

extensionTest("extension: its settings, where the browser permitted nothing", [
  ["show as off what another browser turned on", onStage(showsWhatIsPermitted)],
], { grant: "nothing" });

/** The browser carries choices over, but no permissions. */
async function showsWhatIsPermitted({ browser }: Stage): Promise<void> {
  const { options } = browser;
  await choose(browser, {
    notify: { ...DEFAULTS.notify, on: true },
    jiraPages: true,
    badge: "off",
  });
  const checked = (name: string) => options.getByRole("checkbox", { name }).isChecked();
  await eventually(() => options.getByRole("radio", { name: "No number" }).isChecked(), Boolean);
  deepEqual([await checked("Show notifications"), await checked("Help on Jira pages")], [
    false,
    false,
  ]);
}

async function connectsTyped(browser: ExtensionBrowser): Promise<void> {
  await using service = await RestartableService.start();
  const { options } = browser;
  const address = options.getByLabel("Code from the dashboard, or address");
  const token = options.getByLabel("Token");
  const submit = options.getByRole("button", { name: "Connect", exact: true });
  const attempts = [
    ["not an address at all", "x", /should look like https/],
    ["http://boardcast.example.com", "x", /is not secure/],
    ["http://127.0.0.1:9", "x", /does not answer/],
    [service.url, "wrong", /does not accept this token/],
    [service.url, service.token, /^Connected/],
  ] as const;
  for (const [typed, secret, told] of attempts) {
    await address.fill(typed);
    await token.fill(secret);
    await submit.click();
    await options.locator(".outcome").filter({ hasText: told }).waitFor();
  }
  await live(browser);
  await options.getByRole("article").getByText("Live").waitFor();
  equal((await browser.servers())[0]?.jiraUrl, "https://jira.example", "asked of the service");
}

async function connectsByCode(browser: ExtensionBrowser): Promise<void> {
  await using service = await RestartableService.start();
  const { url, token } = service;
  const { options } = browser;
  const code = writePairing({ url, token, jiraUrl: "https://jira.example" });
  await options.getByLabel("Code from the dashboard").fill(code);
  equal(await options.getByLabel("Token").count(), 0, "a code holds the token");
  await options.getByRole("button", { name: "Connect", exact: true }).click();
  await live(browser);
}

async function connectedByDashboard(browser: ExtensionBrowser): Promise<void> {
  await buildDashboardIfNeeded();
  await using service = await RestartableService.start();
  const dashboard = await browser.context.newPage();
  await dashboard.goto(`${service.url}/#token=${service.token}`);
  await dashboard.getByText("Live", { exact: true }).waitFor();
  await dashboard.getByRole("button", { name: "Connect the extension" }).click();
  const offer = browser.options.getByRole("alert");
  await offer.getByText(`${service.url} asks to be connected`).waitFor();
  deepEqual(await browser.servers(), [], "nothing is connected before its person agrees");
  await offer.getByRole("button", { name: "Connect" }).click();
  await live(browser);
  await offer.waitFor({ state: "detached" });
  equal(await dashboard.getByRole("dialog").count(), 0);
}

async function choosesMe(browser: ExtensionBrowser): Promise<void> {
  await using service = await RestartableService.start();
  await service.post(issueUpdated({ number: 1, summary: "Hers", actor: "Ana Lima" }));
  await service.post(issueUpdated({ number: 2, summary: "His", actor: "Bo Berg" }));
  await service.position();
  await connect({ browser, service });
  const { options } = browser;
  await options.getByLabel("Search for your name").fill("lima");
  await options.getByRole("button", { name: /^Ana Lima/ }).click();
  await eventually(() => browser.servers(), ([server]) => server?.me[0]?.id === "account-Ana Lima");
  const inbox = await browser.inbox();
  await service.post(issueUpdated({ number: 2, summary: "His again", actor: "Bo Berg" }));
  await service.post(issueUpdated({ number: 1, summary: "Hers again", actor: "Bo Berg" }));
  await settled({ browser, service });
  // The change of her issue names Bo as its assignee now, which was hers before.
  equal(await inbox.getByText("His again").count(), 0);
}

async function keepsChoices({ browser, service, jira }: Work): Promise<void> {
  const { options } = browser;
  await options.getByLabel("Everything else").check();
  await options.getByLabel("Everything unread").check();
  await options.getByLabel("Show notifications").check();
  await options.getByLabel("Quiet hours").check();
  await options.getByLabel("From", { exact: true }).fill("20:30");
  await options.getByLabel("From", { exact: true }).blur();
  await options.getByLabel("Fields to ignore").fill("Rank, Sprint");
  await options.getByLabel("Fields to ignore").blur();
  const sync = await eventually(
    () => browser.options.evaluate(() => chrome.storage.sync.get(null)),
    (stored) => JSON.stringify(stored).includes("Sprint"),
  );
  const { settings } = sync as { readonly settings: Record<string, unknown> };
  deepEqual(settings.ignoredFields, ["Rank", "Sprint"]);
  deepEqual((settings.quiet as { readonly from: string }).from, "20:30");
  equal(settings.badge, "all");
  await jira.create({ summary: "Of others" });
  await settled({ browser, service });
  equal((await browser.entries()).length, 1);
  await options.reload();
  equal(await options.getByLabel("Everything else").isChecked(), true);
}

/** The worker may have to start first, so that the page hears late of what it stored. */
async function keepsQuickChoices({ options }: ExtensionBrowser): Promise<void> {
  const section = options.getByRole("region", { name: "What reaches the inbox" });
  const boxes = section.locator("> .check > input");
  const wanted = await boxes.evaluateAll((all) =>
    all.map((each) => {
      const box = each as HTMLInputElement;
      box.click();
      return box.checked;
    })
  );
  ok(wanted.length > 5);
  await options.reload();
  await section.waitFor();
  await eventually(
    () => boxes.evaluateAll((all) => all.map((each) => (each as HTMLInputElement).checked)),
    (checked) => checked.join() === wanted.join(),
  );
}

async function opensPanel({ options }: ExtensionBrowser): Promise<void> {
  const opens = () =>
    options.evaluate(async () => ({
      popup: await chrome.action.getPopup({}),
      panel: (await chrome.sidePanel?.getPanelBehavior())?.openPanelOnActionClick ?? false,
    }));
  await options.getByLabel("the side panel").check();
  await eventually(opens, ({ popup, panel }) => popup === "" && panel);
  await options.getByLabel("a popup").check();
  await eventually(opens, ({ popup, panel }) => popup.endsWith("/inbox.html") && !panel);
}

async function transfers({ browser }: Work): Promise<void> {
  await choose(browser, { ignoredFields: ["Rank", "Team"], badge: "off" });
  const { options } = browser;
  const download = options.waitForEvent("download");
  await options.getByRole("button", { name: "Export" }).click();
  const path = await (await download).path();
  match(await Deno.readTextFile(path), /"Team"/);
  ok(!(await Deno.readTextFile(path)).includes("token"), "no token leaves with it");
  await choose(browser, { ignoredFields: [], badge: "direct" });
  const picker = options.getByRole("button", { name: "Import" });
  const text = await Deno.readTextFile(path);
  const file = (content: string) => ({
    name: "settings.json",
    mimeType: "application/json",
    buffer: Buffer.from(content),
  });
  await picker.setInputFiles(file("no settings"));
  await options.getByText("Cannot import").waitFor();
  await picker.setInputFiles(file(text));
  await options.getByText("Settings imported").waitFor();
  await eventually(
    () => options.getByLabel("Fields to ignore").inputValue(),
    (value) => value === "Rank, Team",
  );
}

async function forgets({ browser, service, jira }: Work): Promise<void> {
  await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  const answer = async (press: "accept" | "dismiss") => {
    const asked = browser.options.waitForEvent("dialog");
    const pressed = browser.options.getByRole("button", { name: "Disconnect" }).click();
    const dialog = await asked;
    match(dialog.message(), /^Disconnect Work\? Its changes and its token are forgotten/);
    await dialog[press]();
    await pressed;
  };
  await answer("dismiss");
  equal((await browser.servers()).length, 1);
  await answer("accept");
  const left = await eventually(
    async () => Object.keys(await browser.stored()).sort(),
    (names) => !names.includes("head_1"),
  );
  deepEqual(left.filter((name) => /^(event|task|people|head)_/.test(name)), []);
}
