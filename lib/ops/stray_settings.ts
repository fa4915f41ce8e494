/**
 * Variables that somebody took for settings, though they are none: typing errors mostly. Nothing else
 * would tell of them, as a setting that is not set has a default.
 *
 * @module
 */

import leven, { closestMatch } from "leven";
import { SETTING_NAMES } from "./settings.ts";

/** Names that {@linkcode readSettings} does not read, but Deno itself. */
const OF_DENO = ["DENO_KV_ACCESS_TOKEN"];

/** Of all prefixes of ours the only one that nobody else is likely to use for this service. */
const OURS = /^JIRA_/i;

/** One sentence for each variable that looks like a setting and is none. */
export function strayWords(environment: Readonly<Record<string, string>>): string[] {
  const known = [...SETTING_NAMES, ...OF_DENO];
  return Object.keys(environment).filter((name) => !known.includes(name)).flatMap((name) => {
    const meant = meantBy(name, known);
    if (meant !== null) return [`${name} is set, but is no setting. Did you mean ${meant}?`];
    return OURS.test(name) ? [`${name} is set, but is no setting: README.md lists them.`] : [];
  });
}

/** The setting a name was meant for; short names have too many neighbours to be sure. */
function meantBy(name: string, known: readonly string[]): string | null {
  const bare = bareName(name);
  const names = new Map(known.map((each) => [bareName(each), each]));
  const nearest = closestMatch(bare, [...names.keys()]);
  if (nearest === undefined) return null;
  const allowed = nearest.length < 5 ? 0 : nearest.length < 10 ? 1 : 2;
  return leven(bare, nearest) <= allowed ? names.get(nearest) ?? null : null;
}

function bareName(name: string): string {
  return name.toUpperCase().replaceAll("_", "");
}
