/**
 * The code under test, and copies of it with one mistake each.
 *
 * @module
 */

import assert from "node:assert/strict";
import { aliasClaims, settleAlias } from "../../lib/mirror/alias.ts";
import { decide, subjects } from "../../lib/mirror/decide.ts";
import type { Rules } from "./mirror.ts";

/** The real rules. */
export const RULES: Rules = { decide, subjects, aliasClaims, settleAlias };

/** A mistake: in `file` of the mirror, `find`, which stands there once, becomes `replace`. */
export interface Mutant {
  /** The rule it breaks. */
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Mistakes in one file, each as rule, what is found, what replaces it. */
export function mutantsOf(
  file: string,
  mistakes: readonly (readonly [rule: string, find: string, replace: string])[],
): Mutant[] {
  return mistakes.map(([rule, find, replace]) => ({ file, rule, find, replace }));
}

const FOLDER = new URL("../../lib/mirror/", import.meta.url);

/** Loads a copy of the rules with the mistake in it, written to `folder`, which is the caller's. */
export async function loadMutant(mutant: Mutant, folder: string): Promise<Rules> {
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
    const source = await Deno.readTextFile(new URL(name, FOLDER));
    const changed = name === mutant.file ? mutate(source, mutant) : source;
    await Deno.writeTextFile(`${folder}/${name}`, withAbsoluteImports(changed));
  }
  const load = (name: string) => import(new URL(`file://${folder}/${name}`).href);
  return { ...await load("decide.ts"), ...await load("alias.ts") };
}

function mutate(source: string, { rule, file, find, replace }: Mutant): string {
  const times = source.split(find).length - 1;
  assert.equal(times, 1, `the code of "${rule}" in ${file} has changed: change its mutant too`);
  return source.replace(find, () => replace);
}

/** Only the mirror's own modules are copied; what they need of others is the real thing. */
function withAbsoluteImports(source: string): string {
  return source.replaceAll(
    /from "(\.\.\/[^"]+)"/g,
    (_, path) => `from "${new URL(path, FOLDER).href}"`,
  );
}
