import { deepEqual, equal } from "node:assert/strict";
import { connected, item, ME, taking } from "./_samples.ts";
import { startAgain } from "./reset.ts";
import { apply } from "./state.ts";

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
