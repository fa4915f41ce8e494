/// <reference types="@types/chrome" />
/**
 * A Chromium with the built extension in it.
 *
 * @module
 */

import { type BrowserContext, chromium, type Page, type Worker } from "playwright-core";
import type { Command } from "../extension/model/commands.ts";
import type { Entry, Head, Server, Task } from "../extension/model/types.ts";
import { EXTENSION_ID } from "../lib/ui/pairing.ts";
import { CHROMIUM_ARGS } from "../tools/chromium.ts";
import { buildExtension, type Files, writeFolder } from "../tools/extension.ts";
import { eventually } from "./_waiting.ts";
import { NOTICE_RECORDER } from "./_extension_notices.ts";

/** How a browser is started. */
export interface BrowserOptions {
  /** Path of Chromium. */
  readonly path: string;
  /**
   * What people are asked for, and headless browsers cannot answer: granted by the manifest instead.
   * @default notifications, scripting, and pages of 127.0.0.1
   */
  readonly grant?: "usual" | "nothing";
  /** The only language of the extension. @default all, of which Chromium chooses */
  readonly language?: "de" | "zh_CN";
  readonly colorScheme?: "light" | "dark";
}

/** Everything the extension keeps in `storage.local`, by key. */
export type Stored = Readonly<Record<string, unknown>>;

let built: Promise<Files> | null = null;

/** A browser with the extension, until it is disposed of. */
export class ExtensionBrowser implements AsyncDisposable {
  /** Errors of pages and workers. */
  readonly complaints: string[];
  readonly context: BrowserContext;
  /** The settings page: the way to the browser's API. */
  readonly options: Page;
  readonly #ending: AsyncDisposableStack;

  private constructor(
    { context, options, complaints }: Pick<ExtensionBrowser, "context" | "options" | "complaints">,
    ending: AsyncDisposableStack,
  ) {
    this.context = context;
    this.options = options;
    this.complaints = complaints;
    this.#ending = ending;
  }

  /** Starts a browser that knows nothing yet, with the settings page open. */
  static async start(options: BrowserOptions): Promise<ExtensionBrowser> {
    await using starting = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "extension_" });
    starting.defer(() => Deno.remove(folder, { recursive: true }));
    const extension = `${folder}/extension`;
    const files = await (built ??= builtFiles());
    await writeFolder(new URL(`file://${extension}/`), prepared(files, options));
    const context = await chromium.launchPersistentContext(`${folder}/profile`, {
      executablePath: options.path,
      headless: false,
      args: [
        ...CHROMIUM_ARGS.map((arg) => arg === "--headless" ? "--headless=new" : arg),
        // Without a screen it takes itself for a phone: the people here have a mouse.
        "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
        `--disable-extensions-except=${extension}`,
        `--load-extension=${extension}`,
      ],
      locale: "en-GB",
      viewport: { width: 440, height: 600 },
      colorScheme: options.colorScheme ?? "light",
    });
    starting.defer(() => context.close());
    context.setDefaultTimeout(30_000);
    // The extension opens its settings when it is installed.
    const url = `chrome-extension://${EXTENSION_ID}/options.html`;
    const [page] = await eventually(
      () => context.pages().filter((each) => each.url() === url),
      ({ length }) => length > 0,
    );
    const complaints: string[] = [];
    watch(page!, complaints);
    await page!.getByRole("heading", { level: 1 }).waitFor();
    return new ExtensionBrowser({ context, options: page!, complaints }, starting.move());
  }

  /** Opens the inbox as a tab, which is the popup's page. */
  async inbox(query = ""): Promise<Page> {
    const page = await this.context.newPage();
    watch(page, this.complaints);
    await page.goto(`chrome-extension://${EXTENSION_ID}/inbox.html${query}`);
    await page.locator(".list").waitFor();
    return page;
  }

  /** Forgets everything, as if it had just been installed. */
  async reset(): Promise<void> {
    for (const page of this.context.pages()) if (page !== this.options) await page.close();
    for (const { id } of await this.servers()) await this.send({ t: "disconnect", server: id });
    await this.options.evaluate(async () => {
      const { local, sync, session } = chrome.storage;
      for (const id of Object.keys(await chrome.notifications?.getAll() ?? {})) {
        await chrome.notifications.clear(id);
      }
      await Promise.all([local.clear(), sync.clear(), session.clear()]);
    });
    await this.killWorker();
    await this.options.reload();
    await this.options.getByRole("heading", { level: 1 }).waitFor();
    this.complaints.length = 0;
  }

  /** Has a minute pass, for the worker. */
  async tick(): Promise<void> {
    await this.options.evaluate(() => chrome.alarms.create("tick", { delayInMinutes: 0 }));
  }

  /** The worker, as Playwright knows it. */
  async worker(): Promise<Worker> {
    return this.context.serviceWorkers()[0] ?? await this.context.waitForEvent("serviceworker");
  }

  /** Gives the worker a command, as pages do. */
  async send(command: Command): Promise<void> {
    const reply = await this.options.evaluate(
      (command) => chrome.runtime.sendMessage(command),
      command,
    );
    if (reply?.ok !== true) {
      throw new Error(`The worker refused: ${reply?.failure}, ${reply?.detail}`);
    }
  }

  /** Everything in `storage.local`. */
  stored(): Promise<Stored> {
    return this.options.evaluate(() => chrome.storage.local.get(null));
  }

  /** The changes in the inbox, in order of arrival. */
  async entries(): Promise<Entry[]> {
    const stored = await this.stored();
    return Object.keys(stored).filter((key) => key.startsWith("event_"))
      .map((key) => stored[key] as Entry).filter((entry) => entry !== null)
      .sort((a, b) => a.n - b.n);
  }

  /** How far a server's feed is known. */
  async head(server = "1"): Promise<Head | undefined> {
    const key = `head_${server}`;
    const stored = await this.options.evaluate((key) => chrome.storage.local.get(key), key);
    return stored[key] as Head | undefined;
  }

  /** The latest known state of an issue. */
  async task(name: string): Promise<Task | undefined> {
    return (await this.stored())[`task_${name}`] as Task | undefined;
  }

  /** The connected services. */
  async servers(): Promise<readonly Server[]> {
    return (await this.stored()).servers as readonly Server[] ?? [];
  }

  /** What the badge says. */
  badge(): Promise<string> {
    return this.options.evaluate(() => chrome.action.getBadgeText({}));
  }

  /** What the icon is titled. */
  title(): Promise<string> {
    return this.options.evaluate(() => chrome.action.getTitle({}));
  }

  /** Ids of the notifications on the screen. */
  notices(): Promise<string[]> {
    return this.options.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
  }

  /** Ends the worker as the browser does when it is idle, or out of memory. */
  async killWorker(): Promise<void> {
    const session = await this.context.newCDPSession(this.options);
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await session.detach();
  }

  /** Bytes that the scripts use of the page or worker whose address ends in `ending`. */
  async heapOf(ending: string): Promise<number> {
    const session = await this.context.browser()!.newBrowserCDPSession();
    const { targetInfos } = await session.send("Target.getTargets");
    const { targetId } = targetInfos.find(({ url }) => url.endsWith(ending))!;
    const { sessionId } = await session.send("Target.attachToTarget", { targetId });
    const usage = Promise.withResolvers<{ readonly usedSize: number }>();
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      // A worker also tells that its script was loaded.
      const { id, result } = JSON.parse(message);
      if (id === 1) usage.resolve(result);
    });
    const message = JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" });
    await session.send("Target.sendMessageToTarget", { sessionId, message });
    const { usedSize } = await usage.promise;
    await session.detach();
    return usedSize;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ending.disposeAsync();
  }
}

function watch(page: Page, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}

async function builtFiles(): Promise<Files> {
  const [chrome] = await buildExtension();
  return chrome!.files;
}

function prepared(files: Files, { grant = "usual", language }: BrowserOptions): Files {
  const manifest = JSON.parse(new TextDecoder().decode(files["manifest.json"]));
  if (grant === "usual") {
    manifest.permissions.push("notifications", "scripting");
    manifest.host_permissions = ["http://127.0.0.1/*"];
  }
  const ready: Record<string, Uint8Array> = { ...files };
  if (language !== undefined) {
    manifest.default_locale = language;
    for (const name of Object.keys(ready)) {
      if (/^_locales\//.test(name) && !name.startsWith(`_locales/${language}/`)) delete ready[name];
    }
  }
  const worker = new TextDecoder().decode(files["worker.js"]);
  ready["worker.js"] = new TextEncoder().encode(NOTICE_RECORDER + worker);
  ready["manifest.json"] = new TextEncoder().encode(JSON.stringify(manifest));
  return ready;
}
