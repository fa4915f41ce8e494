import { deepEqual, equal, ok } from "node:assert/strict";
import { entryOf } from "../../tests/_feed_log.ts";
import { PumpBench, SLACK } from "./_pump_bench.ts";
import { CLOSE, LIMITS } from "./protocol.ts";
import { spanOf } from "./span.ts";

Deno.test("Pump stops at the window and goes on after an acknowledgement", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.append(200);
  deepEqual(bench.ranges(), [[0, 64, 64]]);
  equal(bench.pump.ack(64), "new");
  deepEqual(bench.ranges().slice(1), [[64, 128, 64]]);
  bench.append(1);
  deepEqual(bench.ranges().length, 2);
});

Deno.test("Pump frees the part of the window that is acknowledged", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.append(60);
  bench.append(60);
  deepEqual(bench.ranges(), [[0, 60, 60], [60, 64, 4]]);
  bench.pump.ack(60);
  deepEqual(bench.ranges().slice(2), [[64, 120, 56]]);
});

Deno.test("Pump counts bytes as well as events", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.append(20, { item: { subject: { id: "1", text: "x".repeat(60_000) } } });
  deepEqual(bench.ranges(), [[0, 4, 4]]);
  ok(bench.pump.unacked <= LIMITS.window_bytes);
  bench.pump.ack(4);
  deepEqual(bench.ranges()[1], [4, 8, 4]);
});

Deno.test("Pump sends an item larger than what is left of the window only when that is empty", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.append(1, { item: { subject: { id: "1", text: "x".repeat(200_000) } } });
  bench.append(1, { item: { subject: { id: "1", text: "x".repeat(100_000) } } });
  deepEqual(bench.ranges(), [[0, 1, 1]]);
  bench.pump.ack(1);
  deepEqual(bench.ranges()[1], [1, 2, 1]);
});

Deno.test("Pump sends nothing into a socket that is full", () => {
  const bench = new PumpBench();
  bench.buffered = LIMITS.socket_buffer;
  bench.pump.start(0);
  bench.append(1);
  bench.clock.pass(LIMITS.beat);
  bench.pump.beat(SLACK);
  deepEqual(bench.ranges(), []);
  bench.buffered = LIMITS.socket_buffer - 1;
  bench.pump.beat(SLACK);
  deepEqual(bench.ranges(), [[0, 1, 1]]);
});

Deno.test("Pump holds less than 1 MB for a client that acknowledges what it does not read", () => {
  const bench = new PumpBench();
  bench.stuck = true;
  bench.pump.start(0);
  bench.append(100, { item: { subject: { id: "1", text: "x".repeat(50_000) } } });
  while (bench.pump.ack(bench.pump.sent ?? 0) === "new");
  ok(bench.buffered < 1024 * 1024, `${bench.buffered} bytes are held`);
  const { length } = bench.frames;
  bench.append(1);
  equal(bench.frames.length, length);
  bench.buffered = 0;
  bench.append(1);
  equal(bench.frames.length, length + 1, "goes on when the socket has room again");
});

Deno.test("Pump holds less than 1 MB for a client that starts again and again", () => {
  const bench = new PumpBench();
  bench.stuck = true;
  bench.append(100, { item: { subject: { id: "1", text: "x".repeat(50_000) } } });
  for (let time = 0; time < 20; time++) bench.pump.start(0);
  ok(bench.buffered < 1024 * 1024, `${bench.buffered} bytes are held`);
});

Deno.test("Pump asks how full the socket is once a window, and for a beat that is due", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  for (let at = 0; at < 10; at++) bench.append(1);
  bench.pump.beat(SLACK);
  equal(bench.asked, 1);
  bench.pump.ack(10);
  bench.append(1);
  equal(bench.asked, 2);
  bench.clock.pass(LIMITS.beat);
  bench.pump.beat(SLACK);
  equal(bench.asked, 3);
});

Deno.test("Pump lets a client go that owes an acknowledgement for too long", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.clock.pass(30_000);
  bench.append(2);
  bench.append(1);
  bench.clock.pass(LIMITS.ack - 1);
  bench.pump.heard();
  equal(bench.pump.beat(SLACK), null);
  bench.clock.pass(1);
  equal(bench.pump.beat(SLACK), CLOSE.slow_consumer);
});

Deno.test("Pump takes an acknowledgement of a part for progress", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.append(2);
  bench.append(1);
  bench.clock.pass(LIMITS.ack - 1);
  bench.pump.ack(2);
  bench.pump.heard();
  bench.clock.pass(LIMITS.ack - 1);
  bench.pump.heard();
  equal(bench.pump.beat(SLACK), null);
  bench.clock.pass(1);
  equal(bench.pump.beat(SLACK), CLOSE.slow_consumer);
});

Deno.test("Pump waits for no acknowledgement of beats", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  for (let at = 0; at < 10; at++) {
    bench.clock.pass(LIMITS.beat);
    bench.pump.heard();
    equal(bench.pump.beat(SLACK), null);
  }
  equal(bench.frames.length, 10);
});

Deno.test("Pump keeps to the window while it loads", async () => {
  const bench = new PumpBench({}, 300);
  bench.append(1);
  bench.pump.start(0);
  const entries = Array.from({ length: 256 }, (_, at) => entryOf(at + 1));
  bench.loads[0]!.settle(spanOf(0, entries));
  await Promise.resolve();
  deepEqual(bench.ranges(), [[0, 64, 64]]);
  equal(bench.loads.length, 1);
  bench.pump.ack(64);
  deepEqual(bench.loads.map(({ after }) => after), [0, 64]);
});

Deno.test("Pump loads nothing for a client that has no room for the next item", async () => {
  const bench = new PumpBench({}, 300);
  bench.append(1);
  bench.pump.start(0);
  const large = { item: { subject: { id: "1", text: "x".repeat(100_000) } } };
  const page = spanOf(0, Array.from({ length: 256 }, (_, at) => entryOf(at + 1, large)));
  bench.loads[0]!.settle(page);
  await Promise.resolve();
  deepEqual(bench.ranges(), [[0, 2, 2]]);
  bench.append(1);
  equal(bench.loads.length, 1);
  bench.pump.ack(2);
  deepEqual(bench.loads.map(({ after }) => after), [0, 2]);
});
