/// <reference types="@types/chrome" />
/**
 * How soon the extension tells of a change, and what it costs. Where there is no Chromium, only its
 * size is known.
 *
 * @module
 */

import type { Page, Worker } from "playwright-core";
import { ExtensionBrowser } from "../../tests/_extension_browser.ts";
import { connect, live, settled } from "../../tests/_extension_stage.ts";
import { issueUpdated, RestartableService } from "../../tests/_restartable_service.ts";
import { findChromium } from "../chromium.ts";
import { buildExtension } from "../extension.ts";
import { median, percentile } from "./statistics.ts";
import type { Bench, BenchContext, Figure } from "./types.ts";

/** Issues the popup is opened with, or as many as a quick run makes. */
const FULL_INBOX = 500;

/** See the module. */
export const extension: Bench = {
  name: "extension",
  question: "How soon does the extension show a change, and how small is it?",
  async run(context) {
    const sizes = (await buildExtension()).map(({ browser, zip }) => ({
      name: `package for ${browser}`,
      value: zip.length / 1024,
      unit: "KB",
    }));
    const path = await findChromium();
    if (path === null) return sizes;
    await using service = await RestartableService.start();
    await using browser = await ExtensionBrowser.start({ path });
    await connect({ browser, service });
    await live(browser);
    return [...sizes, ...await measure({ browser, service }, context)];
  },
};

interface Stage {
  readonly browser: ExtensionBrowser;
  readonly service: RestartableService;
}

async function measure(stage: Stage, { sizes }: BenchContext): Promise<Figure[]> {
  const { changes, opens } = sizes.extension;
  const told = await delays(stage, changes);
  for (let number = changes + 1; number <= Math.max(changes, FULL_INBOX); number++) {
    if (changes < FULL_INBOX / 10 && number > changes * 2) break;
    await stage.service.post(issueUpdated({ number, summary: `Issue ${number}` }));
  }
  await settled(stage);
  const items = (await stage.browser.entries()).length;
  const times: number[] = [];
  for (let open = 0; open < opens; open++) times.push(await openInbox(stage.browser));
  return [
    ...told,
    { name: `rows painted, ${items} items: median of ${opens}`, value: median(times), unit: "ms" },
    ...await memory(stage.browser),
  ];
}

/** From before the webhook is posted to the row in the open inbox, and to the badge. */
async function delays({ browser, service }: Stage, changes: number): Promise<Figure[]> {
  const inbox = await browser.inbox();
  const worker = await browser.worker();
  await Promise.all([watchRows(inbox), watchBadge(worker)]);
  const posted: number[] = [];
  for (let number = 1; number <= changes; number++) {
    posted.push(Date.now());
    await service.post(issueUpdated({ number, summary: `Issue ${number}` }));
    await inbox.waitForFunction((count) => seen.length >= count, number, { polling: 10 });
  }
  await settled({ browser, service });
  const rows = await inbox.evaluate(() => seen);
  const badges = await worker.evaluate(() => seen);
  await inbox.close();
  const after = (times: readonly number[]) => posted.map((at, index) => times[index]! - at);
  return [...spread("change to row", after(rows)), ...spread("change to badge", after(badges))];
}

/** When each row, or each number on the badge, was there for the first time. */
declare const seen: number[];

async function watchRows(inbox: Page): Promise<void> {
  await inbox.evaluate(() => {
    Object.assign(globalThis, { seen: [] });
    const keys = new Set<string>();
    new MutationObserver(() => {
      for (const key of document.querySelectorAll("article .key")) {
        if (keys.has(key.textContent)) continue;
        keys.add(key.textContent);
        seen.push(Date.now());
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
}

async function watchBadge(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    Object.assign(globalThis, { seen: [] });
    const { action } = chrome;
    const set = action.setBadgeText.bind(action);
    Object.assign(action, {
      async setBadgeText(details: chrome.action.BadgeTextDetails) {
        await set(details);
        while (seen.length < Number(details.text)) seen.push(Date.now());
      },
    });
  });
}

/** From the start of the navigation to the frame in which rows are on the screen. */
async function openInbox(browser: ExtensionBrowser): Promise<number> {
  const inbox = await browser.inbox();
  await inbox.reload({ waitUntil: "commit" });
  const painted = await inbox.evaluate(() =>
    new Promise<number>((resolve) => {
      function look(): void {
        if (document.querySelector("article") === null) requestAnimationFrame(look);
        else requestAnimationFrame(() => resolve(performance.now()));
      }
      look();
    })
  );
  await inbox.close();
  return painted;
}

/** Heap of the scripts of the open inbox, and of the worker beside it. */
async function memory(browser: ExtensionBrowser): Promise<Figure[]> {
  const inbox = await browser.inbox();
  await inbox.getByRole("article").first().waitFor();
  await browser.worker();
  const figure = (name: string, bytes: number) => ({ name, value: bytes / 2 ** 20, unit: "MB" });
  return [
    figure("script memory of the popup", await browser.heapOf(inbox.url())),
    figure("script memory of the worker", await browser.heapOf("/worker.js")),
  ];
}

function spread(name: string, values: readonly number[]): Figure[] {
  return [
    { name: `${name}: p50`, value: percentile(values, 0.5), unit: "ms" },
    { name: `${name}: p99`, value: percentile(values, 0.99), unit: "ms" },
  ];
}
