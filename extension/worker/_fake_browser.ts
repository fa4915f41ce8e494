/**
 * A browser for workers under test: its storage and its screen outlive them, its clock moves when
 * told, and the service is played by the test.
 *
 * @module
 */

import { FakeRuntime, type FakeSocket, settle } from "../../lib/feed/_fake_runtime.ts";
import { wordsIn } from "../i18n/_translate.ts";
import type { Badge } from "../model/badge.ts";
import { MemoryArea } from "../store/_areas.ts";
import { Background } from "./background.ts";
import type { NoticeText, Ports } from "./ports.ts";

/** See the module. */
export class FakeBrowser {
  readonly local = new MemoryArea();
  readonly sync = new MemoryArea();
  readonly session = new MemoryArea();
  /** Notifications on the screen, by id. */
  readonly screen = new Map<string, NoticeText>();
  /** Ids of notifications in the order in which they were shown. */
  readonly shown: string[] = [];
  /** Addresses that were opened. */
  readonly opened: string[] = [];
  /** Clock, timers and sockets of the worker that lives. */
  runtime: FakeRuntime = new FakeRuntime();
  /** Called after a notification is shown. */
  onShown: () => void = () => {};
  badge: Badge | null = null;

  /** A new worker, which has started. */
  async start(): Promise<Background> {
    const worker = new Background(this.#ports(), wordsIn("en"));
    void worker.start();
    await this.rest();
    return worker;
  }

  /** Lets everything happen that needs no time. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 40; turn++) await settle();
  }

  /** The service says something on the newest socket. */
  async say(...frames: readonly Record<string, unknown>[]): Promise<void> {
    for (const frame of frames) this.socket.say(frame);
    await this.rest();
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    return this.runtime.socket;
  }

  /** The worker is killed: its sockets end, its timers never fire, and what it does is lost. */
  kill(): void {
    this.runtime = new FakeRuntime();
  }

  #ports(): Ports {
    const { runtime } = this;
    return {
      local: this.local,
      sync: this.sync,
      session: this.session,
      notifications: {
        shown: () => Promise.resolve(new Set(this.screen.keys())),
        show: (id, text) => {
          this.screen.set(id, text);
          this.shown.push(id);
          this.onShown();
          return Promise.resolve();
        },
        clear: (id) => Promise.resolve(void this.screen.delete(id)),
      },
      tabs: {
        open: (url) => Promise.resolve(void this.opened.push(url)),
        tell: () => Promise.resolve(),
      },
      drawBadge: (badge) => Promise.resolve(void (this.badge = badge)),
      settle: () => Promise.resolve(),
      openOptions: () => Promise.resolve(),
      fetch: () => Promise.reject(new TypeError("Not permitted")),
      mayRead: () => Promise.resolve(false),
      now: runtime.now,
      after: runtime.after,
      newId: () => "install",
      feed: runtime,
      app: "test",
    };
  }
}
