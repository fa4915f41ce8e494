/// <reference types="@types/chrome" />
/**
 * Runs on pages of Jira that somebody permitted: tells the worker which issue is on the screen, and
 * shows a notice when that issue changed after it was opened. Touches nothing of the page but one
 * element of its own.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import { chromeTranslate } from "../i18n/messages.ts";
import { createWords } from "../i18n/words.ts";
import type { Command, Visited } from "../model/commands.ts";
import { keyInAddress } from "../model/links.ts";
import { PageNotice } from "./page_notice.ts";

const words = createWords(chromeTranslate);
let notice: PageNotice | null = null;
let shown: string | null = null;

// Jira changes pages without loading them; this event tells of it, also to scripts of extensions.
// Browsers without it hear of the way back only.
const pages = "navigation" in globalThis ? navigation : null;
pages?.addEventListener("navigatesuccess", () => void look());
addEventListener("popstate", () => void look());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void visit();
});
chrome.runtime.onMessage.addListener((message: unknown) => {
  const told = message as { readonly t: "changed"; readonly key: string; readonly item: FeedItem };
  if (told.t !== "changed" || told.key !== shown) return;
  // There is none yet where nothing was known of the issue.
  notice ??= new PageNotice(words, send);
  notice.changed(told.item);
});
void look();

/** Another issue, or none, may be on the screen. */
async function look(): Promise<void> {
  const key = keyInAddress(location.href);
  if (key === shown) return;
  shown = key;
  notice?.[Symbol.dispose]();
  notice = null;
  if (key !== null) await visit();
}

/** The issue is looked at: what the inbox has of it is read. */
async function visit(): Promise<void> {
  const key = shown;
  if (key === null || document.hidden) return;
  const answer = await send({ t: "visit", url: location.href }) as Visited | null | undefined;
  if (answer == null || key !== shown) return;
  notice ??= new PageNotice(words, send);
  notice.show(answer);
}

/** The extension may have been updated or removed while the page is open; the page then is on its own. */
async function send(command: Command): Promise<unknown> {
  try {
    const reply = await chrome.runtime.sendMessage(command) as { readonly answer?: unknown };
    return reply.answer;
  } catch {
    return undefined;
  }
}
