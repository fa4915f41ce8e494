import { deepEqual, equal } from "node:assert/strict";
import { connected, item, taking } from "./_samples.ts";
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
