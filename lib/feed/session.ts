/**
 * One WebSocket connection of the feed: what it says, in which order, and how it ends.
 *
 * @module
 */

import type { Connections } from "./connections.ts";
import type { Grant } from "../mirror/grant.ts";
import { CLIENT_FRAMES, readFrame, writeFrame } from "./frames.ts";
import type { Alarm } from "./log.ts";
import { Meter } from "./meter.ts";
import { type ClientFrame, CLOSE, LIMITS, type ServerFrame } from "./protocol.ts";
import type { Port } from "./pump.ts";
import { Stream, type StreamDeps } from "./stream.ts";
import { unusableClauses } from "./subscription.ts";
import type { Tailer } from "./tailer.ts";

/** How long a refusal waits, so that guessing and storms of bad tokens stay slow, in ms. */
const REFUSAL_DELAY = 1_000;

/** When a client that did something too often may come again, in ms. */
const LIMITED_RETRY = 30_000;

/** How often the hub looks after its sessions, in ms; heartbeats are early by up to this much. */
export const TICK = 1_000;

/** Where a connection comes from. */
export interface Caller {
  readonly site: string;
  /** Network address, for limits on failed attempts. */
  readonly address: string;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly link: Link;
  readonly caller: Caller;
  /** Grows with every connection of the isolate. */
  readonly order: number;
}

/** Judges a token; `limited` when its sender failed too often lately. */
export type Authenticate = (token: string, caller: Caller) => Promise<Grant | null | "limited">;

/** The socket under a session. */
export interface Link extends Port {
  close(code: number, reason: string): void;
}

/** What the sessions of an isolate share. */
export interface SessionDeps extends StreamDeps {
  readonly alarm: Alarm;
  readonly authenticate: Authenticate;
  readonly tailerOf: (site: string) => Tailer | null;
  readonly connections: Connections<Session>;
  /** The session follows a log from now on. */
  readonly onFollow: (session: Session, tailer: Tailer) => void;
  /** The session has said goodbye, or, with code 0, its socket went without. */
  readonly onEnd: (session: Session, code: number) => void;
}

type Frame<T extends ClientFrame["t"]> = Extract<ClientFrame, { readonly t: T }>;

/** A connection from its upgrade to its end. */
export class Session {
  readonly link: Link;
  readonly #deps: SessionDeps;
  readonly #openedAt: number;
  readonly #meter: Meter;
  readonly #order: number;
  #caller: Caller;
  #client = "";
  #state: "new" | "greeted" | "ended" = "new";
  #stream: Stream | null = null;
  /** Frames that came while an earlier one is still worked on; the meter bounds them. */
  #waiting: ClientFrame[] | null = null;
  #refusal: Disposable | null = null;

  constructor(deps: SessionDeps, { link, caller, order }: SessionOptions) {
    this.#deps = deps;
    this.link = link;
    this.#order = order;
    this.#caller = caller;
    this.#openedAt = deps.clock.now();
    this.#meter = new Meter(LIMITS.client_frames_per_second, this.#openedAt);
  }

  /** Bytes of items the client was sent and has not acknowledged. */
  get unacked(): number {
    return this.#stream?.pump.unacked ?? 0;
  }

  /** Takes a message of the socket. */
  receive(data: unknown): void {
    if (this.#state === "ended") return;
    this.#stream?.pump.heard();
    if (typeof data !== "string") {
      return this.end(CLOSE.bad_frame, "Cannot read the frame: not text");
    }
    const read = readFrame(data);
    if (read.ok === false) return this.end(CLOSE.bad_frame, read.message);
    if (read.ok === true && this.#acknowledge(read.frame)) return;
    if (!this.#meter.take(this.#deps.clock.now())) return this.#endLimited();
    if (read.ok === true) return this.#take(read.frame);
    this.#answerUnknown(read.type);
  }

  /** Sends what has come to the log. */
  more(): void {
    this.#stream?.pump.run();
  }

  /** Deals with a log that got another epoch or term. */
  turn(): void {
    this.#stream?.turn();
  }

  /** Looks after deadlines and the heartbeat. */
  tick(): void {
    if (this.#state === "ended") return;
    const now = this.#deps.clock.now();
    if (this.#state === "new" && now - this.#openedAt >= LIMITS.hello) {
      return this.end(CLOSE.no_heartbeat, `No hello within ${LIMITS.hello / 1_000} s`);
    }
    if (this.#stream === null) return;
    const { expires, pump } = this.#stream;
    if (expires !== null && expires <= now) {
      return this.end(CLOSE.token_expired, "The token has expired");
    }
    const verdict = pump.beat(TICK);
    if (verdict === CLOSE.no_heartbeat) {
      this.end(verdict, `Nothing heard for ${LIMITS.client_silence / 1_000} s`);
    } else if (verdict === CLOSE.slow_consumer) {
      this.end(verdict, `Events not acknowledged for ${LIMITS.ack / 1_000} s`);
    }
  }

  /** Sends a frame outside the stream; no window bounds those, so who reads none is let go. */
  send(frame: ServerFrame): void {
    if (this.#state === "ended") return;
    if (this.link.buffered() >= LIMITS.socket_buffer) {
      return this.end(CLOSE.slow_consumer, "What was sent is not read");
    }
    this.link.send(writeFrame(frame));
    this.#stream?.pump.spoke();
  }

  /** Says why, and closes. */
  end(code: number, reason: string, options: { readonly retry_ms?: number } = {}): void {
    if (this.#state === "ended") return;
    // Proxies may eat close codes, so the code is sent in words first, unless nobody reads.
    if (this.link.buffered() < LIMITS.socket_buffer) {
      this.send({ t: "bye", code, reason, ...options });
    }
    this.#finish();
    this.#deps.onEnd(this, code);
    this.link.close(code, reason);
  }

  /** Ends for a newer connection of the same install. */
  giveWay(): void {
    this.end(CLOSE.replaced, "A newer connection of this client took over");
  }

  /** Lets go of everything: the socket is gone. */
  gone(): void {
    const ended = this.#state === "ended";
    this.#finish();
    this.#deps.connections.leave(this);
    if (!ended) this.#deps.onEnd(this, 0);
  }

  #finish(): void {
    this.#state = "ended";
    this.#refusal?.[Symbol.dispose]();
    this.#waiting = null;
    this.#stream?.[Symbol.dispose]();
    this.#stream = null;
  }

  /** Acknowledgements that tell something new are free: the server's own frames bound them. */
  #acknowledge(frame: ClientFrame): boolean {
    if (frame.t !== "ack" || this.#stream === null || this.#waiting !== null) return false;
    const told = this.#stream.pump.ack(frame.seq);
    if (told === "ahead") {
      this.end(CLOSE.bad_frame, `Cannot acknowledge ${frame.seq}: it was never sent`);
    }
    return told !== "old";
  }

  #take(frame: ClientFrame): void {
    if (this.#waiting !== null) {
      this.#waiting.push(frame);
      return;
    }
    if ((frame.t === "hello") !== (this.#state === "new")) return this.#endDisorder(frame.t);
    switch (frame.t) {
      case "hello":
        this.#state = "greeted";
        return this.#work(() => this.#greet(frame));
      case "start":
        return this.#work(async () => await this.#stream?.admit({ cursor: frame.cursor }));
      case "auth":
        return this.#work(() => this.#renew(frame.token));
      case "subs":
        return this.#stream?.subscribe(frame.rev, frame.subs);
    }
  }

  /** Does one thing at a time, in the order the frames came. */
  #work(job: () => Promise<void>): void {
    this.#waiting = [];
    job().catch((cause) => {
      this.#deps.alarm("Cannot serve a feed connection", {
        site: this.#caller.site,
        cause: String(cause),
      });
      this.end(CLOSE.internal, "The service cannot answer now");
    }).then(() => this.#resume());
  }

  #resume(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const frame of waiting) {
      if (this.#state === "ended") return;
      if (!this.#acknowledge(frame)) this.#take(frame);
    }
  }

  async #greet(hello: Frame<"hello">): Promise<void> {
    this.#client = hello.client;
    this.#caller = { ...this.#caller, site: hello.site ?? this.#caller.site };
    const grant = await this.#authenticate(hello.token);
    if (grant === null) return;
    const { site } = this.#caller;
    const tailer = this.#deps.tailerOf(site);
    if (tailer === null) return this.end(CLOSE.forbidden, `No site is called "${site}"`);
    if (!this.#join(grant)) return;
    const subs = hello.subs ?? {};
    const stream = new Stream(this.#deps, { host: this, tailer, grant, subs });
    this.#stream = stream;
    this.#deps.onFollow(this, tailer);
    const { cursor = null, scope, max_behind } = hello;
    await stream.admit({ cursor, scope, maxBehind: max_behind });
    if (this.#stream === stream && unusableClauses(subs).length > 0) stream.confirm(0);
  }

  async #renew(token: string): Promise<void> {
    const grant = await this.#authenticate(token);
    if (grant !== null && this.#join(grant)) this.#stream?.renew(grant);
  }

  /** Judges a token. When it is not accepted the connection ends, late, and the answer is `null`. */
  async #authenticate(token: string): Promise<Grant | null> {
    const grant = await this.#deps.authenticate(token, this.#caller);
    if (this.#state === "ended") return null;
    if (grant === "limited") {
      this.#endLimited();
      return null;
    }
    if (grant !== null) return grant;
    this.#refusal = this.#deps.clock.after(
      REFUSAL_DELAY,
      () => this.end(CLOSE.unauthorised, "The token is not accepted"),
    );
    return null;
  }

  #join(grant: Grant): boolean {
    const { site } = this.#caller;
    const owner = { token: grant.token, site, client: this.#client, order: this.#order };
    const joined = this.#deps.connections.join(this, owner);
    if (joined.ok) joined.replaced?.giveWay();
    else if (joined.why === "outdated") this.giveWay();
    else this.end(CLOSE.too_many, "This token has as many connections as it may");
    return joined.ok;
  }

  #answerUnknown(type: string): void {
    if (this.#state === "new") return this.#endDisorder(type);
    const message = `No frame is called "${type}"; there are ${CLIENT_FRAMES.join(", ")}`;
    this.send({ t: "error", code: "unknown_frame", message, re: type });
  }

  #endLimited(): void {
    this.end(CLOSE.rate_limited, "Too many requests", { retry_ms: LIMITED_RETRY });
  }

  #endDisorder(type: string): void {
    const message = this.#state === "new"
      ? `The first frame has to be "hello", not "${type}"`
      : `"${type}" was already said`;
    this.end(CLOSE.bad_frame, message);
  }
}
