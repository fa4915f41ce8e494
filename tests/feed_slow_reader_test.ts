import { deepEqual, equal, ok } from "node:assert/strict";
import { CLOSE, type FeedItem, LIMITS } from "../lib/feed/protocol.ts";
import { headCursor } from "../lib/mirror/types.ts";
import { ManualClock } from "./_feed_clock.ts";
import { type FeedServer, serveFeed } from "./_feed_server.ts";
import { openSocket, type SocketReader } from "./_feed_transports.ts";
import { Mailbox } from "./_mailbox.ts";
import { RawSocket } from "./_raw_socket.ts";

/** What a stalled client may hold of our memory, in bytes. */
const PINNED_AT_MOST = 1024 * 1024;

Deno.test("a client that stops reading holds less than 1 MB and is let go; others do not notice", async () => {
  const clock = new ManualClock();
  const tokens = new Mailbox<string>();
  await using server = await serveFeed({ clock, onToken: (token) => tokens.put(token) });
  const cursor = { ...headCursor(await server.log.head()), seq: 0 };
  await using quick = await openSocket(server.url);
  quick.send({ t: "hello", token: "all", client: "quick", cursor });
  using stalled = await RawSocket.open(server.url);
  await stalled.send({ t: "hello", token: "all", client: "stalled", cursor });
  await stalled.next();

  const pinned = await floodWhileReading(server, quick);
  ok(pinned < PINNED_AT_MOST, `${pinned} bytes are held`);

  while (tokens.waiting.length > 0) await tokens.take();
  clock.pass(LIMITS.ack / 2);
  await stalled.send({ t: "auth", token: "all" });
  await tokens.take();
  quick.send({ t: "still here" });
  await quick.frames.takeUntil((frame) => frame.t === "error");
  clock.pass(LIMITS.ack / 2);
  deepEqual(server.feed.hub.stats().closes, { [CLOSE.slow_consumer]: 1 });
  equal(await stalled.closeCode(), CLOSE.slow_consumer);
  await server.log.append({});
  equal((await readItems(quick)).length, 1);
});

/** Writes 10 MB and reads it all with one reader; gives the most that was held meanwhile. */
async function floodWhileReading(server: FeedServer, reader: SocketReader): Promise<number> {
  const draft = { item: { subject: { id: "1", text: "x".repeat(50_000) } } };
  let most = 0;
  let read = 0;
  for (let round = 1; round <= 40; round++) {
    await server.log.append(...Array(5).fill(draft));
    while (read < round * 5) read += (await readItems(reader)).length;
    const { bufferedBytes, unackedBytes } = server.feed.hub.stats();
    most = Math.max(most, bufferedBytes, unackedBytes);
  }
  return most;
}

async function readItems(reader: SocketReader): Promise<readonly FeedItem[]> {
  while (true) {
    const frame = await reader.frames.take();
    if (frame.t !== "events") continue;
    reader.send({ t: "ack", seq: frame.to });
    if (frame.items.length > 0) return frame.items;
  }
}
