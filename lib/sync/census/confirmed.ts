/**
 * What an operator's word in a census is still good for: each issue that goes uses one of those up
 * that they were told of, so that a census which is cut off and goes on takes no more than that.
 *
 * @module
 */

import type { Change } from "../../store/types.ts";
import type { CensusScene } from "./scene.ts";
import { censusStateKey } from "./state.ts";

/** How many of the issues that are gone from a project nobody has confirmed. */
export function unconfirmed(
  { walk }: Pick<CensusScene, "walk">,
  { project, gone }: { readonly project: string; readonly gone: number },
): number {
  const word = walk.confirmed.find((each) => each.project === project);
  return Math.max(0, gone - (word?.issues ?? 0));
}

/**
 * Takes note that issues went; `projects` names the project of each.
 *
 * @returns What is to be written in the commit that ends them as suspects: they are counted once then.
 */
export function useUp(
  scene: CensusScene,
  projects: readonly string[],
): NonNullable<Change["sets"]> {
  const confirmed = scene.walk.confirmed.map((word) => {
    const used = projects.filter((project) => project === word.project).length;
    return { ...word, issues: Math.max(0, word.issues - used) };
  });
  if (confirmed.every(({ issues }, at) => issues === scene.walk.confirmed[at]!.issues)) return [];
  scene.walk = { ...scene.walk, confirmed };
  return [{
    key: censusStateKey(scene.site),
    value: { ...scene.state, walk: scene.walk },
  }];
}
