import { deepEqual, equal } from "node:assert/strict";
import { ANA, connected, item, ME, SERVER, taking } from "./_samples.ts";
import { type Reset, startAgain } from "./reset.ts";
import { apply } from "./state.ts";
import type { State } from "./types.ts";

Deno.test("startAgain() takes the state from the snapshot, and counts what was passed over", () => {
  const state = taking(connected(), [item(1), item(2)]);
  const { id, key } = item(2).issue! as { id: string; key: string };
  const again = (epoch: string, reason: "expired" | "scope") =>
    apply(
      state,
      startAgain(state, {
        server: "1",
        reason,
        subs: "{}",
        now: 9,
        snapshot: { cursor: { epoch, seq: 42 }, issues: [{ id, key }], ids: new Set([id]) },
      }),
    );
  const same = again("e.7", "expired");
  deepEqual([...same.tasks.keys()], ["DEMO-2"]);
  equal(same.heads.get("1")?.away, 40);
  equal(same.entries.size, 2);
  equal(again("other.1", "expired").heads.get("1")?.away, -1);
  equal(again("e.7", "scope").entries.size, 1, "what may no longer be seen is dropped");
});

Deno.test("startAgain() keeps what is known of issues when no snapshot could be read", () => {
  const own = item(1, { actor: ME, issue: { id: "7", key: "DEMO-7", assignee: null } });
  const state = taking(connected(), [own]);
  const again = apply(
    state,
    startAgain(state, {
      server: "1",
      reason: "expired",
      subs: "{}",
      now: 9,
      snapshot: { cursor: { epoch: "e.1", seq: 42 }, issues: [], ids: null },
    }),
  );
  equal(again.tasks.get("DEMO-7")?.acted, true);
});

Deno.test("startAgain() drops what may no longer be seen also when it cannot tell what that is", () => {
  const state = taking(connected(), [item(1)]);
  const snapshot = { cursor: { epoch: "e.1", seq: 42 }, issues: [], ids: null };
  const reset = { server: "1", reason: "scope", subs: "{}", now: 9, snapshot } as const;
  const again = apply(state, startAgain(state, reset));
  deepEqual([again.entries.size, again.tasks.size], [0, 0]);
});

Deno.test("startAgain() knows an issue one took part in by its id, as its key may have changed", () => {
  const own = item(1, { actor: ME, issue: { id: "7", key: "DEMO-7", assignee: null } });
  const state = taking(connected(), [own]);
  const snapshot = {
    cursor: { epoch: "e.1", seq: 42 },
    issues: [{ id: "7", key: "OTHER-1" }],
    ids: new Set(["7"]),
  };
  const reset = { server: "1", reason: "expired", subs: "{}", now: 9, snapshot } as const;
  const again = apply(state, startAgain(state, reset));
  deepEqual([...again.tasks.keys()], ["OTHER-1"]);
  equal(again.tasks.get("OTHER-1")?.acted, true);
});

Deno.test("startAgain() names the issues that concern the viewer and changed meanwhile", () => {
  const [mine, still] = [item(1), item(2)];
  const muted = { server: SERVER.url, kind: "issue", id: "8", key: "DEMO-8" } as const;
  const state = taking(connected({ mutes: [muted] }), [mine, still]);
  const issue = (id: string, updated: number, assignee = ME) => ({
    ...mine.issue!,
    id,
    key: `DEMO-${id}`,
    assignee,
    updated,
  });
  const issues = [
    issue("1", 50),
    issue("2", 2),
    issue("7", 60),
    issue("8", 60),
    issue("9", 60, ANA),
    issue("10", 1),
  ];
  const snapshot = { cursor: { epoch: "e.1", seq: 42 }, issues, ids: new Set(["1"]) };
  const reset = { server: "1", reason: "expired", subs: "{}", now: 9, snapshot } as const;
  const missed = (now: State, change: Partial<Reset> = {}) =>
    apply(now, startAgain(now, { ...reset, ...change })).heads.get("1")?.missed;
  deepEqual(missed(state), ["DEMO-1", "DEMO-7"]);
  const again = apply(state, startAgain(state, reset));
  deepEqual(missed(again), ["DEMO-1", "DEMO-7"], "until it was read");
  equal(missed(state, { reason: "new" }), undefined);
  equal(missed(state, { snapshot: { ...snapshot, ids: null } }), undefined);
  equal(missed({ ...state, servers: [{ ...SERVER, me: [] }] }), undefined);
  const { settings } = state;
  const all = { ...settings, reasons: { ...settings.reasons, other: true } };
  equal(missed({ ...state, settings: all }), undefined, "everything concerns them");
});
