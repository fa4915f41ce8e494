import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import type { Browser } from "playwright-core";
import { WatchedPage } from "./_browser.ts";
import { dashboardTest, onStage, type Stage } from "./_dashboard_stage.ts";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";

dashboardTest("dashboard: everybody can use it", [
  ["asks for a token, refuses a wrong one in plain words, and takes a right one", signsIn],
  ["takes the token out of the link, and keeps it for the tab", takesTokenFromLink],
  ["can be used from the keyboard alone", onStage(obeysKeys)],
  ["names its regions and controls for assistive technology", onStage(isNamed)],
  ["announces changes politely", onStage(announces)],
  ["copies the webhook's address", onStage(copiesAddress)],
  ["shows the extension's code in a sheet like that of the keys", onStage(showsCode)],
  ["is dark where dark is preferred", isDark],
  ["fits a screen of 360 pixels", fitsNarrow],
]);

async function signsIn(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(service.url);
  await page.getByLabel("Token").fill("not-the-token");
  await page.getByRole("button", { name: "Sign in" }).click();
  match(await page.getByRole("alert").innerText(), /did not accept that token/);
  await watched.picture("sign-in");
  // The focus is where one types: nobody has to look for the field again.
  await page.keyboard.type(service.token);
  await page.keyboard.press("Enter");
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").waitFor();
  // The browser itself reports the refused request; nothing else may be wrong.
  ok(watched.complaints.every((text) => text.includes("401")), watched.complaints.join());
}

async function takesTokenFromLink(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(`${service.url}/?kind=created#token=${service.token}`);
  await page.getByText("Live", { exact: true }).waitFor();
  equal(page.url(), `${service.url}/?kind=created`);
  await page.reload();
  await page.getByText("Live", { exact: true }).waitFor();
  equal(await page.getByLabel("Kind").inputValue(), "created");
}

async function obeysKeys({ service, watched, page }: Stage): Promise<void> {
  for (const number of [1, 2]) await service.post(issueUpdated({ number, summary: "Change" }));
  await page.getByRole("article").nth(1).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("j");
  match(await focused(), /DEMO-2/);
  await page.keyboard.press("j");
  match(await focused(), /DEMO-1/);
  await page.keyboard.press("k");
  match(await focused(), /DEMO-2/);
  await watched.picture("focus");
  await page.context().route("https://jira.example/**", (route) => route.fulfill({ body: "Jira" }));
  const opened = page.context().waitForEvent("page");
  await page.keyboard.press("Enter");
  equal((await opened).url(), "https://jira.example/browse/DEMO-2");
  await page.bringToFront();
  await page.keyboard.press("/");
  await page.keyboard.type("pj?");
  equal(await page.getByLabel("Search").inputValue(), "pj?");
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await watched.picture("keys");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

async function isNamed({ service, page }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Change" }));
  await page.getByRole("feed", { name: "Changes, newest first" }).waitFor();
  await page.getByRole("article", { name: "Ana Lima changed Status" }).waitFor();
  await page.getByRole("region", { name: "Health of the service" }).waitFor();
  await page.getByRole("search", { name: "Filter" }).waitFor();
  await page.getByRole("banner").getByRole("heading", { name: "Boardcast", level: 1 }).waitFor();
  await page.getByRole("main").getByRole("heading", { name: "Changes", level: 2 }).waitFor();
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, input, select, a")].filter((element) => {
      const labels = "labels" in element ? (element as HTMLInputElement).labels : null;
      return element.innerText.trim() === "" && !labels?.length && !element.ariaLabel;
    }).map((element) => element.outerHTML)
  );
  deepEqual(nameless, []);
}

async function announces({ service, page }: Stage): Promise<void> {
  await page.clock.install();
  await page.reload();
  await page.getByText("Live", { exact: true }).waitFor();
  for (const number of [1, 2]) await service.post(issueUpdated({ number, summary: "Change" }));
  await page.getByRole("article").nth(1).waitFor();
  equal(await page.locator("[aria-live=polite]").innerText(), "");
  await page.clock.fastForward(10_000);
  await page.getByText("2 changes, the latest: DEMO-2 Ana Lima changed Status: To Do → In Progress")
    .waitFor({ state: "attached" });
}

async function copiesAddress({ service, page }: Stage): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  equal(await page.evaluate(() => navigator.clipboard.readText()), `${service.url}/webhook/jira`);
}

async function showsCode({ watched, page }: Stage): Promise<void> {
  const edges = () =>
    page.getByRole("dialog").evaluate((sheet) => {
      const { borderTopWidth, borderRadius, padding } = getComputedStyle(sheet);
      return { borderTopWidth, borderRadius, padding };
    });
  await page.keyboard.press("?");
  const ofKeys = await edges();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Connect the extension" }).click();
  await page.getByText("paste this code").waitFor();
  deepEqual(await edges(), ofKeys);
  await watched.picture("extension-code");
}

async function isDark(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  const colours: number[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await using watched = await WatchedPage.open(browser, { colorScheme });
    const { page } = watched;
    await page.goto(`${service.url}/#token=${service.token}`);
    await service.post(issueUpdated({ number: colours.length, summary: "Change" }));
    await page.getByRole("article").first().waitFor();
    await watched.picture(colorScheme);
    colours.push(
      ...await page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body);
        return [color, backgroundColor].map((text) => Number(/\d+/.exec(text)?.[0]));
      }),
    );
    deepEqual(watched.complaints, []);
  }
  const [ink = 0, paper = 0, darkInk = 0, darkPaper = 0] = colours;
  ok(ink < 60 && paper > 200 && darkInk > 200 && darkPaper < 60, colours.join());
}

async function fitsNarrow(browser: Browser): Promise<void> {
  await using service = await RestartableService.start();
  await using watched = await WatchedPage.open(browser, { viewport: { width: 360, height: 800 } });
  const { page } = watched;
  await page.goto(`${service.url}/#token=${service.token}`);
  const from = "A-very-long-word-without-any-place-to-break-".repeat(8);
  await service.post(issueUpdated({
    number: 1,
    summary: `Summary ${from}`,
    change: { field: "description", from, to: `${from}!` },
  }));
  await page.getByRole("article").waitFor();
  await watched.picture("narrow");
  equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  notEqual(await page.getByRole("article").boundingBox(), null);
  deepEqual(watched.complaints, []);
}
