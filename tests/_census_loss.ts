/**
 * What tests do to a site that a census has to notice, and what came of it.
 *
 * @module
 */

import { equal } from "node:assert/strict";
import type { CensusStage } from "./_census_stage.ts";

/** Somebody at the site. */
export function by({ site }: CensusStage): string {
  return site.people[0]!.id;
}

/** Deletes so many issues of a project without a word; gives their ids. */
export function deleteSilently(
  stage: CensusStage,
  { project, count }: { project: string; count: number },
) {
  const some = stage.site.issues().filter((issue) => issue.project.id === project).slice(0, count);
  equal(some.length, count);
  for (const { id } of some) {
    stage.site.applySilently({ op: "delete", by: by(stage), issue: id });
  }
  return some.map(({ id }) => id);
}

/** How many issues the mirror shows. */
export async function alive({ rows }: CensusStage): Promise<number> {
  return (await rows()).filter(({ tombstone }) => tombstone === null).length;
}

/** Alarms there are, and of which projects. */
export async function alarms(stage: CensusStage) {
  return (await stage.report()).alarms.map(({ code, project }) => ({ code, project }));
}

/** Has Jira answer a search with pages of one issue that lead round and round, twice. */
export function sendInCircles({ site, rest: { controls } }: CensusStage): void {
  const [{ id, key } = { id: "", key: "" }] = site.issues();
  for (let page = 0; page < 6; page++) {
    const body = JSON.stringify({ issues: [{ id, key }], nextPageToken: `page ${page % 3}` });
    controls.faults.add({ kind: "body", body }, { on: "POST search/jql" });
  }
}
