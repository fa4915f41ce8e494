/// <reference types="@types/chrome" />
/**
 * `chrome.*` as the worker's ports. What a browser lacks, or was not permitted, does nothing.
 *
 * @module
 */

import type { Words } from "../i18n/words.ts";
import type { Badge } from "../model/badge.ts";
import { isOfJira, keyInAddress, patternOf } from "../model/links.ts";
import type { Notifications, Ports, Tabs } from "./ports.ts";

const CONTENT = "jira-pages";

/** Firefox's, in place of a side panel. */
export const sidebar: { toggle(): Promise<void> } | undefined =
  (chrome as unknown as { readonly sidebarAction?: { toggle(): Promise<void> } }).sidebarAction;

const COLOURS: Readonly<Record<Badge["tone"], string>> = {
  new: "#0b6a61",
  calm: "#5b6b72",
  offline: "#8a5600",
  alarm: "#a8281d",
};

/** The browser this runs in. */
export function browserPorts(words: Words): Ports {
  const { local, sync, session } = chrome.storage;
  const { version } = chrome.runtime.getManifest();
  return {
    local,
    sync,
    session,
    notifications,
    tabs,
    drawBadge: (badge) => drawBadge(words, badge),
    settle,
    fetch: (input, init) => fetch(input, init),
    mayRead: (url) => chrome.permissions.contains({ origins: [patternOf(url)] }),
    now: () => Date.now(),
    after: (delay, callback) => {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
    newId: () => crypto.randomUUID(),
    ..."document" in globalThis ? { feed: { openSocket: openSocketOfPage } } : {},
    app: `boardcast-extension/${version}`,
  };
}

/**
 * What a worker of Chromium hears on a socket keeps it alive; an event page of Firefox lives by calls
 * of the browser's API. So what it hears makes one, and the heartbeat of 20 s is in time for the 30 s
 * after which Firefox suspends it.
 */
function openSocketOfPage(url: string, protocol: string): WebSocket {
  const socket = new WebSocket(url, protocol);
  socket.addEventListener("message", () => void chrome.runtime.getPlatformInfo());
  return socket;
}

const notifications: Notifications = {
  async shown() {
    if (chrome.notifications === undefined) return new Set();
    return new Set(Object.keys(await chrome.notifications.getAll()));
  },
  async show(id, { title, message, context, buttons, silent }) {
    if (chrome.notifications === undefined) return;
    const plain = {
      type: "basic",
      iconUrl: chrome.runtime.getURL("icons/128.png"),
      title,
      message,
      contextMessage: context,
    } as const;
    try {
      await chrome.notifications.create(id, {
        ...plain,
        silent,
        buttons: buttons.map((title) => ({ title })),
      });
    } catch {
      // Firefox and Opera know neither buttons nor silence, and refuse what they do not know. The
      // context Firefox takes, but does not show.
      const all = context === "" ? message : `${message}\n${context}`;
      await chrome.notifications.create(id, { ...plain, message: all, contextMessage: "" });
    }
  },
  async clear(id) {
    await chrome.notifications?.clear(id);
  },
};

const tabs: Tabs = {
  async open(url) {
    const target = /^https?:/.test(url) ? url : chrome.runtime.getURL(url);
    const tab = await tabOf(target);
    if (tab?.id === undefined) return void await chrome.tabs.create({ url: target });
    await chrome.tabs.update(tab.id, { active: true });
    await chrome.windows?.update(tab.windowId, { focused: true });
  },
  async tell(site, messages) {
    for (const tab of await chrome.tabs.query({ url: patternOf(site) })) {
      const { id, url = "" } = tab;
      const message = messages.get(keyInAddress(url) ?? "");
      if (id === undefined || message === undefined || !isOfJira(url, site)) continue;
      // A page that was there before the permission was given has nobody who listens.
      await chrome.tabs.sendMessage(id, message).catch(() => {});
    }
  },
};

/** The tab that shows an issue or page; only tabs of permitted sites can be found. */
async function tabOf(url: string): Promise<chrome.tabs.Tab | undefined> {
  const key = keyInAddress(url);
  const { origin } = new URL(url);
  const found = await chrome.tabs.query({ url: patternOf(url) }).catch(() => []);
  return found.find((tab) =>
    tab.url === url ||
    (key !== null && tab.url?.startsWith(`${origin}/`) && keyInAddress(tab.url) === key)
  );
}

async function drawBadge(words: Words, badge: Badge): Promise<void> {
  const { action } = chrome;
  await action.setBadgeText({ text: badge.text });
  await action.setBadgeBackgroundColor({ color: COLOURS[badge.tone] });
  await action.setBadgeTextColor?.({ color: "#ffffff" });
  await action.setTitle({ title: titleOf(words, badge) });
}

function titleOf(words: Words, { count, health }: Badge): string {
  const { t } = words;
  const told = count === 0 ? t("badge_none") : words.count("badge_unread", count);
  if (health === "none") return t("badge_not_connected");
  if (health === "live") return t("badge_title", told);
  const state = {
    offline: t("badge_offline"),
    signed_out: t("badge_signed_out"),
    stopped: t("badge_stopped"),
  }[health];
  return t("badge_title_state", state, told);
}

/** What a click opens and what runs on Jira's pages do not wait for each other, nor fail together. */
async function settle(
  { jiraSites, surface }: Parameters<Ports["settle"]>[0],
): Promise<void> {
  await Promise.all([setSurface(surface), setScripts(jiraSites)]);
}

async function setSurface(surface: "popup" | "panel"): Promise<void> {
  await chrome.action.setPopup({
    popup: surface === "panel" && (chrome.sidePanel || sidebar) ? "" : "inbox.html",
  });
  await chrome.sidePanel?.setPanelBehavior({ openPanelOnActionClick: surface === "panel" });
}

async function setScripts(sites: readonly string[]): Promise<void> {
  if (chrome.scripting === undefined) return;
  const permitted: string[] = [];
  for (const site of sites) {
    const pattern = patternOf(site);
    if (await chrome.permissions.contains({ origins: [pattern] })) permitted.push(pattern);
  }
  await register(permitted);
}

async function register(matches: string[]): Promise<void> {
  const [known] = await chrome.scripting.getRegisteredContentScripts({ ids: [CONTENT] });
  if (matches.length === 0) {
    if (known !== undefined) await chrome.scripting.unregisterContentScripts({ ids: [CONTENT] });
    return;
  }
  const script = { id: CONTENT, js: ["content.js"], matches, runAt: "document_idle" } as const;
  if (known === undefined) {
    await chrome.scripting.registerContentScripts([{ ...script, js: [...script.js] }]);
  } else await chrome.scripting.updateContentScripts([{ ...script, js: [...script.js] }]);
}
