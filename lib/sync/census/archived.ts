/**
 * Archived projects in a census: no search lists them. On Cloud their issues are gone; Data Center
 * still shows each by id, so that what had left the project before shows only by being asked for.
 *
 * @module
 */

import { READ_AT_ONCE } from "../../jira/rest/types.ts";
import { compareNumerals } from "../../mirror/evidence.ts";
import { type CensusScene, count, recordOf, standingOf, update } from "./scene.ts";
import type { IdList } from "./id_list.ts";
import { noteSuspects } from "./suspects.ts";
import { readAndApply } from "../reads/read_apply.ts";
import type { Suspect } from "../refetch/batch.ts";

/**
 * Reads by id in one census for all archived projects together: three minutes of Data Center, which
 * is asked ten a second. Nothing changes in what is archived, so there is no hurry.
 */
const READS = 2_000;

/** Of each project at least, as far as it has so many: all of the last few may be gone. */
const FEWEST = 5;

/** An archived project, and the mirror's ids of it. */
export interface ArchivedProject {
  readonly project: string;
  readonly ids: IdList;
}

/**
 * Reads a part of an archived project by id, from where the last census ended. What is not there
 * becomes suspect, unless nothing is: then Jira shows none of them. What Jira can't answer for proves
 * neither.
 *
 * @returns Whether its issues may stay: Jira shows them, or can answer for none.
 */
export async function readArchived(
  scene: CensusScene,
  { project, ids }: ArchivedProject,
): Promise<boolean> {
  const part = partOf(scene, { project, ids });
  const absent: Suspect[] = [];
  let isShown = part.length === 0;
  for (let at = 0; at < part.length && (at === 0 || isShown); at += READ_AT_ONCE) {
    await scene.context.giveTurn();
    const some = part.slice(at, at + READ_AT_ONCE);
    for (const [issueId, reading] of await readAndApply(scene, { ...scene, ids: some })) {
      if (reading.end === "absent") absent.push({ issueId, observedAt: reading.at });
      else if (reading.end !== "unanswered") isShown = true;
      if (reading.end === "applied") count(scene, { project, as: "stale", repaired: true });
    }
  }
  if (!isShown && absent.length === 0) return true;
  update(scene, { id: project, readTo: isShown ? part.at(-1) ?? null : null });
  if (!isShown) return false;
  await noteSuspects(scene, absent);
  return true;
}

/** The ids whose turn it is; after, or with too few of, the last ones the first ones again. */
function partOf(scene: CensusScene, { project, ids }: ArchivedProject): readonly string[] {
  const projects = [...scene.sizes.keys()].filter((id) => standingOf(scene, id) === "archived");
  const most = Math.max(FEWEST, Math.floor(READS / projects.length));
  const { readTo } = recordOf(scene, project);
  const isNext = (id: string) => readTo === null || compareNumerals(id, readTo) > 0;
  const next = ids.rest().filter(isNext).take(most).toArray();
  const lacking = next.length === 0 ? most : Math.max(0, FEWEST - next.length);
  return [...next, ...ids.rest().filter((id) => !isNext(id)).take(lacking)];
}
