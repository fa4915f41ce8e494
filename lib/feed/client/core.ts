/**
 * The feed client as a pure state machine: what happened goes in, what is to be done comes out.
 * Here are the life of a connection and its end; `stream.ts` has what flows through it.
 *
 * @module
 */

import { onFrame, onQuiet, proceed, sendAck, settlePersist, settleReset } from "./stream.ts";
import { connected, endConnection, inPhase, lose, type Moment, type Turn, update } from "./turn.ts";
import type {
  ClientConfig,
  Effect,
  FeedState,
  FeedStatus,
  Input,
  Stored,
  TimerName,
} from "./types.ts";
import { closeWords, isStop } from "./words.ts";
import { CLOSE, LIMITS, type Subscription } from "../protocol.ts";

/** The machine before its first connection. */
export function initialState(
  config: ClientConfig,
  options: { readonly token: string; readonly subs: Subscription },
): FeedState {
  return {
    config,
    token: options.token,
    subs: options.subs,
    rev: 0,
    networkUp: true,
    phase: "idle",
    attempt: 0,
    readyAt: null,
    heardAt: 0,
    stored: null,
    position: 0,
    epoch: "",
    scope: null,
    head: 0,
    window: { events: LIMITS.window_events, bytes: LIMITS.window_bytes },
    queue: [],
    pendingReset: null,
    job: null,
    unacked: { events: 0, bytes: 0 },
    ackTimer: false,
    retryAt: 0,
    lastClose: { code: 1000, reason: "", detail: "", failure: null },
    status: { state: "connecting" },
  };
}

/** Takes one step. Pure: the same state, input and moment give the same answer. */
export function step(
  state: FeedState,
  input: Input,
  moment: Moment,
): { readonly state: FeedState; readonly effects: readonly Effect[] } {
  const turn: Turn = { ...moment, state, effects: [] };
  handle(turn, input);
  const status = statusOf(turn.state);
  if (!sameStatus(status, turn.state.status)) {
    update(turn, { status });
    turn.effects.push({ t: "status", status });
  }
  return { state: turn.state, effects: turn.effects };
}

function handle(turn: Turn, input: Input): void {
  switch (input.t) {
    case "start":
      return inPhase(turn, "idle", "stopped") ? connect(turn) : undefined;
    case "stop":
      return stop(turn);
    case "open":
      return inPhase(turn, "opening") ? greet(turn, input.stored) : undefined;
    case "frame":
      return connected(turn) ? onFrame(turn, input) : undefined;
    case "garbled":
      if (connected(turn)) lose(turn, { code: CLOSE.broken_chain, reason: input.reason });
      return;
    case "closed":
      return onClosed(turn, input);
    case "not_opened":
      return onNotOpened(turn, input);
    case "persisted":
      return afterJob(turn, () => settlePersist(turn));
    case "snapshot":
      return afterJob(turn, () => settleReset(turn, input.cursor));
    case "owner_failed":
      return afterJob(turn, () => {
        const { reason: detail, failure } = input;
        const reason = `Changes can't be stored: ${detail}`;
        lose(turn, { code: CLOSE.internal, reason, detail, failure });
      });
    case "timer":
      return onTimer(turn, input.name);
    case "wake":
      return wake(turn);
    case "network":
      update(turn, { networkUp: input.up });
      return input.up ? wake(turn) : undefined;
    case "subs":
      return setSubs(turn, input.subs);
    case "token":
      return setToken(turn, input.token);
  }
}

function connect(turn: Turn): void {
  turn.effects.push({ t: "timer", name: "retry", delay: null });
  // Two writes of the owner must not cross: the cursor it loads has to be the last one it wrote.
  if (turn.state.job !== null) return update(turn, { phase: "parked" });
  update(turn, { phase: "opening", heardAt: turn.now, readyAt: null });
  turn.effects.push(
    { t: "timer", name: "watchdog", delay: LIMITS.client_watchdog },
    { t: "connect" },
  );
}

function greet(turn: Turn, stored: Stored | null): void {
  update(turn, { phase: "greeting", stored, heardAt: turn.now });
  const { config, token, subs } = turn.state;
  turn.effects.push({
    t: "send",
    frame: {
      t: "hello",
      token,
      client: config.client,
      subs,
      ...(config.app === undefined ? {} : { app: config.app }),
      ...(config.site === undefined ? {} : { site: config.site }),
      ...(config.maxBehind === undefined ? {} : { max_behind: config.maxBehind }),
      ...(stored === null ? {} : { cursor: stored.cursor }),
      ...(stored?.scope == null ? {} : { scope: stored.scope }),
    },
  });
}

function stop(turn: Turn): void {
  turn.effects.push({ t: "timer", name: "retry", delay: null });
  endConnection(turn, { code: 1000, reason: "Closed from this side" });
  update(turn, { phase: "stopped" });
}

function onClosed(turn: Turn, { code, reason }: Input & { readonly t: "closed" }): void {
  if (!connected(turn) && !inPhase(turn, "opening")) return;
  lose(turn, { code, reason: closeWords(code, reason), detail: reason });
}

function onNotOpened(turn: Turn, input: Input & { readonly t: "not_opened" }): void {
  const { reason, failure } = input;
  if (inPhase(turn, "opening")) lose(turn, { code: 1006, reason, detail: reason, failure });
}

function afterJob(turn: Turn, settle: () => void): void {
  if (inPhase(turn, "streaming", "resetting")) settle();
  update(turn, { job: null });
  if (inPhase(turn, "parked")) connect(turn);
  else if (inPhase(turn, "streaming", "resetting")) proceed(turn);
}

function onTimer(turn: Turn, name: TimerName): void {
  if (name === "retry" && inPhase(turn, "waiting")) return connect(turn);
  if (name === "ack" && turn.state.ackTimer) return sendAck(turn);
  if (name === "quiet" && inPhase(turn, "streaming")) return onQuiet(turn);
  if (name === "watchdog") return watch(turn);
}

function watch(turn: Turn): void {
  if (!connected(turn) && !inPhase(turn, "opening")) return;
  const left = turn.state.heardAt + LIMITS.client_watchdog - turn.now;
  if (left > 0) {
    turn.effects.push({ t: "timer", name: "watchdog", delay: left });
    return;
  }
  // A connection that had worked is worth an attempt at once; one that never did is not.
  const retry = turn.state.readyAt === null ? {} : { retryIn: 0 };
  lose(turn, { code: CLOSE.no_heartbeat, reason: closeWords(CLOSE.no_heartbeat), ...retry });
}

function wake(turn: Turn): void {
  if (inPhase(turn, "waiting")) connect(turn);
  else watch(turn);
}

function setSubs(turn: Turn, subs: Subscription): void {
  const rev = turn.state.rev + 1;
  update(turn, { subs, rev });
  if (connected(turn)) turn.effects.push({ t: "send", frame: { t: "subs", rev, subs } });
}

function setToken(turn: Turn, token: string): void {
  update(turn, { token });
  if (connected(turn)) turn.effects.push({ t: "send", frame: { t: "auth", token } });
  else if (inPhase(turn, "waiting")) connect(turn);
  else if (inPhase(turn, "stopped") && isStop(turn.state.lastClose.code)) connect(turn);
}

function statusOf(state: FeedState): FeedStatus {
  switch (state.phase) {
    case "streaming":
      return { state: state.position < state.head ? "catching_up" : "live" };
    case "greeting":
    case "resetting":
      return { state: state.readyAt === null ? "connecting" : "catching_up" };
    case "waiting":
      return {
        state: state.networkUp ? "waiting" : "offline",
        retryAt: state.retryAt,
        ...state.lastClose,
      };
    case "stopped":
      return { state: "stopped", ...state.lastClose };
    default:
      return { state: "connecting" };
  }
}

function sameStatus(a: FeedStatus, b: FeedStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
