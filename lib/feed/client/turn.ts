/**
 * One step of the feed client under way, and the end of a connection, which any part of a step may
 * bring about.
 *
 * @module
 */

import { fullJitter } from "./back_off.ts";
import type { Effect, Ending, FeedState } from "./types.ts";
import { isStop } from "./words.ts";

/** Life after which a connection counts as stable and the back-off starts again, in ms. */
const STABLE_AFTER = 60_000;

/** When and with what luck a step is taken. */
export interface Moment {
  /** Ms since 1970. */
  readonly now: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** A step under way: the state so far, and what is to be done. */
export interface Turn extends Moment {
  /** The state so far. */
  state: FeedState;
  /** What is to be done, in order. */
  readonly effects: Effect[];
}

/** How a connection ended, as far as there is something to say. */
export interface Loss
  extends Pick<Ending, "code" | "reason">, Partial<Pick<Ending, "detail" | "failure">> {
  /** Wait before the next attempt, in ms, instead of the back-off. */
  readonly retryIn?: number;
}

/** Changes some of the state of a turn. */
export function update(turn: Turn, change: Partial<FeedState>): void {
  turn.state = { ...turn.state, ...change };
}

/** Whether the machine is in one of these phases. */
export function inPhase(turn: Turn, ...phases: readonly FeedState["phase"][]): boolean {
  return phases.includes(turn.state.phase);
}

/** Whether a socket is open and frames may go both ways. */
export function connected(turn: Turn): boolean {
  return inPhase(turn, "greeting", "streaming", "resetting");
}

/** Gives the connection up and decides whether and when there is another. */
export function lose(turn: Turn, loss: Loss): void {
  const { config, readyAt } = turn.state;
  const stable = readyAt !== null && turn.now - readyAt >= STABLE_AFTER;
  const attempt = stable ? 0 : turn.state.attempt;
  endConnection(turn, loss);
  if (isStop(loss.code)) return update(turn, { phase: "stopped", attempt: 0 });
  const delay = loss.retryIn ?? fullJitter(attempt, { ...config.backOff, random: turn.random });
  update(turn, { phase: "waiting", attempt: attempt + 1, retryAt: turn.now + delay });
  turn.effects.push({ t: "timer", name: "retry", delay });
}

/** Forgets everything that belongs to the connection, and has its socket dropped. */
export function endConnection(turn: Turn, loss: Loss): void {
  const { code, reason, detail = "", failure = null } = loss;
  update(turn, {
    queue: [],
    pendingReset: null,
    readyAt: null,
    unacked: { events: 0, bytes: 0 },
    ackTimer: false,
    lastClose: { code, reason, detail, failure },
  });
  turn.effects.push(
    { t: "timer", name: "watchdog", delay: null },
    { t: "timer", name: "ack", delay: null },
    { t: "timer", name: "quiet", delay: null },
    { t: "drop", code, reason },
  );
}
