/// <reference types="@types/chrome" />
import { deepEqual, equal } from "node:assert/strict";
import { type Browser, chromium, type Page } from "playwright-core";
import { EXTENSION_ID } from "../lib/ui/pairing.ts";
import { CHROMIUM_ARGS, findChromium } from "../tools/chromium.ts";
import { buildExtension, writeFolder } from "../tools/extension.ts";
import { relayTo } from "./_extension_relay.ts";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";

/** It takes minutes by the browser's own clock: `deno task extension:soak`. */
const isWanted = Deno.env.get("BOARDCAST_SOAK") === "1";

const path = await findChromium();

/** An idle worker lives 30 s; the browser needs a while to end it. */
const ENDS_WITHIN = 60;

/** Seconds the worker has to live: two of its lives without the heartbeat, and a beat more. */
const LIVES = 80;

/** The alarm's minute, and what a busy machine adds. */
const COMES_BACK_WITHIN = 90;

/** A browser nobody is attached to, except for a moment: who debugs a worker keeps it alive. */
class QuietBrowser implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: Deno.ChildProcess;
  #port = 0;

  private constructor(folder: string, process: Deno.ChildProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  static async start(executable: string): Promise<QuietBrowser> {
    const folder = await Deno.makeTempDir({ prefix: "extension_" });
    const [chrome] = await buildExtension();
    await writeFolder(new URL(`file://${folder}/extension/`), chrome!.files);
    const command = new Deno.Command(executable, {
      args: [
        ...CHROMIUM_ARGS.map((arg) => arg === "--headless" ? "--headless=new" : arg),
        `--user-data-dir=${folder}/profile`,
        "--remote-debugging-port=0",
        `--disable-extensions-except=${folder}/extension`,
        `--load-extension=${folder}/extension`,
      ],
      stdout: "null",
      stderr: "null",
    });
    const browser = new QuietBrowser(folder, command.spawn());
    await within(30, async () => {
      const text = await Deno.readTextFile(`${folder}/profile/DevToolsActivePort`).catch(() => "");
      browser.#port = Number(text.split("\n")[0]);
      return browser.#port > 0;
    });
    await within(30, () => browser.hasWorker());
    return browser;
  }

  /** Whether the worker lives, by what the browser lists without looking into it. */
  async hasWorker(): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/json/list`);
    const targets = await response.json() as readonly { type: string; url: string }[];
    return targets.some(({ type, url }) => type === "service_worker" && url.includes(EXTENSION_ID));
  }

  /** Does something on a page of the extension, and leaves no page of it open. */
  async onPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${this.#port}`);
    const [context] = browser.contexts();
    const page = await context!.newPage();
    await page.goto(`chrome-extension://${EXTENSION_ID}/options.html`);
    const done = await work(page);
    for (const each of context!.pages()) await each.goto("about:blank");
    await browser.close();
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test({
  name: "extension: the heartbeat keeps its worker alive, and the alarm brings it back",
  ignore: !isWanted || path === null,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    await using service = await RestartableService.start();
    await using network = relayTo(service.url);
    await using browser = await QuietBrowser.start(path!);
    await t.step("without a service the worker ends: nothing else keeps it alive", async () => {
      await browser.onPage(() => Promise.resolve());
      await within(ENDS_WITHIN, async () => !await browser.hasWorker());
    });
    await t.step(`with one, and nothing happening, it lives for ${LIVES} s and more`, async () => {
      const server = { url: network.url, token: service.token, name: "Work", jiraUrl: null };
      await browser.onPage(async (page) => {
        await page.evaluate(
          (server) => chrome.runtime.sendMessage({ t: "connect", server }),
          server,
        );
        await within(10, () => Promise.resolve(network.connections().now === 1));
      });
      const { ever } = network.connections();
      for (let second = 1; second <= LIVES; second++) {
        await aSecond();
        equal(await browser.hasWorker(), true, `dead after ${second} s`);
        deepEqual(network.connections(), { ever, now: 1 }, `connection lost after ${second} s`);
      }
    });
    await t.step(
      "killed, it is back within a minute or so, and has what came meanwhile",
      async () => {
        const { ever } = network.connections();
        await browser.onPage(async (page) => {
          await page.goto("about:blank");
          const session = await page.context().newCDPSession(page);
          await session.send("ServiceWorker.enable");
          await session.send("ServiceWorker.stopAllWorkers");
          await session.detach();
        });
        await within(10, () => Promise.resolve(network.connections().now === 0));
        equal(await browser.hasWorker(), false);
        await service.post(issueUpdated({ number: 1, summary: "Meanwhile" }));
        await within(COMES_BACK_WITHIN, () => Promise.resolve(network.connections().ever > ever));
        await within(10, async () => {
          const stored = await browser.onPage((page) =>
            page.evaluate(() => chrome.storage.local.get(null))
          );
          return stored.event_1_0 !== undefined;
        });
      },
    );
  },
});

/** Looks every second until it is so. */
async function within(seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  for (let second = 0; !await isSo(); second++) {
    if (second === seconds) throw new Error(`Waited in vain for ${seconds} s`);
    await aSecond();
  }
}

function aSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}
