import { deepEqual, equal } from "node:assert/strict";
import { CLOSE } from "../lib/feed/protocol.ts";
import { openBench, settle } from "./_feed_link.ts";
import { ALL } from "./_feed_server.ts";
import { eventually } from "./_waiting.ts";

Deno.test("a token that is not accepted is refused after a second", async () => {
  await using bench = await openBench();
  const link = bench.greet({ token: "guess" });
  const waiting = bench.clock.pending;
  await eventually(() => bench.clock.pending, (pending) => pending > waiting);
  bench.clock.pass(999);
  equal(link.frames.waiting.length, 0);
  bench.clock.pass(1);
  equal(await link.closed, CLOSE.unauthorised);
});

Deno.test("who failed too often is told when to come again", async () => {
  await using bench = await openBench({ grants: { tired: "limited" } });
  const link = bench.greet({ token: "tired" });
  deepEqual(await link.next("bye"), {
    t: "bye",
    code: CLOSE.rate_limited,
    reason: "Too many requests",
    retry_ms: 30_000,
  });
});

Deno.test("a connection ends when its token expires, unless it was renewed", async () => {
  await using bench = await openBench({
    grants: {
      short: { ...ALL, expires: 1_800_000_010_000 },
      long: { ...ALL, expires: 1_800_000_030_000 },
    },
  });
  const link = await bench.follow({ token: "short" });
  const other = await bench.follow({ token: "short" });
  other.send({ t: "auth", token: "long" });
  await settle(other);
  bench.clock.pass(10_000);
  equal(await link.closed, CLOSE.token_expired);
  await settle(other);
  bench.clock.pass(20_000);
  equal(await other.closed, CLOSE.token_expired);
});

Deno.test("a renewed token that may see more or less begins anew", async () => {
  const abc = { ...ALL, projects: ["10000"] };
  await using bench = await openBench({ grants: { abc, again: { ...abc, token: "again" } } });
  const link = await bench.follow({ token: "abc" });
  link.send({ t: "auth", token: "again" });
  link.send({ t: "auth", token: "all" });
  const { reason, epoch, seq } = await link.next("reset");
  equal(reason, "scope");
  link.send({ t: "start", cursor: { epoch, seq } });
  const { scope } = await link.next("ready");
  const unlimited = await bench.follow({ scope });
  await settle(unlimited);
});

Deno.test("a renewed token that is not accepted ends the connection", async () => {
  await using bench = await openBench();
  const link = await bench.follow();
  const waiting = bench.clock.pending;
  link.send({ t: "auth", token: "guess" });
  await eventually(() => bench.clock.pending, (pending) => pending > waiting);
  bench.clock.pass(1_000);
  equal(await link.closed, CLOSE.unauthorised);
});
