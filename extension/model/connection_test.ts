import { deepEqual, equal } from "node:assert/strict";
import { type Connection, follow, healthOf, mayConnect } from "./connection.ts";

const waiting = { state: "waiting", retryAt: 500, reason: "" } as const;

Deno.test("follow() remembers since when a connection is not live", () => {
  const lost = follow(undefined, { status: { state: "connecting" }, now: 100 });
  equal(lost.lostAt, 100);
  equal(follow(lost, { status: waiting, now: 200 }).lostAt, 100);
  equal(follow(lost, { status: { state: "live" }, now: 300 }).lostAt, null);
});

Deno.test("mayConnect() obeys a service that said stop, or wait", () => {
  const given = (status: Connection["status"]): Connection => ({ status, lostAt: 0 });
  const stopped = (code: number) => given({ state: "stopped", code, reason: "" });
  deepEqual(
    [undefined, given(waiting), stopped(4501), stopped(4506), stopped(1000)]
      .map((connection) => mayConnect(connection, 499)),
    [true, false, false, false, true],
  );
  equal(mayConnect(given(waiting), 500), true);
  equal(mayConnect(given(waiting), -86_400_000), true, "the clock was set back by a day");
});

Deno.test("healthOf() tells what passes by itself from what wants a person", () => {
  const health = (code: number) =>
    healthOf({ status: { state: "stopped", code, reason: "" }, lostAt: 0 }, 9);
  deepEqual([health(4501), health(4505)], ["signed_out", "stopped"]);
  const lost = (lostAt: number) => healthOf({ status: waiting, lostAt }, 100_000);
  deepEqual([lost(99_000), lost(95_000)], ["live", "offline"]);
  equal(lost(3_700_000), "offline", "the clock was set back by an hour");
});
