import { deepEqual, equal, match, ok } from "node:assert/strict";
import { CLOSE, LIMITS, type ServerFrame } from "../lib/feed/protocol.ts";
import { isOwnOrigin } from "../routes/feed.ts";
import { serveFeed } from "./_feed_server.ts";
import { openSocket, type SocketReader } from "./_feed_transports.ts";
import { Mailbox } from "./_mailbox.ts";

/** What a browser sends to open a socket. */
const HANDSHAKE = {
  connection: "keep-alive, Upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-protocol": "issue-feed.v1",
};

const hello = { t: "hello", token: "all", client: "install" };

type Sent = Parameters<SocketReader["send"]>[0];

interface BadInput {
  readonly name: string;
  readonly frames: readonly Sent[];
  readonly says: RegExp;
}

const BAD_INPUT: readonly BadInput[] = [
  { name: "what is not JSON", frames: ["{hello"], says: /not JSON/ },
  { name: "JSON that is no object", frames: ["[1]"], says: /not a JSON object/ },
  { name: "an object without type", frames: ["{}"], says: /no text in field "t"/ },
  { name: "bytes", frames: [new Uint8Array([1, 2])], says: /not text/ },
  {
    name: "a frame of more than 16 KiB",
    frames: [{ ...hello, pad: "x".repeat(LIMITS.client_frame) }],
    says: /longer than 16384 bytes/,
  },
  {
    name: "deep nesting",
    frames: [`{"t":"hello","subs":${"[".repeat(7_000)}${"]".repeat(7_000)}}`],
    says: /hello: /,
  },
  { name: "anything before hello", frames: [{ t: "ack", seq: 1 }], says: /has to be "hello"/ },
  { name: "an unknown frame before hello", frames: [{ t: "wave" }], says: /has to be "hello"/ },
  { name: "a second hello", frames: [hello, hello], says: /"hello" was already said/ },
  { name: "a hello without token", frames: [{ ...hello, token: "" }], says: /hello: token: / },
  {
    name: "a malformed cursor",
    frames: [{ ...hello, cursor: { epoch: "a:b", seq: 1 } }],
    says: /hello: cursor\.epoch: /,
  },
  {
    name: "a subscription of the wrong type",
    frames: [hello, { t: "subs", rev: 1, subs: { any: "everything" } }],
    says: /subs: subs\.any: /,
  },
];

for (const { name, frames, says } of BAD_INPUT) {
  Deno.test(`a socket that sends ${name} is closed with 4500 and told why`, async () => {
    await using server = await serveFeed();
    await using raw = await openSocket(server.url);
    for (const frame of frames) raw.send(frame);
    const { code, reason } = await byeOf(raw);
    equal(code, CLOSE.bad_frame);
    match(reason, says);
    const closed = await raw.closed;
    deepEqual([closed.code, closed.reason], [code, reason]);
  });
}

Deno.test("a socket that acknowledges what was never sent is closed with 4500", async () => {
  await using server = await serveFeed();
  const { epoch, terms } = await server.log.head();
  await using raw = await openSocket(server.url);
  raw.send({ ...hello, cursor: { epoch: `${epoch}.${terms.at(-1)!.term}`, seq: 0 } });
  await raw.frames.takeUntil(({ t }) => t === "ready");
  raw.send({ t: "ack", seq: 1 });
  match((await byeOf(raw)).reason, /Cannot acknowledge 1/);
});

Deno.test("a frame the service does not know is answered and changes nothing", async () => {
  await using server = await serveFeed();
  await using raw = await openSocket(server.url);
  raw.send(hello);
  await raw.frames.takeUntil(({ t }) => t === "reset");
  raw.send({ t: "wave", at: "you" });
  const answer = await raw.frames.take();
  deepEqual([answer.t, answer.t === "error" && [answer.code, answer.re]], [
    "error",
    ["unknown_frame", "wave"],
  ]);
  equal(raw.socket.readyState, WebSocket.OPEN);
});

Deno.test("a socket without the subprotocol is told to update", async () => {
  await using server = await serveFeed();
  for (const protocols of [[], ["issue-feed.v9", "other"]]) {
    await using raw = await openSocket(server.url, protocols);
    equal((await byeOf(raw)).code, CLOSE.unsupported);
    equal((await raw.closed).code, CLOSE.unsupported);
  }
});

Deno.test("the subprotocol is echoed, whatever else is offered", async () => {
  await using server = await serveFeed();
  await using raw = await openSocket(server.url, ["issue-feed.v9", "issue-feed.v1"]);
  equal(raw.socket.protocol, "issue-feed.v1");
});

Deno.test("a plain request for the socket's address is refused in words", async () => {
  await using server = await serveFeed();
  const response = await fetch(`${server.url}/ws`);
  equal(response.status, 400);
  match((await response.json()).error.message, /takes only WebSockets/);
});

Deno.test("a handshake that is not whole is refused in words, and is no fault of the service", async () => {
  await using server = await serveFeed();
  for (const left of ["connection", "upgrade", "sec-websocket-key"]) {
    const headers = Object.entries(HANDSHAKE).filter(([name]) => name !== left);
    const response = await fetch(`${server.url}/ws`, { headers });
    equal(response.status, 400, left);
    equal((await response.json()).error.code, "not_websocket");
  }
});

Deno.test("isOwnOrigin() lets in programs, extensions and the service's own pages", () => {
  const from = (origin: string | null) => {
    const headers = new Headers({ host: "127.0.0.1:8000" });
    if (origin !== null) headers.set("origin", origin);
    return isOwnOrigin(new Request("http://x/ws", { headers }), "https://feed.example");
  };
  const own = [
    null,
    "chrome-extension://abcdef",
    "moz-extension://0b1e",
    "http://127.0.0.1:8000",
    "https://feed.example",
  ];
  deepEqual(own.map(from), own.map(() => true));
  const foreign = [
    "https://evil.example",
    "https://feed.example.evil.example",
    "http://127.0.0.1:8001",
    "null",
    "https://evil.example/chrome-extension://abcdef",
  ];
  deepEqual(foreign.map(from), foreign.map(() => false));
});

Deno.test("a page of another site cannot open a socket", async () => {
  await using server = await serveFeed();
  const response = await fetch(`${server.url}/ws`, {
    headers: { ...HANDSHAKE, origin: "https://evil.example" },
  });
  equal(response.status, 403);
  equal((await response.json()).error.code, "foreign_origin");
});

Deno.test("long-poll answers at once without wait, and refuses a wait it cannot keep", async () => {
  await using server = await serveFeed();
  const { epoch, terms } = await server.log.head();
  const cursor = `${epoch}.${terms.at(-1)!.term}:0`;
  const get = (query: string) =>
    fetch(`${server.url}/api/events?${query}`, { headers: { authorization: "Bearer all" } });
  const response = await get(`cursor=${cursor}`);
  deepEqual(await response.json(), {
    t: "events",
    epoch: cursor.split(":")[0],
    from: 0,
    to: 0,
    items: [],
  });
  equal(response.headers.get("x-feed-cursor"), cursor);
  for (const wait of ["56", "-1", "soon", "1.5"]) {
    const refused = await get(`cursor=${cursor}&wait=${wait}`);
    equal(refused.status, 400);
    match((await refused.json()).error.message, /"wait"/);
  }
});

Deno.test("filters over HTTP that are misspelt are refused by name, with those that exist", async () => {
  await using server = await serveFeed();
  const refusal = async (query: string) => {
    const headers = { authorization: "Bearer all" };
    const response = await fetch(`${server.url}/api/events?${query}`, { headers });
    equal(response.status, 400);
    const { code, message } = (await response.json()).error;
    equal(code, "bad_parameter");
    return message;
  };
  match(
    await refusal("projects=ABC"),
    /"projects" is no parameter here; there are cursor, .*project/,
  );
  match(await refusal("Kind=created"), /"Kind" is no parameter/);
  match(await refusal("kind=comment"), /"comment" is no kind; the kinds are created, /);
});

Deno.test("Last-Event-ID wins over the query, so that an EventSource goes on where it was", async () => {
  await using server = await serveFeed();
  await server.log.append({}, {}, {});
  const { epoch, terms } = await server.log.head();
  const at = (seq: number) => `${epoch}.${terms.at(-1)!.term}:${seq}`;
  const response = await fetch(`${server.url}/api/events?cursor=${at(0)}`, {
    headers: {
      accept: "text/event-stream",
      authorization: "Bearer all",
      "last-event-id": at(2),
    },
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.endsWith("}\n\n")) text += (await reader.read()).value;
  ok(text.startsWith(`retry: 2000\nid: ${at(2)}\n\nid: ${at(3)}\ndata: `), text);
  match(text, /"from":2,"to":3/);
  await reader.cancel();
});

Deno.test("stopping ends sockets with 4000, streams and polls with what they have", async () => {
  const tokens = new Mailbox<string>();
  await using server = await serveFeed({ onToken: (token) => tokens.put(token) });
  const { epoch, terms } = await server.log.head();
  const cursor = `${epoch}.${terms.at(-1)!.term}:0`;
  await using raw = await openSocket(server.url);
  raw.send(hello);
  await raw.frames.takeUntil(({ t }) => t === "reset");
  const headers = { authorization: "Bearer all" };
  const poll = fetch(`${server.url}/api/events?cursor=${cursor}&wait=50`, { headers });
  const stream = await fetch(`${server.url}/api/events?cursor=${cursor}`, {
    headers: { ...headers, accept: "text/event-stream" },
  });
  for (let seen = 0; seen < 3; seen++) await tokens.take();
  await server.feed.drain();
  equal((await byeOf(raw)).code, CLOSE.draining);
  equal((await (await poll).json()).t, "events");
  match(await stream.text(), /^retry: 2000\n/);
  const late = await fetch(`${server.url}/api/events?cursor=${cursor}`, { headers });
  equal(late.status, 503);
  await late.body?.cancel();
});

async function byeOf(raw: SocketReader): Promise<Extract<ServerFrame, { t: "bye" }>> {
  return await raw.frames.takeUntil((frame): frame is Extract<ServerFrame, { t: "bye" }> =>
    frame.t === "bye"
  );
}
