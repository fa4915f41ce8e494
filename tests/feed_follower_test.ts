import { deepEqual, equal, rejects } from "node:assert/strict";
import { Follower } from "../lib/feed/follower.ts";
import { formatCursor, LIMITS } from "../lib/feed/protocol.ts";
import { eventStream } from "../lib/feed/sse.ts";
import { openBench } from "./_feed_link.ts";
import { ALL } from "./_feed_server.ts";
import { inTurns } from "./_waiting.ts";

Deno.test("a poll does not tell when something hidden was written", async () => {
  await using bench = await openBench();
  const { clock } = bench;
  clock.pass(LIMITS.beat - clock.now() % LIMITS.beat);
  const tailer = bench.feed.tailerOf("default")!;
  const viewer = { grant: { ...ALL, projects: [] }, subs: {} };
  const { signal } = new AbortController();
  const poll = async () => {
    using follower = new Follower({ tailer, clock, viewer });
    equal(await follower.begin({ cursor: await bench.cursor(0) }), null);
    const step = await follower.next({ within: 0, signal });
    return step.t === "quiet" ? step.to : step.t;
  };
  equal(await poll(), 0);
  await bench.log.append({}, {});
  equal(await poll(), 0);
  clock.pass(LIMITS.beat - 1);
  equal(await poll(), 0);
  clock.pass(1);
  equal(await poll(), 2);
});

Deno.test("an event stream prepares nothing before its reader takes the last piece", async () => {
  await using bench = await openBench();
  await bench.log.append({}, {});
  const tailer = bench.feed.tailerOf("default")!;
  const { clock } = bench;
  const follower = new Follower({ tailer, clock, viewer: { grant: ALL, subs: {} } });
  equal(await follower.begin({ cursor: await bench.cursor(0) }), null);
  let asked = 0;
  const counted: Pick<Follower, "at" | "next" | typeof Symbol.dispose> = {
    at: follower.at,
    next: (patience) => (asked++, follower.next(patience)),
    [Symbol.dispose]: () => follower[Symbol.dispose](),
  };
  const { signal } = new AbortController();
  const stream = eventStream({ follower: counted, reset: null, clock, signal, expires: null });
  const reader = stream.getReader();
  await reader.read();
  equal(asked, 0);
  await reader.read();
  equal(asked, 1);
  clock.pass(LIMITS.ack);
  await rejects(reader.read(), /takes nothing/);
  deepEqual([asked, clock.pending], [1, 0]);
});

Deno.test("an event stream sends an id without data when nothing is to be shown for 20 s", async () => {
  await using bench = await openBench();
  await bench.log.append({ kind: "commented" });
  const tailer = bench.feed.tailerOf("default")!;
  const { clock } = bench;
  const viewer = { grant: ALL, subs: { any: [{ kinds: ["updated"] }] } };
  const follower = new Follower({ tailer, clock, viewer });
  const cursor = await bench.cursor(0);
  await follower.begin({ cursor });
  const { signal } = new AbortController();
  const reader = eventStream({ follower, reset: null, clock, signal, expires: null })
    .pipeThrough(new TextDecoderStream()).getReader();
  deepEqual((await reader.read()).value, `retry: 2000\nid: ${formatCursor(cursor)}\n\n`);
  const beat = reader.read();
  const waiting = clock.pending;
  await inTurns(() => clock.pending !== waiting, "the stream to go on");
  clock.pass(LIMITS.beat);
  equal((await beat).value, `: beat\nid: ${cursor.epoch}:1\n\n`);
  await reader.cancel();
  equal(clock.pending, 0);
});
