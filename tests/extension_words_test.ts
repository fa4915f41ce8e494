import { deepEqual, equal } from "node:assert/strict";
import { wordsIn } from "../extension/i18n/_translate.ts";
import { troubleWords } from "../extension/i18n/trouble_words.ts";
import { complaintOf } from "../extension/model/trouble.ts";
import { writePairing } from "../lib/ui/pairing.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import { serveJiraPages } from "./_extension_pages.ts";
import { serveProtocol } from "./_extension_protocol.ts";
import { connect, extensionTest, picture } from "./_extension_stage.ts";
import { clipped } from "./_extension_look.ts";
import { RestartableService } from "./_restartable_service.ts";

type Language = "de" | "zh_CN";

for (const language of ["de", "zh_CN"] as const) {
  extensionTest(`extension: what is wrong, in ${language}`, [
    ["says why a service cannot be connected", (browser) => refusesToConnect(browser, language)],
    ["says that a token counts no longer", (browser) => tokenGone(browser, language)],
    ["says why a service turned it away", (browser) => turnedAway(browser, language)],
    ["says that a service is away", (browser) => away(browser, language)],
  ], { language });
}

async function refusesToConnect(browser: ExtensionBrowser, language: Language): Promise<void> {
  await using service = await RestartableService.start();
  await using website = serveJiraPages();
  const { t } = wordsIn(language);
  const { options } = browser;
  const code = writePairing({ url: service.url, token: "any", jiraUrl: null });
  const attempts = [
    ["http://feed.example.com", t("address_insecure")],
    ["no address at all", t("address_unreadable")],
    ["http://127.0.0.1:9", t("test_unreachable", "http://127.0.0.1:9")],
    [website.url, t("test_not_boardcast", website.url)],
    [service.url, t("test_token")],
    [code.slice(0, -5), t("code_unreadable")],
  ] as const;
  for (const [address, told] of attempts) {
    await options.locator("[name=address]").fill(address);
    const token = options.locator("[name=token]");
    if (await token.count() > 0) await token.fill("refused");
    await options.locator(".connect-form [type=submit]").click();
    await options.locator(".outcome-failed").getByText(told, { exact: true }).waitFor();
    deepEqual(await clipped(options), []);
  }
  await picture(options, `refused-${language}`);
}

async function tokenGone(browser: ExtensionBrowser, language: Language): Promise<void> {
  await using service = await RestartableService.start();
  const { t } = wordsIn(language);
  await connect({ browser, service });
  const inbox = await browser.inbox();
  await browser.send({
    t: "connect",
    server: { url: service.url, token: "revoked", name: "Work", jiraUrl: null },
  });
  await inbox.getByText(t("trouble_signed_out", "Work"), { exact: true }).waitFor();
  equal(await browser.title(), t("badge_title_state", t("badge_signed_out"), t("badge_none")));
  await browser.options.getByRole("article").getByText(t("trouble_unauthorised")).waitFor();
  deepEqual([...await clipped(inbox), ...await clipped(browser.options)], []);
  await picture(inbox, `signed-out-${language}`);
  await picture(browser.options, `options-signed-out-${language}`);
}

async function turnedAway(browser: ExtensionBrowser, language: Language): Promise<void> {
  const words = wordsIn(language);
  const inbox = await browser.inbox();
  for (const code of [4500, 4503, 4504, 4505, 4506, 4999]) {
    await using service = serveProtocol({ changes: 0, close: code });
    const server = { url: service.url, token: "any", name: "Work", jiraUrl: null };
    await browser.send({ t: "connect", server });
    const detail = "As the script says";
    const status = { state: "stopped", code, reason: "", detail, failure: null } as const;
    const why = troubleWords(words, complaintOf(status)!);
    await inbox.getByText(words.t("trouble_stopped", "Work", why), { exact: true }).waitFor();
    deepEqual(await clipped(inbox), []);
    if (code === 4999) await picture(inbox, `turned-away-${language}`);
    await browser.send({ t: "disconnect", server: "1" });
  }
}

async function away(browser: ExtensionBrowser, language: Language): Promise<void> {
  await using service = await RestartableService.start();
  const { t } = wordsIn(language);
  await connect({ browser, service });
  const inbox = await browser.inbox();
  await inbox.clock.install();
  await inbox.reload();
  await service.stop();
  await inbox.locator(".connection-connecting").waitFor();
  await inbox.clock.fastForward(10_000);
  await inbox.getByText(t("trouble_unreachable")).waitFor();
  deepEqual(await clipped(inbox), []);
  await picture(inbox, `offline-${language}`);
}
