/// <reference types="@types/chrome" />
/**
 * A Firefox with the built extension in it, as its package for the store.
 *
 * @module
 */

import type { Command } from "../extension/model/commands.ts";
import type { Entry, Head, Server } from "../extension/model/types.ts";
import { buildExtension } from "../tools/extension.ts";
import { eventually } from "./_waiting.ts";
import { Firefox, type Preferences } from "./_firefox.ts";
import type { FirefoxPage } from "./_firefox_page.ts";

/** What the manifest names the extension. */
const ID = "boardcast@boardcast.example";
/** Firefox draws one for each profile; here it is given. */
const HOST = "0b0a4dca-5700-4000-8000-000000000001";
const ORIGIN = `moz-extension://${HOST}`;

/** How an event page stands. */
export type Life = "starting" | "running" | "suspending" | "stopped";

let built: Promise<Uint8Array> | null = null;

/** A Firefox with the extension, until it is disposed of. */
export class FirefoxExtension implements AsyncDisposable {
  /** The settings page: the way to the browser's API. */
  options: FirefoxPage;
  readonly #folder: string;

  private constructor(readonly firefox: Firefox, options: FirefoxPage, folder: string) {
    this.options = options;
    this.#folder = folder;
  }

  /** Starts a Firefox that knows nothing yet, with the settings page open. */
  static async start(path: string, preferences: Preferences = {}): Promise<FirefoxExtension> {
    const folder = await Deno.makeTempDir({ prefix: "extension_" });
    const file = `${folder}/boardcast.xpi`;
    await Deno.writeFile(file, await (built ??= builtPackage()));
    const firefox = await Firefox.start(path, {
      "extensions.webextensions.uuids": JSON.stringify({ [ID]: HOST }),
      // Nobody is there to answer; that it was asked for in a click is checked all the same.
      "extensions.webextOptionalPermissionPrompts": false,
      // Notifications are windows of Firefox, which can be looked at.
      "alerts.useSystemBackend": false,
      // Stores sign; Debian's and other builds for companies and developers do without.
      "xpinstall.signatures.required": false,
      ...preferences,
    });
    await firefox.marionette.send("Addon:Install", { path: file, temporary: false });
    // The extension opens its settings when it is installed.
    const options = await eventually(() => settingsIn(firefox), (page) => page !== null);
    await options!.says("Boardcast");
    return new FirefoxExtension(firefox, options!, folder);
  }

  /** Opens the settings again. */
  async comeBack(): Promise<void> {
    await this.options.go(`${ORIGIN}/options.html`);
    await this.options.says("Boardcast");
  }

  /** Ends Firefox and starts it with the same profile. */
  async startAgain(): Promise<void> {
    await this.firefox.startAgain();
    this.options = await this.firefox.open("about:blank");
    // What follows must not come from a page of the extension that was opened.
    await eventually(() => this.life(), (life) => life === "running");
    await this.comeBack();
  }

  /** Forgets everything, as if it had just been installed. */
  async reset(): Promise<void> {
    await this.firefox.closeOthers(this.options);
    await this.comeBack();
    for (const { id } of await this.servers()) await this.send({ t: "disconnect", server: id });
    await this.options.run(async () => {
      for (const id of Object.keys(await chrome.notifications?.getAll() ?? {})) {
        await chrome.notifications.clear(id);
      }
      const { local, sync, session } = chrome.storage;
      await Promise.all([local.clear(), sync.clear(), session.clear()]);
      await chrome.permissions.remove({
        permissions: ["notifications", "scripting"],
        origins: ["http://127.0.0.1/*"],
      });
    });
    await this.suspend();
    await this.comeBack();
    await this.firefox.inBrowser("Services.console.reset()");
  }

  /** Errors of the extension's scripts, as the browser's console has them. */
  complaints(): Promise<string[]> {
    return this.firefox.inBrowser<string[]>(
      `return Services.console.getMessageArray()
         .filter((message) => message instanceof Ci.nsIScriptError)
         .filter(({ sourceName }) => sourceName.startsWith(arguments[0]))
         .map(({ errorMessage, sourceName }) => errorMessage + " in " + sourceName)`,
      ORIGIN,
    );
  }

  /** Opens the inbox as a tab, which is the page of popup and sidebar. */
  async inbox(query = ""): Promise<FirefoxPage> {
    return await this.firefox.open(`${ORIGIN}/inbox.html${query}`);
  }

  /** Gives the background a command, as pages do. */
  async send(command: Command): Promise<void> {
    const reply = await this.options.run(
      (command: Command) => chrome.runtime.sendMessage(command),
      command,
    );
    if (reply?.ok !== true) throw new Error(`The extension refused: ${reply?.message}`);
  }

  /** Everything in `storage.local`. */
  stored(): Promise<Readonly<Record<string, unknown>>> {
    return this.options.run(() => chrome.storage.local.get(null));
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
    return (await this.stored())[`head_${server}`] as Head | undefined;
  }

  /** The connected services. */
  async servers(): Promise<readonly Server[]> {
    return (await this.stored()).servers as readonly Server[] ?? [];
  }

  /** What the badge says. */
  badge(): Promise<string> {
    return this.options.run(() => chrome.action.getBadgeText({}));
  }

  /** Waits until a server's feed is followed. */
  async live(server = "1"): Promise<void> {
    await eventually(
      () =>
        this.options.run(
          async (key: string) => (await chrome.storage.session.get(key))[key],
          `connection_${server}`,
        ) as Promise<{ readonly status?: { readonly state?: string } } | undefined>,
      (connection) => connection?.status?.state === "live",
    );
  }

  /** How the event page stands. */
  life(): Promise<Life> {
    return this.firefox.inBrowser<Life>(`return ${EXTENSION}.backgroundState`);
  }

  /** What Firefox had to say of the package. */
  warnings(): Promise<string[]> {
    return this.firefox.inBrowser<string[]>(
      `return [...${EXTENSION}.warnings, ...${EXTENSION}.errors]`,
    );
  }

  /** Suspends the event page, as Firefox does when it is idle. */
  async suspend(): Promise<void> {
    await this.firefox.inBrowser(
      `return ${EXTENSION}.terminateBackground({ disableResetIdleForTest: true })`,
    );
  }

  /** Has the alarm go off after so many ms. */
  async alarmIn(delay: number): Promise<void> {
    await this.options.run(
      (delay: number) => void chrome.alarms.create("tick", { when: Date.now() + delay }),
      delay,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.firefox[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function settingsIn(firefox: Firefox): Promise<FirefoxPage | null> {
  for (const page of await firefox.pages()) {
    if (await page.url() === `${ORIGIN}/options.html`) return page;
  }
  return null;
}

/** The extension, to scripts in the browser. */
const EXTENSION = `WebExtensionPolicy.getByID(${JSON.stringify(ID)}).extension`;

async function builtPackage(): Promise<Uint8Array> {
  const builds = await buildExtension();
  return builds.find(({ browser }) => browser === "firefox")!.zip;
}
