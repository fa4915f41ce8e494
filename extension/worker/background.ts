/**
 * The worker: hears events of the browser and commands of pages, and sees to the connections.
 *
 * @module
 */

import { namesIn } from "../model/accept.ts";
import type { Command } from "../model/commands.ts";
import { settleNotice, SUMMARY } from "../model/notices.ts";
import { idOf, issueRef } from "../model/state.ts";
import { slim } from "../model/slim.ts";
import { awaken, mark, visit } from "../model/triage.ts";
import type { Entry } from "../model/types.ts";
import { issueLink } from "../model/links.ts";
import type { Words } from "../i18n/words.ts";
import { Store } from "../store/store.ts";
import { carryOut } from "./commands.ts";
import { Connections, type Taken } from "./connections.ts";
import { Latest } from "./latest.ts";
import type { Ports } from "./ports.ts";
import { Surface } from "./surface.ts";

/** The worker's doings. Nothing it holds matters: a new one goes on from what is stored. */
export class Background {
  readonly #ports: Ports;
  readonly #store: Store;
  readonly #connections: Connections;
  readonly #surface: Surface;
  readonly #settling: Latest;

  /** Connects nothing yet. */
  constructor(ports: Ports, words: Words) {
    this.#ports = ports;
    this.#store = new Store(ports);
    this.#connections = new Connections({
      ports,
      store: this.#store,
      onTaken: (taken) => this.#taken(taken),
      onStatus: () => void this.#surface.draw(),
    });
    this.#surface = new Surface({
      ports,
      store: this.#store,
      words,
      connections: this.#connections,
    });
    this.#settling = new Latest(() => this.#settle());
  }

  /** The worker has started, for whatever reason. */
  async start(): Promise<void> {
    await this.#connections.tend();
    await this.#store.change((state) => awaken(state, this.#ports.now()));
    await this.#settleAndDraw();
  }

  /** A minute has passed: what died or is due comes back. */
  async tick(): Promise<void> {
    await this.#connections.wake();
    await this.#change((state) => awaken(state, this.#ports.now()));
  }

  /** The machine has a network again, or says it has none. */
  network(state: "up" | "down"): void {
    this.#connections.network(state);
  }

  /** The browser brought other settings from another machine. */
  async settingsChanged(): Promise<void> {
    this.#store.forget();
    await this.start();
  }

  /** Does what a page asks for; the answer is for the page. */
  async command(command: Command): Promise<unknown> {
    const answer = await carryOut(command, {
      ports: this.#ports,
      store: this.#store,
      connections: this.#connections,
    });
    await this.#connections.tend();
    if (command.t === "settings" || command.t === "change_server" || command.t === "connect") {
      await this.#settleAndDraw();
    } else await this.#surface.draw();
    return answer;
  }

  /** A notification was clicked: the issue is opened, and its changes are read. */
  async noticeClicked(id: string): Promise<void> {
    await this.#ports.notifications.clear(id);
    if (id === SUMMARY) {
      await this.#change((state) => settleNotice(state, id));
      return await this.#ports.tabs.open("inbox.html");
    }
    const entry = await this.#entry(id);
    if (entry === undefined) return await this.#ports.tabs.open("inbox.html");
    const { server, item } = entry;
    const { servers } = await this.#store.read();
    const jiraUrl = servers.find((each) => each.id === server)?.jiraUrl ?? null;
    await this.#ports.tabs.open(issueLink(jiraUrl, item.issue?.key) ?? "inbox.html");
    await this.#change((state) => visit(state, issueRef(server, item)));
  }

  /** A button of a notification was pressed: read, or done. */
  async noticePressed(id: string, button: number): Promise<void> {
    await this.#ports.notifications.clear(id);
    const to = button === 0 ? "read" : "done";
    await this.#change((state) => mark(state, { ids: [id], to, now: this.#ports.now() }));
  }

  /** A notification went away by itself or was closed. */
  async noticeClosed(id: string): Promise<void> {
    await this.#change((state) => settleNotice(state, id));
  }

  async #change(step: Parameters<Store["change"]>[0]): Promise<void> {
    await this.#store.change(step);
    await this.#surface.draw();
  }

  async #entry(id: string): Promise<Entry | undefined> {
    const { entries } = await this.#store.read();
    return [...entries.values()].find((entry) => idOf(entry) === id);
  }

  /** Whoever asked for what the browser refuses is told so, but what can be drawn is drawn. */
  async #settleAndDraw(): Promise<void> {
    try {
      await this.#settling.run();
    } finally {
      await this.#surface.draw();
    }
  }

  async #settle(): Promise<void> {
    const { servers, settings } = await this.#store.read();
    const sites = servers.flatMap(({ jiraUrl }) => jiraUrl ?? []);
    await this.#ports.settle({
      jiraSites: settings.jiraPages ? [...new Set(sites)] : [],
      surface: settings.surface,
    });
  }

  #taken(taken: Taken): void {
    void this.#surface.draw();
    void this.#tellPages(taken);
  }

  /** Pages of Jira that show an issue are told that it changed after they were loaded. */
  async #tellPages({ server, items, after }: Taken): Promise<void> {
    const site = after.servers.find(({ id }) => id === server);
    if (!after.settings.jiraPages || site?.jiraUrl == null) return;
    const me = site.me.map(({ id }) => id);
    const changed = new Map<string, unknown>();
    for (const item of items) {
      const key = item.issue?.key;
      if (key === undefined || me.includes(item.actor?.id ?? "")) continue;
      changed.set(key, { t: "changed", key, item: slim(item, namesIn(after, server)) });
    }
    if (changed.size > 0) await this.#ports.tabs.tell(site.jiraUrl, changed);
  }
}
