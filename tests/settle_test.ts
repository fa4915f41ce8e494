import { deepEqual } from "node:assert/strict";
import { headKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { assertAccepted, change } from "./_intake.ts";
import { runService } from "./_service.ts";

/** Calls that are answered while a delivery is applied: many times what its own answer takes. */
const CALLS = 5;

Deno.test("where work after the answer can't be relied on, the answer waits for it", async () => {
  const real = await openStore({ path: ":memory:" });
  const order: string[] = [];
  let during = () => Promise.resolve();
  const store: Store = {
    ...real,
    commit: async (change, proof) => {
      const result = await real.commit(change, proof);
      if (change.sets?.some(({ key }) => key[0] === headKey("")[0])) await during();
      return result;
    },
  };
  await using service = await runService({ store, env: { DENO_DEPLOY: "1" } });
  during = async () => {
    for (let n = 0; n < CALLS; n++) await (await service.get("/health")).body?.cancel();
    order.push("applied");
  };
  await assertAccepted(await service.post(change(1)));
  order.push("answered");
  await service.settled();
  deepEqual(order, ["applied", "answered"]);
});
