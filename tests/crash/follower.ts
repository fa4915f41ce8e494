/**
 * A client that follows the feed by long-poll through every death of the service, from one cursor.
 *
 * @module
 */

import type { EventsFrame, FeedItem, ResetFrame } from "../../lib/feed/protocol.ts";

/** What following needs. */
export interface FollowerOptions {
  readonly fetch: typeof fetch;
  readonly token: string;
}

/** A follower under way. */
export interface Follower {
  /** Every item seen, in order. */
  readonly items: readonly FeedItem[];
  /** What broke continuity. */
  readonly problems: readonly string[];
  /** Resolves when everything up to `seq` was seen, or continuity is broken. */
  reach(seq: number): Promise<void>;
}

/** Seconds a long-poll waits. */
const WAIT = 5;

/** Follows from the first entry on, until aborted. */
export function follow(
  options: FollowerOptions & { readonly epoch: string; readonly signal: AbortSignal },
): Follower {
  const { signal } = options;
  const items: FeedItem[] = [];
  const problems: string[] = [];
  let cursor = `${options.epoch}:0`;
  let seen = 0;
  let step = Promise.withResolvers<void>();

  async function run(): Promise<void> {
    while (!signal.aborted && problems.length === 0) {
      const answer = await poll(options, { cursor, wait: WAIT, signal });
      if (answer === null) continue;
      problems.push(...judge(answer.frame, seen));
      if (answer.frame.t === "events") {
        items.push(...answer.frame.items);
        seen = answer.frame.to;
        cursor = answer.cursor;
      }
      step.resolve();
      step = Promise.withResolvers();
    }
  }
  async function reach(seq: number): Promise<void> {
    while (seen < seq && problems.length === 0) await step.promise;
  }
  void run();
  return { items, problems, reach };
}

/** Reads the whole log at once, from its first entry to the present head. */
export async function readLog(
  options: FollowerOptions & { readonly epoch: string; readonly head: number },
): Promise<{ readonly items: readonly FeedItem[]; readonly problems: readonly string[] }> {
  const items: FeedItem[] = [];
  let cursor = `${options.epoch}:0`;
  for (let seen = 0; seen < options.head;) {
    const answer = await poll(options, { cursor, wait: 0, signal: null });
    if (answer === null) return { items, problems: [`cannot read the log after ${seen}`] };
    const problems = judge(answer.frame, seen);
    if (problems.length > 0 || answer.frame.t !== "events") return { items, problems };
    items.push(...answer.frame.items);
    seen = answer.frame.to;
    cursor = answer.cursor;
  }
  return { items, problems: [] };
}

interface Answer {
  readonly frame: EventsFrame | ResetFrame;
  readonly cursor: string;
}

/** One long-poll; `null` when the service died meanwhile. */
async function poll(
  { fetch, token }: FollowerOptions,
  asked: { cursor: string; wait: number; signal: AbortSignal | null },
): Promise<Answer | null> {
  const url = `http://service/api/events?cursor=${asked.cursor}&wait=${asked.wait}`;
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
      signal: asked.signal,
    });
    const frame = await response.json();
    return response.ok ? { frame, cursor: response.headers.get("X-Feed-Cursor")! } : null;
  } catch {
    return null;
  }
}

/** What is wrong with a frame that should go on after `seen`. */
function judge(frame: EventsFrame | ResetFrame, seen: number): string[] {
  if (frame.t === "reset") return [`reset ${frame.reason} after ${seen}`];
  const seqs = frame.items.map(({ seq }) => seq);
  const expected = Array.from({ length: frame.to - frame.from }, (_, i) => frame.from + 1 + i);
  if (frame.from !== seen) return [`a frame goes on from ${frame.from} after ${seen}`];
  return `${seqs}` === `${expected}`
    ? []
    : [`the frame (${frame.from}, ${frame.to}] holds the entries ${seqs}`];
}
