/**
 * A clock that moves when told, and sockets whose other end is the test.
 *
 * @module
 */

import type { FeedRuntime, FeedSocket } from "./client.ts";
import type { ClientFrame, ServerFrame } from "../protocol.ts";

/** A socket of a {@linkcode FakeRuntime}. */
export class FakeSocket extends EventTarget implements FeedSocket {
  /** What the client sent, oldest first. */
  readonly sent: ClientFrame[] = [];
  /** The code the client closed with; `null` while it has not. */
  closedWith: number | null = null;
  /** Called with every frame the client sends. */
  onSent: (frame: ClientFrame) => void = () => {};

  /** An address and subprotocol as the client gave them. */
  constructor(readonly url: string, readonly protocol: string) {
    super();
  }

  /** Sends as a client does. */
  send(text: string): void {
    const frame: ClientFrame = JSON.parse(text);
    this.sent.push(frame);
    this.onSent(frame);
  }

  /** Closes as a client does. */
  close(code = 1000): void {
    this.closedWith ??= code;
  }

  /** The connection stands. */
  open(): void {
    this.dispatchEvent(new Event("open"));
  }

  /** The service says something. */
  say(frame: ServerFrame | Record<string, unknown> | string): void {
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** The service, or the network, ends the connection. */
  end(code = 1006, reason = ""): void {
    this.dispatchEvent(new CloseEvent("close", { code, reason }));
  }

  /** Frames of one kind the client sent. */
  sentOf<T extends ClientFrame["t"]>(t: T): Extract<ClientFrame, { readonly t: T }>[] {
    return this.sent.filter((frame) => frame.t === t) as Extract<
      ClientFrame,
      { readonly t: T }
    >[];
  }
}

/** A runtime for clients under test. */
export class FakeRuntime implements FeedRuntime {
  /** Every socket a client opened, oldest first. */
  readonly sockets: FakeSocket[] = [];
  /** Called with every socket a client opens. */
  onSocket: (socket: FakeSocket) => void = () => {};
  /** What {@linkcode FakeRuntime.random} answers. */
  luck = 0.5;
  #now = 1_800_000_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  readonly now = (): number => this.#now;
  readonly random = (): number => this.luck;

  readonly openSocket = (url: string, protocol: string): FakeSocket => {
    const socket = new FakeSocket(url, protocol);
    this.sockets.push(socket);
    this.onSocket(socket);
    return socket;
  };

  readonly after = (delay: number, callback: () => void): () => void => {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Timers not yet due. */
  get pending(): number {
    return this.#timers.size;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("No socket was opened");
    return socket;
  }

  /** The machine sleeps: time passes and no timer runs. */
  freeze(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= end)
        .sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets promises that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
