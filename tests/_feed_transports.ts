/**
 * The three ways to read the feed, behind one face.
 *
 * @module
 */

import {
  type Clause,
  type ClientFrame,
  type EventsFrame,
  formatCursor,
  parseCursor,
  type ResetFrame,
  type ServerFrame,
  SUBPROTOCOL,
  type Subscription,
} from "../lib/feed/protocol.ts";
import { Mailbox } from "./_mailbox.ts";
import { eventually, inTime } from "./_waiting.ts";

/** What a reader is told, whatever the transport. */
export type Told = EventsFrame | ResetFrame;

/** How a reader begins. */
export interface Opening {
  readonly url: string;
  readonly token?: string;
  /** As HTTP carries it. */
  readonly cursor?: string;
  readonly scope?: string;
  readonly site?: string;
  readonly me?: readonly string[];
  readonly clause?: Clause;
}

/** Follows the feed; after a reset it goes on from the position that names. */
export interface FeedReader extends AsyncDisposable {
  next(): Promise<Told>;
  /** Where it stands, to go on from with another reader. */
  position(): string;
  scope(): string;
}

/** One way to read the feed. */
export interface Transport {
  readonly name: string;
  open(opening: Opening): Promise<FeedReader>;
  /** The close code or HTTP status that refuses an opening. */
  refusal(opening: Opening): Promise<number>;
}

/** All of them. */
export const TRANSPORTS: readonly Transport[] = [
  { name: "WebSocket", open: openSocketReader, refusal: socketRefusal },
  { name: "SSE", open: openStreamReader, refusal: (opening) => httpRefusal(opening, SSE) },
  { name: "long-poll", open: openPollReader, refusal: (opening) => httpRefusal(opening, {}) },
];

const SSE = { accept: "text/event-stream" };

/** A WebSocket on the feed, and what it is sent. */
export interface SocketReader extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly frames: Mailbox<ServerFrame>;
  readonly closed: Promise<CloseEvent>;
  send(frame: ClientFrame | Record<string, unknown> | string | Uint8Array<ArrayBuffer>): void;
}

/** Opens a WebSocket on the feed. */
export async function openSocket(
  url: string,
  protocols: string[] = [SUBPROTOCOL],
): Promise<SocketReader> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, protocols);
  const frames = new Mailbox<ServerFrame>();
  const ended = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  socket.onmessage = ({ data }) => frames.put(JSON.parse(data));
  const opened = new Promise((resolve) => socket.onopen = resolve);
  await inTime(opened, { what: "a socket to open" });
  return {
    socket,
    frames,
    get closed() {
      return inTime(ended, { what: "the socket to close", seen: () => frames.waiting });
    },
    send: (frame) => {
      const raw = typeof frame === "string" || frame instanceof Uint8Array;
      socket.send(raw ? frame : JSON.stringify(frame));
    },
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await ended;
    },
  };
}

let installs = 0;

function helloOf(opening: Opening): ClientFrame {
  const { token = "all", cursor, scope, site, me, clause } = opening;
  const subs: Subscription = {
    ...(me === undefined ? {} : { me }),
    ...(clause === undefined ? {} : { any: [clause] }),
  };
  return {
    t: "hello",
    token,
    client: `reader-${++installs}`,
    subs,
    ...(cursor === undefined ? {} : { cursor: wireCursor(cursor) }),
    ...(scope === undefined ? {} : { scope }),
    ...(site === undefined ? {} : { site }),
  };
}

/** A malformed one goes out as malformed as it is. */
function wireCursor(text: string): { epoch: string; seq: number } {
  return parseCursor(text) ?? { epoch: text, seq: 0 };
}

async function openSocketReader(opening: Opening): Promise<FeedReader> {
  const raw = await openSocket(opening.url);
  const at = { epoch: "", seq: 0, scope: "" };
  raw.send(helloOf(opening));
  return {
    position: () => formatCursor(at),
    scope: () => at.scope,
    next: async () => {
      while (true) {
        const frame = await raw.frames.take();
        if (frame.t === "ready") Object.assign(at, frame);
        if (frame.t === "events") {
          at.seq = frame.to;
          raw.send({ t: "ack", seq: frame.to });
          return frame;
        }
        if (frame.t === "reset") {
          const { epoch, seq } = frame;
          raw.send({ t: "start", cursor: { epoch, seq } });
          Object.assign(at, await raw.frames.takeUntil(isReady));
          return frame;
        }
      }
    },
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

function isReady(frame: ServerFrame): frame is Extract<ServerFrame, { t: "ready" }> {
  return frame.t === "ready";
}

async function socketRefusal(opening: Opening): Promise<number> {
  await using raw = await openSocket(opening.url);
  raw.send(helloOf(opening));
  return (await raw.closed).code;
}

function request(
  opening: Opening,
  extra: { readonly query?: Record<string, string>; readonly headers?: HeadersInit },
): Promise<Response> {
  const { token = "all", cursor, scope, site, me = [], clause = {} } = opening;
  const url = new URL("/api/events", opening.url);
  const single = { cursor, scope, site, ...extra.query };
  for (const [name, value] of Object.entries(single)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const lists = {
    me,
    project: clause.projects,
    issue: clause.issues,
    kind: clause.kinds,
    role: clause.roles,
  };
  for (const [name, values] of Object.entries(lists)) {
    for (const value of values ?? []) url.searchParams.append(name, value);
  }
  const headers = new Headers(extra.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(url, { headers });
}

async function httpRefusal(opening: Opening, headers: HeadersInit): Promise<number> {
  const response = await request(opening, { headers });
  await response.body?.cancel();
  return response.status;
}

function openPollReader(opening: Opening): Promise<FeedReader> {
  let cursor = opening.cursor;
  let scope = opening.scope;
  const poll = async () => {
    const now = { ...opening, ...(cursor && { cursor }), ...(scope && { scope }) };
    const response = await request(now, { query: { wait: "5" } });
    const told: Told = await response.json();
    cursor = response.headers.get("x-feed-cursor")!;
    scope = response.headers.get("x-feed-scope")!;
    return told;
  };
  return Promise.resolve({
    position: () => cursor ?? "",
    scope: () => scope ?? "",
    next: () => eventually(poll, (told) => told.t === "reset" || told.items.length > 0),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

async function openStreamReader(opening: Opening): Promise<FeedReader> {
  const response = await request(opening, { headers: SSE });
  const lines = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let id = "";
  const block = async () => {
    while (!buffer.includes("\n\n")) {
      const what = "more of the stream";
      const { value, done } = await inTime(lines.read(), { what, seen: () => buffer });
      if (done) throw new Error("The stream has ended");
      buffer += value;
    }
    const end = buffer.indexOf("\n\n");
    const text = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    return text;
  };
  return {
    position: () => id,
    scope: () => response.headers.get("x-feed-scope")!,
    next: async () => {
      while (true) {
        const fields = (await block()).split("\n").map((line) => line.split(/: (.*)/s, 2));
        const values = Object.fromEntries(fields);
        if (values.id !== undefined) id = values.id;
        if (values.data !== undefined) return JSON.parse(values.data);
      }
    },
    [Symbol.asyncDispose]: () => lines.cancel(),
  };
}
