/// <reference types="@types/chrome" />
/**
 * The settings page: what is chosen, and what is asked of the browser.
 *
 * @module
 */

import { computed, effect, type Signal, signal } from "@preact/signals";
import type { MessageId } from "../i18n/messages.ts";
import type { NewServer } from "../model/commands.ts";
import { patternOf } from "../model/links.ts";
import { type Address, isCode, readAddress, serverOfCode } from "../model/pairing.ts";
import { readExport, writeExport } from "../model/transfer.ts";
import type { Settings, SettingsChange } from "../model/settings.ts";
import type { State } from "../model/types.ts";
import { PageModel, type PageOptions } from "../page/page_model.ts";
import { PAIRING } from "../store/keys.ts";
import { isFirefox } from "./firefox.ts";
import { testService, type Verdict } from "./test_service.ts";

const ADDRESS_TROUBLES: Readonly<Record<Extract<Address, { ok: false }>["why"], MessageId>> = {
  unreadable: "address_unreadable",
  insecure: "address_insecure",
};

/** What became of an attempt to connect. */
export type Attempt =
  | { readonly t: "testing" }
  | { readonly t: "failed"; readonly message: string }
  | { readonly t: "done"; readonly message: string };

/** What this browser permits; choices come from others, too, but permissions do not. */
export interface Granted {
  readonly notifications: boolean;
  /** Scripts on all Jiras that are connected. */
  readonly jiraPages: boolean;
}

/** What the page's parts are drawn from, and what they do. */
export class OptionsModel extends PageModel {
  /** How connecting goes; `null` before anybody tried. */
  readonly attempt: Signal<Attempt | null> = signal(null);
  /** What a dashboard asks to be connected with, until the person agrees. */
  readonly pairing: Signal<NewServer | null> = signal(null);
  readonly granted: Signal<Granted> = signal({ notifications: false, jiraPages: false });
  /** What happened to the last export or import. */
  readonly transfer: Signal<string | null> = signal(null);

  /** The model of the page; listens to what the browser tells for as long as the page is open. */
  constructor(options: PageOptions) {
    super(options);
    void this.#takePairing();
    const jiras = computed(() => jirasOf(this.state.value).join(" "));
    effect(() => {
      void jiras.value;
      void this.#lookUp();
    });
    for (const event of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) {
      event.addListener(() => void this.#lookUp());
    }
    chrome.storage.session.onChanged.addListener((changes) => {
      if (changes[PAIRING]?.newValue !== undefined) void this.#takePairing();
    });
  }

  /** Changes some settings. */
  async set(change: SettingsChange): Promise<"done" | "failed"> {
    return await this.send({ t: "settings", settings: change });
  }

  /** Connects with what was typed: a code, or an address and a token. */
  async connectTyped(address: string, token: string): Promise<void> {
    const { t } = this.words;
    const ofCode = serverOfCode(address);
    if (ofCode !== null) return await this.connect(ofCode);
    const read = readAddress(address);
    if (!read.ok || isCode(address)) {
      const message = t(read.ok ? "code_unreadable" : ADDRESS_TROUBLES[read.why]);
      this.attempt.value = { t: "failed", message };
      return;
    }
    const name = new URL(read.url).host;
    await this.connect({ url: read.url, token: token.trim(), name, jiraUrl: null });
  }

  /**
   * Connects a service: asks the browser for access to it, tests it, and says how it went. Must be
   * called by a click, as browsers want for such a question.
   */
  async connect(server: NewServer): Promise<void> {
    this.attempt.value = { t: "testing" };
    // Without access the feed works all the same; only what happened before stays unknown.
    const access = await askFor([server.url]);
    const verdict = await testService(server, { access, words: this.words });
    if (!verdict.ok) {
      this.attempt.value = { t: "failed", message: verdict.message };
      return;
    }
    if (await this.send({ t: "connect", server: withFound(server, verdict) }) === "failed") {
      this.attempt.value = null;
      return;
    }
    this.pairing.value = null;
    await chrome.storage.session.remove(PAIRING);
    this.attempt.value = { t: "done", message: verdict.message };
  }

  /** Does not connect what a dashboard asked for. */
  async refusePairing(): Promise<void> {
    this.pairing.value = null;
    await chrome.storage.session.remove(PAIRING);
  }

  /** Turns notifications on, if the browser is permitted to, or off. */
  async setNotify(on: "on" | "off"): Promise<void> {
    const granted = on === "on" && await askForPermission("notifications");
    await this.set({ notify: { on: granted } });
    if (on === "on" && !granted) this.#sayRefused();
  }

  /** Opens the inbox in the side panel, if the browser has one, or as a popup. */
  async setSurface(surface: Settings["surface"]): Promise<void> {
    if (surface === "panel" && !await askForPermission("sidePanel")) return this.#sayRefused();
    await this.set({ surface });
  }

  /** Turns help on Jira's pages on, if the browser is permitted to, or off. */
  async setJiraPages(on: "on" | "off"): Promise<void> {
    const sites = jirasOf(this.state.peek());
    const granted = on === "on" && sites.length > 0 && await askFor(sites, ["scripting"]);
    await this.set({ jiraPages: granted });
    if (on === "on" && sites.length > 0 && !granted) this.#sayRefused();
  }

  /** All settings as a file's text. */
  exported(): string {
    return writeExport(this.state.peek().settings);
  }

  /** Takes settings from a file's text. */
  async import(text: string): Promise<void> {
    const settings = readExport(text);
    if (settings === null) {
      this.transfer.value = this.words.t("import_failed");
      return;
    }
    // Permissions are of this browser: a file cannot bring them.
    const { notify, jiraPages, surface } = this.state.peek().settings;
    const outcome = await this.set({
      ...settings,
      jiraPages,
      surface,
      notify: { ...settings.notify, on: notify.on },
    });
    this.transfer.value = outcome === "done" ? this.words.t("import_done") : null;
  }

  #sayRefused(): void {
    this.failure.value = this.words.t("permission_refused");
  }

  async #lookUp(): Promise<void> {
    const { permissions } = chrome;
    this.granted.value = {
      notifications: await permissions.contains({ permissions: ["notifications"] }),
      jiraPages: await permissions.contains({
        permissions: ["scripting"],
        origins: jirasOf(this.state.peek()).map(patternOf),
      }),
    };
  }

  async #takePairing(): Promise<void> {
    const { [PAIRING]: pairing } = await chrome.storage.session.get(PAIRING);
    this.pairing.value = (pairing as NewServer | undefined) ?? null;
  }
}

function jirasOf({ servers }: State): string[] {
  return servers.flatMap(({ jiraUrl }) => jiraUrl ?? []);
}

function withFound(server: NewServer, verdict: Verdict & { readonly ok: true }): NewServer {
  return { ...server, jiraUrl: verdict.jiraUrl ?? server.jiraUrl };
}

async function askFor(
  urls: readonly string[],
  permissions: chrome.runtime.ManifestPermission[] = [],
): Promise<boolean> {
  const origins = urls.map(patternOf);
  return await ask({ origins, permissions });
}

async function askForPermission(name: chrome.runtime.ManifestPermission): Promise<boolean> {
  if (name === "sidePanel" && isFirefox()) return true;
  return await ask({ permissions: [name] });
}

async function ask(wanted: chrome.permissions.Permissions): Promise<boolean> {
  try {
    return await chrome.permissions.request(wanted);
  } catch {
    // This browser has no such permission.
    return false;
  }
}
