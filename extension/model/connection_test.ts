import { deepEqual, equal } from "node:assert/strict";
import type { FeedStatus } from "../../lib/feed/client/client.ts";
import {
  type Connection,
  follow,
  healthOf,
  lookedInto,
  mayConnect,
  settled,
} from "./connection.ts";

const ENDING = { reason: "", detail: "", failure: null };
const waiting = { state: "waiting", retryAt: 500, code: 1006, ...ENDING } as const;

/** The connection after these, one after another. */
function after(...statuses: readonly FeedStatus[]): Connection {
  const [first, ...others] = statuses as [FeedStatus, ...FeedStatus[]];
  return others.reduce<Connection>(
    (before, status, at) => follow(before, { status, now: 200 + at }),
    follow(undefined, { status: first, now: 100 }),
  );
}

Deno.test("follow() remembers since when a connection is not live", () => {
  const lost = follow(undefined, { status: { state: "connecting" }, now: 100 });
  equal(lost.lostAt, 100);
  equal(follow(lost, { status: waiting, now: 200 }).lostAt, 100);
  equal(follow(lost, { status: { state: "live" }, now: 300 }).lostAt, null);
});

Deno.test("follow() remembers what is wrong through the next attempt, and forgets it when live", () => {
  const trying = after(waiting, { state: "connecting" });
  equal(trying.complaint?.trouble, "unreachable");
  equal(follow(trying, { status: { state: "live" }, now: 300 }).complaint, null);
});

Deno.test("follow() takes no connection for sound until what could not be stored is stored", () => {
  const full = { ...waiting, code: 4001, failure: "storage_full" };
  const again = after(full, { state: "connecting" }, { state: "live" });
  deepEqual([again.complaint?.trouble, again.lostAt], ["storage_full", 100]);
  deepEqual(settled(again), { status: { state: "live" }, lostAt: null, complaint: null });
  const down = after(waiting);
  equal(settled(down), down, "a write tells nothing of the service");
});

Deno.test("lookedInto() tells a service that is away from one whose feed does not get through", () => {
  const away = after(waiting);
  equal(lookedInto(away, "nobody"), away);
  const silent = lookedInto(away, "somebody");
  equal(silent.complaint?.trouble, "no_feed");
  const again = [waiting, { state: "connecting" }, waiting] as const;
  const still = again.reduce((before, status) => follow(before, { status, now: 400 }), silent);
  equal(still.complaint?.trouble, "no_feed", "until it is looked into once more");
  equal(lookedInto(still, "nobody").complaint?.trouble, "unreachable");
  const live = follow(silent, { status: { state: "live" }, now: 500 });
  equal(lookedInto(live, "somebody"), live);
});

Deno.test("mayConnect() obeys a service that said stop, or wait", () => {
  const given = (status: Connection["status"]): Connection => ({
    status,
    lostAt: 0,
    complaint: null,
  });
  const stopped = (code: number) => given({ state: "stopped", code, ...ENDING });
  deepEqual(
    [undefined, given(waiting), stopped(4501), stopped(4506), stopped(1000)]
      .map((connection) => mayConnect(connection, 499)),
    [true, false, false, false, true],
  );
  equal(mayConnect(given(waiting), 500), true);
  equal(mayConnect(given(waiting), -86_400_000), true, "the clock was set back by a day");
});

Deno.test("healthOf() tells what passes by itself from what wants a person", () => {
  const health = (code: number) => healthOf(after({ state: "stopped", code, ...ENDING }), 9);
  deepEqual([health(4501), health(4505)], ["signed_out", "stopped"]);
  const lost = (lostAt: number) => healthOf({ status: waiting, lostAt, complaint: null }, 100_000);
  deepEqual([lost(99_000), lost(95_000)], ["live", "offline"]);
  equal(lost(3_700_000), "offline", "the clock was set back by an hour");
});
