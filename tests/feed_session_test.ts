import { deepEqual, equal, match } from "node:assert/strict";
import { CLOSE, LIMITS } from "../lib/feed/protocol.ts";
import { type FeedBench, openBench, seqsOf, settle } from "./_feed_link.ts";
import { ALL } from "./_feed_server.ts";

Deno.test("a connection that says nothing is let go after 5 s", async () => {
  await using bench = await openBench();
  const link = bench.connect();
  bench.clock.pass(LIMITS.hello - 1);
  equal(bench.feed.hub.stats().connections, 1);
  bench.clock.pass(1);
  equal(await link.closed, CLOSE.no_heartbeat);
  match((await link.next("bye")).reason, /No hello within 5 s/);
});

Deno.test("a newer connection of an install takes the place of the earlier one", async () => {
  await using bench = await openBench({ grants: { other: { ...ALL, token: "other" } } });
  const first = await bench.follow({ client: "install" });
  const stranger = await bench.follow({ client: "install", token: "other" });
  const second = await bench.follow({ client: "install" });
  equal(await first.closed, CLOSE.replaced);
  await bench.log.append({});
  for (const link of [stranger, second]) deepEqual(seqsOf(await link.next("events")), [1]);
});

Deno.test("the late hello of a connection that was given up does not end its successor", async () => {
  await using bench = await openBench();
  const late = bench.connect();
  const successor = await bench.follow({ client: "install" });
  late.send({ t: "hello", token: "all", client: "install" });
  equal(await late.closed, CLOSE.replaced);
  await bench.log.append({});
  deepEqual(seqsOf(await successor.next("events")), [1]);
});

Deno.test("a token has only so many connections, stalled ones included", async () => {
  await using bench = await openBench({ connectionsPerToken: 2 });
  const stalled = await bench.follow();
  await bench.follow();
  equal(await bench.greet().closed, CLOSE.too_many);
  stalled.stalled = true;
  stalled.send({ t: "hello" });
  equal(await stalled.closed, CLOSE.bad_frame);
  equal(await bench.greet().closed, CLOSE.too_many);
  stalled.cut();
  await bench.follow();
});

Deno.test("frames are taken in the order they came, also while an earlier one takes time", async () => {
  await using bench = await openBench();
  await bench.log.append({}, { kind: "commented" });
  const link = bench.greet({ cursor: await bench.cursor(0) });
  link.send({ t: "subs", rev: 3, subs: { any: [{ kinds: ["commented"] }] } });
  link.send({ t: "ack", seq: 0 });
  equal((await link.frames.take()).t, "ready");
  deepEqual(seqsOf(await link.next("events")), [1, 2]);
  equal((await link.next("subs")).seq, 2);
});

Deno.test("a subscription replaces the one before, from what was sent on", async () => {
  await using bench = await openBench();
  const link = await bench.follow({ subs: { any: [{ kinds: ["updated"] }] } });
  await bench.log.append({}, { kind: "commented" });
  deepEqual(seqsOf(await link.next("events")), [1]);
  link.send({ t: "subs", rev: 1, subs: { any: [{ kinds: ["commented"] }] } });
  const { rev, seq, rejected, scope } = await link.next("subs");
  deepEqual([rev, seq, rejected], [1, 1, []]);
  deepEqual(seqsOf(await link.next("events")), [2]);
  const resumed = await bench.follow({ scope, subs: { any: [{ kinds: ["commented"] }] } });
  await settle(resumed);
});

Deno.test("clauses without meaning are named, in hello and later", async () => {
  await using bench = await openBench();
  const subs = { any: [{ roles: ["assignee" as const] }] };
  const link = await bench.follow({ subs });
  match((await link.next("subs")).rejected.join(), /any\[0\]\.roles needs "me"/);
  link.send({ t: "subs", rev: 1, subs });
  match((await link.next("subs")).rejected.join(), /any\[0\]\.roles needs "me"/);
});

Deno.test("kinds that do not exist and clauses without a part are named, and the connection stays", async () => {
  await using bench = await openBench();
  const link = await bench.follow({ subs: { any: [{ kinds: ["comment"] }] } });
  match((await link.next("subs")).rejected.join(), /any\[0\]\.kinds: "comment" is no kind/);
  link.send({ t: "subs", rev: 1, subs: { any: [{}] } });
  match((await link.next("subs")).rejected.join(), /any\[0\] lets everything through/);
  await bench.log.append({});
  deepEqual(seqsOf(await link.next("events")), [1]);
});

Deno.test("a client that asks for it is reset when it is too far behind", async () => {
  await using bench = await openBench();
  await bench.log.append({}, {}, {});
  const cursor = await bench.cursor(0);
  equal((await bench.greet({ cursor, max_behind: 2 }).next("reset")).reason, "behind");
  deepEqual(seqsOf(await bench.greet({ cursor, max_behind: 3 }).next("events")), [1, 2, 3]);
});

Deno.test("a client is kept awake by a range every 20 s, and let go when it is silent", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  bench.clock.pass(20_000);
  deepEqual(await link.next("events"), { t: "events", from: 0, to: 0, items: [] });
  link.send({ t: "ack", seq: 0 });
  bench.clock.pass(20_000);
  bench.clock.pass(29_999);
  equal(link.frames.waiting.filter(({ t }) => t === "events").length, 2);
  bench.clock.pass(1_000);
  equal(await link.closed, CLOSE.no_heartbeat);
});

Deno.test("a client that acknowledges nothing is let go, the others do not notice", async () => {
  await using bench = await openBench();
  const slow = await bench.follow();
  const quick = await bench.follow();
  slow.stalled = true;
  for (let round = 0; round < 8; round++) {
    const { length } = await bench.log.append(...Array(20).fill({}));
    for (let seen = 0; seen < length;) {
      const { to, items } = await quick.next("events");
      seen += items.length;
      quick.send({ t: "ack", seq: to });
    }
    bench.clock.pass(8_000);
    slow.send({ t: "auth", token: "all" });
  }
  equal(await slow.closed, CLOSE.slow_consumer);
  equal(slow.frames.waiting.flatMap((frame) => frame.t === "events" ? frame.items : []).length, 64);
  const { connections, closing, closes } = bench.feed.hub.stats();
  deepEqual([connections, closing, closes], [2, 1, { [CLOSE.slow_consumer]: 1 }]);
});

Deno.test("a client that asks and does not read the answers is let go", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  link.buffered = LIMITS.socket_buffer - 1;
  link.send({ t: "are you there" });
  await link.next("error");
  link.buffered = LIMITS.socket_buffer;
  link.send({ t: "are you there" });
  deepEqual(bench.feed.hub.stats().closes, { [CLOSE.slow_consumer]: 1 });
  equal(link.frames.waiting.length, 0);
});

Deno.test("a client that asks too often is sent away; acknowledging progress is free", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  for (let at = 0; at < 50; at++) {
    await bench.log.append({});
    link.send({ t: "ack", seq: (await link.next("events")).to });
  }
  for (let at = 0; at <= LIMITS.client_frames_per_second; at++) link.send({ t: "hi" });
  equal(await link.closed, CLOSE.rate_limited);
});

Deno.test("a connection of an earlier term comes back, and goes on in the new one", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  await bench.log.append({});
  await link.next("events");
  const cursor = await bench.cursor(1);
  await bench.log.restart();
  await bench.feed.tailerOf("default")?.look();
  const { code, retry_ms } = await link.next("bye");
  deepEqual([code, retry_ms], [CLOSE.draining, 500]);
  await bench.log.append({});
  deepEqual(seqsOf(await bench.greet({ cursor }).next("events")), [2]);
});

Deno.test("nothing prepared from one log is sent for another that took its place", async () => {
  await using bench = await openBench();
  await bench.log.append({ item: { id: "old" } });
  const link = bench.greet({ cursor: await bench.cursor(0) });
  equal((await link.next("events")).items[0]?.id, "old");
  await bench.log.replace();
  await bench.feed.tailerOf("default")?.look();
  const { reason, epoch, seq } = await link.next("reset");
  deepEqual([reason, seq], ["epoch", 0]);
  link.send({ t: "start", cursor: { epoch, seq } });
  await link.next("ready");
  await bench.log.append({ item: { id: "new" } });
  equal((await link.next("events")).items[0]?.id, "new");
});

Deno.test("trimming under a client that lags resets it", async () => {
  await using bench = await openBench();
  for (let at = 0; at < 30; at++) await bench.log.append(...Array(100).fill({}));
  const link = bench.greet({ cursor: await bench.cursor(0) });
  const { to } = await link.next("events");
  await bench.log.trim(800);
  link.send({ t: "ack", seq: to });
  let frame = await link.frames.take();
  while (frame.t === "events") {
    link.send({ t: "ack", seq: frame.to });
    frame = await link.frames.take();
  }
  deepEqual([frame.t, frame.t === "reset" && frame.reason], ["reset", "expired"]);
  deepEqual(bench.alarms, []);
});

Deno.test("draining sends everybody away, and whoever comes after", async () => {
  const bench = await openBench();
  const links = await Promise.all(Array.from({ length: 3 }, () => bench.follow()));
  const stalled = await bench.follow();
  stalled.stalled = true;
  const drained = bench.feed.drain();
  for (const link of [...links, bench.connect()]) {
    const { code, retry_ms } = await link.next("bye");
    deepEqual([code, retry_ms], [CLOSE.draining, 5_000]);
  }
  bench.clock.pass(3_000);
  await drained;
  await bench[Symbol.asyncDispose]();
});

Deno.test("a store that cannot be read ends a hello with 4001, not the service", async () => {
  let broken = true;
  await using bench = await openBench({ broken: () => broken });
  equal(await bench.greet().closed, CLOSE.internal);
  match(bench.alarms.join(), /Cannot serve a feed connection/);
  broken = false;
  await followsAgain(bench);
});

Deno.test("nothing is left behind when the last client has gone", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  equal(bench.clock.pending > 0, true);
  link.cut();
  equal(bench.clock.pending, 0);
  equal(bench.feed.hub.stats().connections, 0);
  await followsAgain(bench);
});

async function followsAgain(bench: FeedBench): Promise<void> {
  const link = await bench.follow();
  await bench.log.append({});
  deepEqual(seqsOf(await link.next("events")), [1]);
}

Deno.test("what hangs when the service stops is waited for once, however often it is drained", async () => {
  await using bench = await openBench();
  const hanging = await bench.follow();
  hanging.stalled = true;
  const drained = bench.feed.drain();
  bench.clock.pass(3_000);
  await drained;
  await bench.feed.drain();
  equal(bench.feed.hub.stats().closing, 1);
});
