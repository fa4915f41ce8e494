/**
 * The proof is only as good as what it catches: each rule of the mirror is broken in a copy of its
 * code, and the properties must notice.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { withFolder } from "./_folder.ts";
import { EXAMPLES } from "./mirror_model/examples.ts";
import type { Rules } from "./mirror_model/mirror.ts";
import { FEED_MUTANTS } from "./mirror_model/mutants_feed.ts";
import { GONE_SPECS } from "./mirror_model/gone_specs.ts";
import { GONE_MUTANTS } from "./mirror_model/mutants_gone.ts";
import { LIFE_MUTANTS } from "./mirror_model/mutants_life.ts";
import { VERSION_MUTANTS } from "./mirror_model/mutants_version.ts";
import { calm, confluence, convergence } from "./mirror_model/properties.ts";
import { loadMutant, type Mutant, RULES } from "./mirror_model/rules.ts";
import { SPECS } from "./mirror_model/specs.ts";

const RULES_SHOWN = [...SPECS, ...GONE_SPECS];

/** Fixed, so that a mutant that is caught stays caught. */
const RUN = { seed: 7, numRuns: 4_000, endOnFailure: true } as const;

function isCaught(rules: Rules): boolean {
  // What is quick to ask comes first.
  return RULES_SHOWN.some(({ run }) => throws(() => run(rules))) ||
    fc.check(convergence(rules), { ...RUN, examples: EXAMPLES.map((plan) => [plan]) }).failed ||
    fc.check(calm(rules), RUN).failed ||
    fc.check(confluence(rules), RUN).failed;
}

function throws(run: () => void): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

/** Runs with a copy of the mirror's code, which is removed afterwards. */
function withMutant(mutant: Mutant, run: (rules: Rules) => void): Promise<void> {
  return withFolder(async (folder) => run(await loadMutant(mutant, folder)));
}

for (const { name, run } of RULES_SHOWN) Deno.test(`decide(): ${name}`, () => run(RULES));

Deno.test("a mirror without a mistake is not caught", () => {
  const [{ file, find }] = VERSION_MUTANTS as [Mutant];
  const copy = { rule: "none", file, find, replace: find };
  return withMutant(copy, (rules) => assert.ok(!isCaught(rules)));
});

for (const mutant of [...VERSION_MUTANTS, ...LIFE_MUTANTS, ...GONE_MUTANTS, ...FEED_MUTANTS]) {
  Deno.test(`a mirror is caught that forgets: ${mutant.rule}`, () =>
    withMutant(mutant, (rules) => assert.ok(isCaught(rules), `nothing notices: ${mutant.rule}`)));
}
