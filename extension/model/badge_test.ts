import { deepEqual, equal } from "node:assert/strict";
import type { FeedStatus } from "../../lib/feed/client/client.ts";
import { ANA, connected, item, SERVER, taking } from "./_samples.ts";
import { badgeOf } from "./badge.ts";
import { type Connection, GRACE } from "./connection.ts";
import { DEFAULTS } from "./settings.ts";
import { apply, EMPTY } from "./state.ts";
import { see, setMuted, snooze } from "./triage.ts";
import type { State } from "./types.ts";

const LIVE: Connection = { status: { state: "live" }, lostAt: null, complaint: null };

function badge(state: State, connection: Connection = LIVE, now = 100_000) {
  return badgeOf(state, { connections: new Map([["1", connection]]), now });
}

const follows = [{ server: SERVER.url, kind: "issue", id: "7", key: "DEMO-7" }] as const;
const state = taking(connected({ follows: [...follows] }), [
  item(1),
  item(2),
  item(3, { issue: { id: "7", assignee: ANA } }),
]);

Deno.test("badgeOf() counts unread direct changes; all; none", () => {
  const set = (choice: "direct" | "all" | "off") =>
    badge({ ...state, settings: { ...state.settings, badge: choice } });
  deepEqual([set("direct").text, set("all").text, set("off").text], ["2", "3", ""]);
});

Deno.test("badgeOf() is calm once everything was seen, and silent about what is snoozed", () => {
  equal(badge(state).tone, "new");
  const seen = apply(state, see(state));
  deepEqual([badge(seen).tone, badge(seen).text], ["calm", "2"]);
  equal(badge(apply(seen, snooze(seen, { ref: "1:1", until: 9, now: 1 }))).text, "1");
  const place = { server: SERVER.url, kind: "issue", id: "1", key: "DEMO-1" } as const;
  equal(badge(apply(seen, setMuted(seen, { place, muted: true, now: 1 }))).text, "1");
});

Deno.test("badgeOf() says offline after a while, and signed out at once", () => {
  const ending = { reason: "", detail: "", failure: null };
  const given = (status: FeedStatus): Connection => ({ status, lostAt: 50_000, complaint: null });
  const lost = given({ state: "waiting", retryAt: 0, code: 1006, ...ending });
  equal(badge(state, lost, 50_000 + GRACE - 1).health, "live");
  deepEqual([badge(state, lost).tone, badge(state, lost).text], ["offline", "2"]);
  equal(badge(connected(), lost).text, "…");
  const out = given({ state: "stopped", code: 4501, ...ending });
  deepEqual([badge(state, out).text, badge(state, out).health], ["!", "signed_out"]);
  equal(badge(EMPTY).health, "none");
});

Deno.test("badgeOf() fits into four characters", () => {
  const settings = { ...DEFAULTS, badge: "all" as const };
  const entries = new Map(
    Array.from({ length: 1_200 }, (_, at) => {
      const entry = [...state.entries.values()][0]!;
      return [`1_${at}`, { ...entry, slot: at, n: at }] as const;
    }),
  );
  equal(badge({ ...state, settings, entries }).text, "999+");
});
