/**
 * A service that speaks the feed's protocol as a script says: other versions, thousands of changes,
 * issues that leave.
 *
 * @module
 */

import { type FeedItem, SUBPROTOCOL } from "../lib/feed/protocol.ts";

/** What the service does. */
export interface Script {
  /** Changes it has when somebody connects, all of different issues. */
  readonly changes: number;
  /** Closes with this code instead of serving. */
  readonly close?: number;
  /** A service from before the subprotocol answers without naming any. @default the client's own */
  readonly speaks?: "nothing";
  /** Port to listen on, to take another service's place; any free one unless given. */
  readonly port?: number;
  /** Added to every frame and item. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/** Items a test writes down: only webhooks tell of them. */
export type Told = Omit<FeedItem, "source">;

/** The service, until it is disposed of. */
export interface ScriptedService extends AsyncDisposable {
  readonly url: string;
  /** How often somebody connected. */
  connections(): number;
  /** Sends one more change to whoever is connected. */
  send(item: Told): void;
  /** Says that nothing happened. */
  beat(): void;
}

const PAGE = 64;

/** What there was before the changes: nothing. */
const SNAPSHOT = { epoch: "s.1", seq: 0, issues: [], next: null };

/** Starts one. */
export function serveProtocol(script: Script): ScriptedService {
  const { port = 0 } = script;
  const subprotocol = script.speaks === "nothing" ? {} : { protocol: SUBPROTOCOL };
  const sockets = new Set<WebSocket>();
  let connections = 0;
  let last = script.changes;
  const say = (socket: WebSocket, frame: object) =>
    socket.send(JSON.stringify({ ...frame, ...script.extras }));
  const server = Deno.serve({ port, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    if (request.headers.get("upgrade") !== "websocket") return Response.json(SNAPSHOT);
    const { socket, response } = Deno.upgradeWebSocket(request, subprotocol);
    connections++;
    socket.onopen = () => {
      if (script.close !== undefined) return socket.close(script.close, "As the script says");
      sockets.add(socket);
    };
    socket.onclose = () => sockets.delete(socket);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.t === "hello" && frame.cursor === undefined) {
        say(socket, { t: "reset", reason: "new", epoch: "s.1", seq: 0 });
      }
      const from = frame.t === "hello" ? frame.cursor?.seq : frame.cursor?.seq ?? frame.seq;
      if (frame.t === "start" || frame.t === "hello" && frame.cursor !== undefined) {
        say(socket, ready(from, last));
      }
      if (from !== undefined && from < script.changes) say(socket, page(script, from));
    };
    return response;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    connections: () => connections,
    send(item) {
      for (const socket of sockets) {
        say(socket, {
          t: "events",
          from: last,
          to: item.seq,
          items: [{ ...item, source: "webhook" }],
        });
      }
      last = item.seq;
    },
    beat() {
      for (const socket of sockets) say(socket, { t: "events", from: last, to: last, items: [] });
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.close(1001);
      await server.shutdown();
    },
  };
}

function ready(seq: number, head: number) {
  const window = { events: PAGE, bytes: 262_144 };
  return { t: "ready", epoch: "s.1", seq, head, beat: 20, window, conn: "1", scope: "scope" };
}

/** The next changes after `from`; a client acknowledges half a window, and is sent the rest then. */
function page({ changes, extras }: Script, from: number) {
  const to = Math.min(from + PAGE, changes);
  const items = Array.from(
    { length: to - from },
    (_, at) => ({ ...change(from + at + 1), ...extras }),
  );
  return { t: "events", from, to, items };
}

function change(seq: number): FeedItem {
  return {
    seq,
    id: `change-${seq}`,
    at: 1_795_457_870_637 + seq,
    kind: "updated",
    action: "updated",
    issue: { id: String(seq), key: `MANY-${seq}`, summary: `Issue ${seq}`, updated: seq },
    changes: [{ field: "status", from: "To Do", to: "Done" }],
    source: "webhook",
  };
}
