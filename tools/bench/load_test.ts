import { deepEqual, throws } from "node:assert/strict";
import { expectAccepted, tally } from "./load.ts";

Deno.test("tally() counts each status", () => {
  deepEqual([...tally([202, 503, 202])], [[202, 2], [503, 1]]);
});

Deno.test("expectAccepted() lets nothing but 202 for every delivery pass", () => {
  expectAccepted(tally([202, 202]), 2);
  for (const statuses of [[202], [202, 200], [202, 202, 503], []]) {
    throws(() => expectAccepted(tally(statuses), 2), /Cannot measure: of 2 deliveries/);
  }
});
