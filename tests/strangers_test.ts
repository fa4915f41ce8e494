import assert from "node:assert/strict";
import { STRANGERS_PER_ADDRESS } from "../lib/feed/doorstep.ts";
import { CLOSE, SUBPROTOCOL } from "../lib/feed/protocol.ts";
import { follow } from "./_follower.ts";
import { RawSocket } from "./_raw_socket.ts";
import { runService, TOKEN } from "./_service.ts";
import { eventually, inTime } from "./_waiting.ts";

/** Opens a socket and says nothing. */
async function stranger(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, SUBPROTOCOL);
  const opened = Promise.withResolvers<void>();
  socket.onopen = () => opened.resolve();
  socket.onerror = () => opened.reject(new Error("refused"));
  await inTime(opened.promise, { what: "a socket to open" });
  return socket;
}

async function close(sockets: readonly WebSocket[]): Promise<void> {
  await Promise.all(sockets.map((socket) =>
    new Promise<void>((resolve) => {
      socket.onclose = () => resolve();
      socket.close();
    })
  ));
}

Deno.test("sockets that don't say who they are leave room for those that do", async () => {
  await using service = await runService();
  const { epoch } = await (await service.get("/api/snapshot")).json();
  const from = { cursor: { epoch, seq: 0 }, scope: null };
  const friends = Array.from({ length: STRANGERS_PER_ADDRESS + 10 }, (_, n) => n);
  const followers = [];
  for (const n of friends) {
    const follower = follow({ url: service.url, token: TOKEN, client: `c${n}` }, from);
    followers.push(follower);
    await eventually(() => service.service.feed.hub.stats(), ({ connections }) => connections > n);
  }
  const strangers: WebSocket[] = [];
  for (let n = 0; n < STRANGERS_PER_ADDRESS; n++) strangers.push(await stranger(service.url));
  await assert.rejects(stranger(service.url), /refused/);
  await close(strangers.splice(0, 1));
  await eventually(() => service.service.feed.hub.admits("127.0.0.1"), (admits) => admits);
  strangers.push(await stranger(service.url));
  for (const follower of followers) follower[Symbol.dispose]();
  await close(strangers);
});

Deno.test("sockets of another subprotocol, closed and hanging, are strangers as well", async () => {
  await using service = await runService();
  const { hub } = service.service.feed;
  const hanging: RawSocket[] = [];
  for (let n = 0; n < STRANGERS_PER_ADDRESS; n++) {
    hanging.push(await RawSocket.open(service.url, "issue-feed.v9"));
    assert.equal(await hanging[n]!.closeCode(), CLOSE.unsupported);
  }
  assert.equal(hub.stats().closing, STRANGERS_PER_ADDRESS);
  await assert.rejects(stranger(service.url), /refused/);
  for (const socket of hanging) socket[Symbol.dispose]();
  await eventually(() => hub.admits("127.0.0.1"), (admits) => admits);
  await close([await stranger(service.url)]);
});
