/**
 * Whatever the order, number and delay in which Jira tells of a history, and whenever it is read:
 * the mirror ends true, and each change is in the feed once. A failing run prints its seed and the
 * smallest plan found.
 *
 * @module
 */

import fc from "fast-check";
import { EXAMPLES } from "./mirror_model/examples.ts";
import { calm, confluence, convergence } from "./mirror_model/properties.ts";
import { RULES } from "./mirror_model/rules.ts";

Deno.test("the mirror converges to the truth and shows each change once", () => {
  fc.assert(convergence(RULES), { numRuns: 3_000, examples: EXAMPLES.map((plan) => [plan]) });
});

Deno.test("the mirror never goes back, says nothing twice and reads nothing needlessly", () => {
  fc.assert(calm(RULES), { numRuns: 2_000 });
});

Deno.test("the mirror ends alike and true by webhooks alone, in any order", () => {
  fc.assert(confluence(RULES), { numRuns: 2_000 });
});
