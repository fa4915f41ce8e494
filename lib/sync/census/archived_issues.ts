/**
 * Single issues that were archived in live projects: Data Center lists them in no search, and shows
 * each by id, with the date. They are remembered, so that a project of which many are archived is
 * compared all the same, and nobody asks for all of them each night.
 *
 * @module
 */

import { READ_AT_ONCE } from "../../jira/rest/types.ts";
import { archivedIssueKey } from "../../store/keys.ts";
import type { Key } from "../../store/types.ts";
import { readAndApply } from "../reads/read_apply.ts";
import { unconfirmed } from "./confirmed.ts";
import type { IdList } from "./id_list.ts";
import { isUnbelievable } from "./rules.ts";
import { type CensusScene, commit, count } from "./scene.ts";
import type { CensusPlace } from "./state.ts";

/** Of those remembered each is asked for once in so many days, as one may have been deleted since. */
const DAYS = 7;

const DAY = 24 * 60 * 60_000;

/** Reads by id of one project in one census: 200 s of Data Center, which is asked ten a second. */
const READS = 2_000;

/** Keys deleted in one commit. */
const DELETES_AT_ONCE = 500;

/** A live project that was listed, and what the mirror has of it. */
export interface ListedProject {
  readonly project: string;
  readonly ids: IdList;
}

/** What remembers an issue of a project as archived. */
export function archivedIssueSet(
  { site }: Pick<CensusPlace, "site">,
  { issueId, project }: { readonly issueId: string; readonly project: string },
): { readonly key: Key; readonly value: string } {
  return { key: archivedIssueKey(site, issueId), value: project };
}

/**
 * Takes those that are archived for found, of what the search did not list. Where it lists so little
 * that it would not be believed, the rest is asked for as well, for as long as that shows archived ones.
 *
 * @returns How many were taken for found.
 */
export async function passArchived(
  scene: CensusScene,
  { project, ids }: ListedProject,
): Promise<number> {
  const unlisted = ids.missing();
  await passKnown(scene, { project, ids });
  const asked = ids.rest().take(READS).toArray();
  for (let at = 0; at < asked.length; at += READ_AT_ONCE) {
    if (!isDoubtful(scene, { project, ids, passed: unlisted - ids.missing() })) break;
    await scene.context.giveTurn();
    const some = asked.slice(at, at + READ_AT_ONCE);
    // Where nothing of it is archived it is the search, or the account, that is at fault.
    if (!await passRead(scene, { project, ids, some })) break;
  }
  return unlisted - ids.missing();
}

/** Whether the search lacks too much of what is not archived. */
export function isDoubtful(
  scene: CensusScene,
  { project, ids, passed }: ListedProject & { readonly passed: number },
): boolean {
  const gone = unconfirmed(scene, { project, gone: ids.missing() });
  return isUnbelievable({ size: ids.size - passed, gone });
}

/** Passes those remembered whose turn to be asked for it is not, and forgets what is listed again. */
async function passKnown(scene: CensusScene, { project, ids }: ListedProject): Promise<void> {
  const today = BigInt(Math.floor(scene.walk.begunAt / DAY) % DAYS);
  const listed: Key[] = [];
  for (const id of scene.archivedIssues.get(project) ?? []) {
    if (BigInt(id) % BigInt(DAYS) === today) continue;
    const before = ids.missing();
    ids.find(id);
    if (ids.missing() === before) listed.push(archivedIssueKey(scene.site, id));
  }
  while (listed.length > 0) await commit(scene, { deletes: listed.splice(0, DELETES_AT_ONCE) });
}

/** Asks for `some` by id and passes those that are archived; `false`: none is. */
async function passRead(
  scene: CensusScene,
  { project, ids, some }: ListedProject & { readonly some: readonly string[] },
): Promise<boolean> {
  const archived: string[] = [];
  for (const [id, { end, isArchived }] of await readAndApply(scene, { ...scene, ids: some })) {
    if (end === "applied") count(scene, { project, as: "stale", repaired: true });
    if (isArchived) archived.push(id);
  }
  await commit(scene, {
    sets: archived.map((issueId) => archivedIssueSet(scene, { issueId, project })),
  });
  for (const id of archived) ids.find(id);
  return archived.length > 0;
}
