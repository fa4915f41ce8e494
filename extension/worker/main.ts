/// <reference types="@types/chrome" />
/**
 * Where the worker begins. Every listener is registered before anything is awaited: the event that
 * started the worker is dispatched right after this has run.
 *
 * @module
 */

import { failureOf, wordsOf } from "../../lib/feed/client/words.ts";
import { chromeTranslate } from "../i18n/messages.ts";
import { createWords } from "../i18n/words.ts";
import { type Command, mayAsk } from "../model/commands.ts";
import { PAIRING } from "../store/keys.ts";
import { Background } from "./background.ts";
import { browserPorts, sidebar } from "./browser.ts";
import { takePairing } from "./pairing.ts";

/** The alarm that revives a dead worker; the heartbeat of the feed keeps a living one alive. */
const TICK = "tick";

const words = createWords(chromeTranslate);
const background = new Background(browserPorts(words), words);

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") void chrome.runtime.openOptionsPage();
});
chrome.runtime.onStartup.addListener(() => void background.start());
chrome.alarms.onAlarm.addListener(({ name }) => {
  if (name === TICK) void background.tick();
});
chrome.runtime.onMessage.addListener((command: Command, sender, respond) => {
  const isOwn = sender.url?.startsWith(chrome.runtime.getURL("")) === true;
  if (!mayAsk(command, isOwn ? "extension" : "page")) return;
  background.command(command).then(
    (answer) => respond({ ok: true, answer }),
    (error) => respond({ ok: false, failure: failureOf(error), detail: wordsOf(error) }),
  );
  return true;
});
chrome.runtime.onMessageExternal?.addListener((message: unknown, sender, respond) => {
  const pairing = takePairing(message, sender);
  respond({ ok: pairing !== null });
  if (pairing === null) return;
  void chrome.storage.session.set({ [PAIRING]: pairing })
    .then(() => chrome.runtime.openOptionsPage());
});
// Pages keep a port open to hear of the worker's death: connecting again starts the next one.
chrome.runtime.onConnect.addListener(() => void background.tick());
chrome.storage.sync.onChanged.addListener(() => void background.settingsChanged());
// Heard only while a click opens no popup; only a click may open the sidebar.
chrome.action.onClicked.addListener(() => void sidebar?.toggle());
chrome.permissions.onAdded.addListener(listenToNotices);
chrome.permissions.onAdded.addListener(() => void background.start());
chrome.permissions.onRemoved.addListener(() => void background.start());
self.addEventListener("online", () => background.network("up"));
self.addEventListener("offline", () => background.network("down"));
listenToNotices();

// Updates of the extension and of the browser have been seen to lose alarms.
void chrome.alarms.create(TICK, { periodInMinutes: 1 });
void chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
void background.start();

/** The API is there only once it is permitted, which may be while the worker runs. */
function listenToNotices(): void {
  const { notifications } = chrome;
  // To be added again does nothing.
  notifications?.onClicked.addListener(noticeClicked);
  notifications?.onButtonClicked?.addListener(noticePressed);
  notifications?.onClosed.addListener(noticeClosed);
}

function noticeClicked(id: string): void {
  void background.noticeClicked(id);
}

function noticePressed(id: string, at: number): void {
  void background.noticePressed(id, at);
}

function noticeClosed(id: string): void {
  void background.noticeClosed(id);
}
