/**
 * All feed connections of one isolate: their fan-out, their deadlines, their end.
 *
 * @module
 */

import { Audiences } from "./audience.ts";
import type { Clock } from "./clock.ts";
import { Connections } from "./connections.ts";
import { Doorstep } from "./doorstep.ts";
import type { Alarm } from "./log.ts";
import { CLOSE, type ResetReason } from "./protocol.ts";
import { Rounds } from "./rounds.ts";
import {
  type Authenticate,
  type Caller,
  type Link,
  Session,
  type SessionDeps,
  TICK,
} from "./session.ts";
import type { Tailer } from "./tailer.ts";

/** Longest wait given to clients when the service stops, in ms: spreads their return. */
const DRAIN_RETRY = 10_000;

/** Time for goodbyes to leave, in ms; Deno Deploy kills 5 s after it says so. */
const DRAIN_WITHIN = 3_000;

/** What a hub needs. */
export interface HubDeps {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly alarm: Alarm;
  readonly authenticate: Authenticate;
  /** The log of a site, or `null` when there is no such site. */
  readonly tailerOf: (site: string) => Tailer | null;
  /** See {@linkcode Connections}. */
  readonly connectionsPerToken?: number;
}

/** What a hub is busy with, for status and metrics. */
export interface HubStats {
  /** Sockets that are not gone, those that were closed and hang included. */
  readonly connections: number;
  /** Of these, closed ones whose socket is still there. */
  readonly closing: number;
  /** Bytes of items sent and not acknowledged. */
  readonly unackedBytes: number;
  /** Bytes that sockets hold. */
  readonly bufferedBytes: number;
  /** Connections ended, by close code; 0 is a socket that went without a word. */
  readonly closes: Readonly<Record<number, number>>;
  readonly resets: Readonly<Partial<Record<ResetReason, number>>>;
}

interface Followers {
  readonly sessions: Set<Session>;
  readonly attached: Disposable;
  readonly serving: Rounds<Session>;
}

/** Owns the sessions of an isolate. */
export class Hub {
  readonly #deps: HubDeps;
  readonly #shared: SessionDeps;
  readonly #audiences = new Audiences();
  readonly #sessions = new Set<Session>();
  readonly #closing = new Set<Session>();
  readonly #doorstep = new Doorstep();
  readonly #strangers = new Map<Session, Disposable>();
  readonly #followers = new Map<Tailer, Followers>();
  readonly #closes: Record<number, number> = {};
  readonly #resets: Partial<Record<ResetReason, number>> = {};
  #opened = 0;
  readonly #ticks: Rounds<Session>;
  #ticking: Disposable | null = null;
  #draining = false;
  #drained: (() => void) | null = null;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#shared = {
      ...deps,
      audiences: this.#audiences,
      connections: new Connections<Session>(deps.connectionsPerToken),
      onFollow: (session, tailer) => {
        this.#letIn(session);
        this.#follow(session, tailer);
      },
      onReset: (reason) => this.#resets[reason] = (this.#resets[reason] ?? 0) + 1,
      onEnd: (session, code) => this.#ended(session, code),
    };
    this.#ticks = this.#roundsOf(this.#sessions, (session) => session.tick());
  }

  /** Takes a connection over. Its messages go to the session's `receive`, its end to `gone`. */
  open(link: Link, caller: Caller): Pick<Session, "receive" | "gone" | "end"> {
    const session = new Session(this.#shared, { link, caller, order: ++this.#opened });
    this.#sessions.add(session);
    this.#strangers.set(session, this.#doorstep.enter(caller.address));
    this.#ticking ??= this.#deps.clock.every(TICK, () => this.#ticks.start());
    if (this.#draining) this.#dismiss(session);
    return {
      receive: (data) => session.receive(data),
      end: (code, reason) => session.end(code, reason),
      gone: () => {
        session.gone();
        this.#letIn(session);
        this.#closing.delete(session);
        this.#settle();
      },
    };
  }

  /** Whether a socket from that address may be opened, before it says who it is. */
  admits(address: string): boolean {
    return this.#doorstep.admits(address);
  }

  /** Counts what is going on. */
  stats(): HubStats {
    let unackedBytes = 0;
    let bufferedBytes = 0;
    for (const session of this.#sessions) unackedBytes += session.unacked;
    for (const { link } of [...this.#sessions, ...this.#closing]) bufferedBytes += link.buffered();
    return {
      connections: this.#sessions.size + this.#closing.size,
      closing: this.#closing.size,
      unackedBytes,
      bufferedBytes,
      closes: { ...this.#closes },
      resets: { ...this.#resets },
    };
  }

  /**
   * Sends everybody away, each with its own time to come back, and whoever comes from now on.
   *
   * @returns When all sockets are gone, or after 3 s: what still hangs then does so for good.
   */
  async drain(): Promise<void> {
    this.#draining = true;
    const done = new Promise<void>((resolve) => this.#drained = resolve);
    using _deadline = this.#deps.clock.after(DRAIN_WITHIN, () => this.#drained?.());
    for (const session of [...this.#sessions]) this.#dismiss(session);
    this.#settle();
    await done;
    this.#rest();
  }

  #letIn(session: Session): void {
    this.#strangers.get(session)?.[Symbol.dispose]();
    this.#strangers.delete(session);
  }

  #dismiss(session: Session): void {
    const retry_ms = Math.floor(this.#deps.random() * DRAIN_RETRY);
    session.end(CLOSE.draining, "The service is restarting", { retry_ms });
  }

  #follow(session: Session, tailer: Tailer): void {
    const known = this.#followers.get(tailer);
    if (known !== undefined) return void known.sessions.add(session);
    const sessions = new Set([session]);
    const serving = this.#roundsOf(sessions, (session) => session.more());
    const attached = tailer.attach({
      onMore: () => serving.start(),
      onTurn: () => this.#turn(tailer),
    });
    this.#followers.set(tailer, { sessions, attached, serving });
  }

  #roundsOf(sessions: ReadonlySet<Session>, each: (session: Session) => void): Rounds<Session> {
    return new Rounds({
      clock: this.#deps.clock,
      members: () => sessions,
      each,
      // Frames are kept only while they are being shared: they would add up over many audiences.
      done: () => this.#audiences.clear(),
    });
  }

  #ended(session: Session, code: number): void {
    this.#closes[code] = (this.#closes[code] ?? 0) + 1;
    this.#sessions.delete(session);
    if (code !== 0) this.#closing.add(session);
    for (const [tailer, { sessions, attached, serving }] of this.#followers) {
      if (!sessions.delete(session) || sessions.size > 0) continue;
      attached[Symbol.dispose]();
      serving[Symbol.dispose]();
      this.#followers.delete(tailer);
    }
    if (this.#sessions.size === 0) this.#rest();
  }

  #settle(): void {
    if (this.#sessions.size + this.#closing.size === 0) this.#drained?.();
  }

  #rest(): void {
    this.#ticking?.[Symbol.dispose]();
    this.#ticking = null;
    this.#ticks[Symbol.dispose]();
  }

  #turn(tailer: Tailer): void {
    for (const session of [...this.#followers.get(tailer)?.sessions ?? []]) session.turn();
  }
}
