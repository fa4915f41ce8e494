/**
 * A browser for workers under test: its storage and its screen outlive them, its clock moves when
 * told, and the service is played by the test.
 *
 * @module
 */

import { FakeRuntime, type FakeSocket, settle } from "../../lib/feed/client/_fake_runtime.ts";
import { wordsIn } from "../i18n/_translate.ts";
import type { Badge } from "../model/badge.ts";
import { MemoryArea } from "../store/_areas.ts";
import type { Area } from "../store/store.ts";
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
  /** Called with every socket a worker opens. */
  onSocket: (socket: FakeSocket) => void = () => {};
  /** Called before and after everything a worker has the browser do. */
  onCall: () => void = () => {};
  /** What is answered to a request of the worker; the browser permits none unless this is set. */
  onFetch: ((url: string) => Response) | null = null;
  /** Sets up what the settings want of the browser. */
  onSettle: () => Promise<void> = () => Promise.resolve();
  badge: Badge | null = null;
  #life = { over: false };

  /** A new worker, which has started. */
  async start(): Promise<Background> {
    const worker = new Background(this.#ports(), wordsIn("en"));
    void worker.start().catch(() => {});
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
    const { now } = this.runtime;
    this.#life.over = true;
    this.#life = { over: false };
    this.runtime = new FakeRuntime();
    this.runtime.freeze(now() - this.runtime.now());
    this.runtime.onSocket = (socket) => this.onSocket(socket);
  }

  /** What a dead worker asks for is not done, and what it waits for never comes. */
  #living(): <T>(work: () => Promise<T>) => Promise<T> {
    const life = this.#life;
    const never = new Promise<never>(() => {});
    return async (work) => {
      if (!life.over) this.onCall();
      if (life.over) return await never;
      const done = await work();
      if (!life.over) this.onCall();
      return life.over ? await never : done;
    };
  }

  #ports(): Ports {
    const { runtime } = this;
    const living = this.#living();
    const area = (of: MemoryArea): Area => ({
      get: (keys) => living(() => of.get(keys)),
      set: (items) => living(() => of.set(items)),
      remove: (keys) => living(() => of.remove(keys)),
    });
    return {
      local: area(this.local),
      sync: area(this.sync),
      session: area(this.session),
      notifications: {
        shown: () => living(() => Promise.resolve(new Set(this.screen.keys()))),
        show: (id, text) =>
          living(() => {
            this.screen.set(id, text);
            this.shown.push(id);
            this.onShown();
            return Promise.resolve();
          }),
        clear: (id) => living(() => Promise.resolve(void this.screen.delete(id))),
      },
      tabs: {
        open: (url) => Promise.resolve(void this.opened.push(url)),
        tell: () => Promise.resolve(),
      },
      drawBadge: (badge) => Promise.resolve(void (this.badge = badge)),
      settle: () => this.onSettle(),
      fetch: (input) =>
        this.onFetch === null
          ? Promise.reject(new TypeError("Not permitted"))
          : Promise.resolve(this.onFetch(String(input))),
      mayRead: () => Promise.resolve(this.onFetch !== null),
      now: runtime.now,
      after: runtime.after,
      newId: () => "install",
      feed: runtime,
      app: "test",
    };
  }
}
