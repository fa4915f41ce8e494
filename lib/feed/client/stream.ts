/**
 * What flows through a connection of the feed client: ranges, resets, acknowledgements.
 *
 * @module
 */

import { connected, inPhase, lose, type Turn, update } from "./turn.ts";
import type { Batch, Range } from "./types.ts";
import { closeWords } from "./words.ts";
import { CLOSE, type Cursor, type ServerFrame } from "../protocol.ts";

/**
 * Longest time stored items wait for their acknowledgement, in ms. To the service an acknowledgement
 * costs as much as a frame, and until half the window is used nothing depends on it but the 60 s
 * after which a client counts as slow.
 */
export const ACK_WITHIN = 2_000;

/**
 * Silence after which what is left up to `head` counts as hidden from this client, in ms: the
 * service sends what it has without a pause, and passes over the rest with the next heartbeat.
 */
const QUIET_AFTER = 1_000;

type Frame<T extends ServerFrame["t"]> = Extract<ServerFrame, { readonly t: T }>;

/** Takes in one frame of the service; `bytes` is its size on the wire, at most. */
export function onFrame(
  turn: Turn,
  { frame, bytes }: { readonly frame: ServerFrame; readonly bytes: number },
): void {
  update(turn, { heardAt: turn.now });
  switch (frame.t) {
    case "ready":
      return onReady(turn, frame);
    case "events":
      return onEvents(turn, { ...frame, bytes });
    case "reset":
      return onReset(turn, frame);
    case "subs":
      return onSubs(turn, frame);
    case "error":
      turn.effects.push({ t: "notice", notice: { code: frame.code, message: frame.message } });
      return;
    case "bye":
      return onBye(turn, frame);
  }
}

/** Gives the owner its next job, unless it has one. */
export function proceed(turn: Turn): void {
  const { job, pendingReset, queue } = turn.state;
  if (job !== null) return;
  if (pendingReset !== null) {
    update(turn, { pendingReset: null, queue: [], job: { t: "reset" } });
    turn.effects.push({ t: "reset", ...pendingReset });
    return;
  }
  if (inPhase(turn, "streaming") && queue.length > 0) store(turn, queue);
}

/** Goes on after the owner has stored a batch. */
export function settlePersist(turn: Turn): void {
  const { job } = turn.state;
  if (job?.t === "persist") stored(turn, job);
}

/** Goes on after the owner has loaded and stored a snapshot that is true at `cursor`. */
export function settleReset(turn: Turn, cursor: Cursor): void {
  update(turn, { stored: { cursor, scope: null } });
  if (turn.state.pendingReset !== null) return;
  update(turn, { phase: "greeting" });
  turn.effects.push({ t: "send", frame: { t: "start", cursor } });
}

/** Takes a silence as the end of catching up, unless the owner is what holds things up. */
export function onQuiet(turn: Turn): void {
  if (turn.state.job === null) update(turn, { head: turn.state.position });
  else awaitQuiet(turn);
}

/** Acknowledges everything stored, as far as it was sent on this connection. */
export function sendAck(turn: Turn): void {
  const { ackTimer, position, stored } = turn.state;
  if (ackTimer) turn.effects.push({ t: "timer", name: "ack", delay: null });
  update(turn, { ackTimer: false, unacked: { events: 0, bytes: 0 } });
  if (stored !== null) {
    turn.effects.push({
      t: "send",
      frame: { t: "ack", seq: Math.min(stored.cursor.seq, position) },
    });
  }
}

function onReady(turn: Turn, frame: Frame<"ready">): void {
  const known = turn.state.stored?.cursor;
  if (known !== undefined && frame.seq > known.seq) {
    return lose(turn, {
      code: CLOSE.broken_chain,
      reason: `The service would go on from ${frame.seq}, but only ${known.seq} is known here`,
    });
  }
  update(turn, {
    phase: "streaming",
    readyAt: turn.state.readyAt ?? turn.now,
    position: frame.seq,
    head: frame.head,
    epoch: frame.epoch,
    scope: frame.scope,
    window: frame.window,
  });
  awaitQuiet(turn);
  bookmark(turn);
}

function onEvents(
  turn: Turn,
  { from, to, items, bytes }: Frame<"events"> & { readonly bytes: number },
): void {
  if (!inPhase(turn, "streaming")) return;
  const { position } = turn.state;
  if (from !== position || !(to >= from)) {
    return lose(turn, {
      code: CLOSE.broken_chain,
      reason: `The range ${from}–${to} does not follow ${position}`,
    });
  }
  enqueue(turn, { to, items, bytes, beat: items.length === 0 });
  awaitQuiet(turn);
}

function onReset(turn: Turn, frame: Frame<"reset">): void {
  update(turn, {
    phase: "resetting",
    readyAt: turn.state.readyAt ?? turn.now,
    queue: [],
    unacked: { events: 0, bytes: 0 },
    pendingReset: { reason: frame.reason, at: { epoch: frame.epoch, seq: frame.seq } },
  });
  proceed(turn);
}

function onSubs(turn: Turn, frame: Frame<"subs">): void {
  for (const message of frame.rejected) {
    turn.effects.push({ t: "notice", notice: { code: "subs_rejected", message } });
  }
  if (frame.rev !== turn.state.rev) return;
  update(turn, { scope: frame.scope });
  if (inPhase(turn, "streaming")) bookmark(turn);
}

function onBye(turn: Turn, frame: Frame<"bye">): void {
  if (!connected(turn)) return;
  const { code, reason, retry_ms } = frame;
  const wait = retry_ms === undefined ? {} : { retryIn: retry_ms };
  lose(turn, { code, reason: closeWords(code, reason), detail: reason, ...wait });
}

/** Has silence tell that the client has caught up, where ranges do not. */
function awaitQuiet(turn: Turn): void {
  if (turn.state.position >= turn.state.head) return;
  turn.effects.push({ t: "timer", name: "quiet", delay: QUIET_AFTER });
}

/** Has the epoch and fingerprint of this connection stored, where they differ. */
function bookmark(turn: Turn): void {
  enqueue(turn, { to: turn.state.position, items: [], bytes: 0, beat: false });
}

function enqueue(turn: Turn, range: Range): void {
  update(turn, { position: range.to, queue: [...turn.state.queue, range] });
  proceed(turn);
}

/** Everything that waits goes into one write: a slow owner gets fewer, larger ones. */
function store(turn: Turn, ranges: readonly Range[]): void {
  const { stored: before, epoch, scope } = turn.state;
  const known = before?.cursor.seq ?? -1;
  const batch: Batch = {
    cursor: { epoch, seq: Math.max(known, ranges.at(-1)?.to ?? known) },
    scope,
    items: ranges.flatMap((range) => range.items).filter((item) => item.seq > known),
  };
  update(turn, { queue: [] });
  if (batch.items.length === 0 && before !== null && samePlace(before, batch)) {
    return stored(turn, { batch, ranges });
  }
  update(turn, { job: { t: "persist", batch, ranges } });
  turn.effects.push({ t: "persist", batch });
}

function stored(
  turn: Turn,
  { batch, ranges }: { readonly batch: Batch; readonly ranges: readonly Range[] },
): void {
  const { unacked, window } = turn.state;
  const events = ranges.reduce((sum, range) => sum + range.items.length, unacked.events);
  const bytes = ranges.reduce((sum, range) => sum + range.bytes, unacked.bytes);
  update(turn, {
    stored: { cursor: batch.cursor, scope: batch.scope },
    unacked: { events, bytes },
  });
  const due = ranges.some((range) => range.beat) ||
    events * 2 >= window.events || bytes * 2 >= window.bytes;
  if (due) return sendAck(turn);
  if (events === 0 || turn.state.ackTimer) return;
  update(turn, { ackTimer: true });
  // Clients that were told at the same moment must not all answer at the same moment.
  const delay = ACK_WITHIN * (1 + turn.random()) / 2;
  turn.effects.push({ t: "timer", name: "ack", delay });
}

function samePlace(
  a: { readonly cursor: Cursor; readonly scope: string | null },
  b: { readonly cursor: Cursor; readonly scope: string | null },
): boolean {
  return a.cursor.epoch === b.cursor.epoch && a.cursor.seq === b.cursor.seq && a.scope === b.scope;
}
