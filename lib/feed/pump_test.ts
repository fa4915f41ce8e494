import { deepEqual, equal } from "node:assert/strict";
import { entryOf } from "../../tests/_feed_log.ts";
import { audienceOf, PumpBench, SLACK } from "./_pump_bench.ts";
import { CLOSE, LIMITS } from "./protocol.ts";
import { spanOf } from "./span.ts";

Deno.test("Pump sends what is there, and what comes", () => {
  const bench = new PumpBench();
  bench.append(3);
  bench.pump.start(1);
  bench.append(2);
  deepEqual(bench.ranges(), [[1, 3, 2], [3, 5, 2]]);
});

Deno.test("Pump ends a range at the last item shown; only the beat passes hidden ones", () => {
  const bench = new PumpBench({ any: [{ kinds: ["updated"] }] });
  bench.pump.start(0);
  bench.append(2);
  bench.append(5, { kind: "commented" });
  deepEqual(bench.ranges(), [[0, 2, 2]]);
  bench.clock.pass(LIMITS.beat - SLACK - 1);
  bench.pump.beat(SLACK);
  equal(bench.frames.length, 1);
  bench.clock.pass(1);
  bench.pump.beat(SLACK);
  deepEqual(bench.ranges(), [[0, 2, 2], [2, 7, 0]]);
  bench.append(1);
  deepEqual(bench.ranges()[2], [7, 8, 1]);
});

Deno.test("Pump joins hidden entries to the next item's range", () => {
  const bench = new PumpBench({ any: [{ kinds: ["updated"] }] });
  bench.pump.start(0);
  bench.append(5, { kind: "commented" });
  bench.append(1);
  deepEqual(bench.ranges(), [[0, 6, 1]]);
});

Deno.test("Pump beats only after silence", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.clock.pass(LIMITS.beat / 2);
  bench.append(1);
  bench.clock.pass(LIMITS.beat / 2);
  bench.pump.beat(SLACK);
  equal(bench.frames.length, 1);
  bench.pump.spoke();
  bench.clock.pass(LIMITS.beat);
  bench.pump.beat(SLACK);
  deepEqual(bench.ranges()[1], [1, 1, 0]);
});

Deno.test("Pump lets a silent client go, but not one that loads a snapshot", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.clock.pass(LIMITS.client_silence - 1);
  equal(bench.pump.beat(SLACK), null);
  bench.clock.pass(1);
  equal(bench.pump.beat(SLACK), CLOSE.no_heartbeat);
  bench.pump.rest(7);
  equal(bench.pump.beat(SLACK), null);
});

Deno.test("Pump keeps a client awake that loads a snapshot, at the position it was told", () => {
  const bench = new PumpBench();
  bench.pump.start(0);
  bench.pump.rest(7);
  bench.append(9);
  bench.clock.pass(LIMITS.beat);
  bench.pump.beat(SLACK);
  deepEqual(bench.ranges(), [[7, 7, 0]]);
  bench.pump.start(8);
  deepEqual(bench.ranges()[1], [8, 9, 1]);
});

Deno.test("Pump.ack() tells what is new, what is old and what was never sent", () => {
  const bench = new PumpBench();
  equal(bench.pump.ack(5), "old");
  bench.pump.start(0);
  bench.append(2);
  equal(bench.pump.ack(3), "ahead");
  equal(bench.pump.ack(1), "old");
  equal(bench.pump.ack(2), "new");
  equal(bench.pump.ack(2), "old");
});

Deno.test("Pump judges again what was hidden and not passed over when its audience changes", () => {
  const bench = new PumpBench({ any: [{ kinds: ["updated"] }] });
  bench.pump.start(0);
  bench.append(1);
  bench.append(3, { kind: "commented" });
  bench.pump.judgeAs(audienceOf({}));
  bench.pump.run();
  deepEqual(bench.ranges(), [[0, 1, 1], [1, 4, 3]]);
});

Deno.test("Pump loads what is not in memory, then goes over to memory without a seam", async () => {
  const bench = new PumpBench({}, 10);
  bench.append(2);
  bench.pump.start(5);
  bench.append(1);
  deepEqual(bench.ranges(), []);
  deepEqual(bench.loads.map(({ after }) => after), [5]);
  bench.loads[0]!.settle(spanOf(3, [4, 5, 6, 7, 8, 9, 10].map((seq) => entryOf(seq))));
  await Promise.resolve();
  deepEqual(bench.ranges(), [[5, 10, 5], [10, 13, 3]]);
});

Deno.test("Pump says so when entries are missing", async () => {
  const bench = new PumpBench({}, 10);
  bench.append(1);
  bench.pump.start(5);
  bench.loads[0]!.settle(null);
  await Promise.resolve();
  equal(bench.gaps, 1);
  deepEqual(bench.ranges(), []);
});

Deno.test("Pump forgets a load that a restart or another audience has overtaken", async () => {
  const bench = new PumpBench({}, 10);
  bench.append(1);
  bench.pump.start(5);
  bench.pump.start(10);
  bench.loads[0]!.settle(null);
  await Promise.resolve();
  equal(bench.gaps, 0);
  deepEqual(bench.ranges(), [[10, 11, 1]]);
  bench.pump.stop();
  bench.append(3);
  equal(bench.frames.length, 1);
});
