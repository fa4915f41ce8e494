/**
 * The first half of a census: the ids of project after project, as Jira lists them, against the
 * mirror's. What the mirror lacks is read and applied; what Jira lacks becomes suspect.
 *
 * @module
 */

import { JiraError } from "../../jira/rest/types.ts";
import { compareNumerals } from "../../mirror/evidence.ts";
import { readArchived } from "./archived.ts";
import { isDoubtful, passArchived } from "./archived_issues.ts";
import { unconfirmed } from "./confirmed.ts";
import { repairMissed } from "./missed.ts";
import { isUnbelievable } from "./rules.ts";
import {
  type CensusScene,
  commit,
  formerAccount,
  noteFigures,
  recordOf,
  recordSets,
  standingOf,
  update,
} from "./scene.ts";
import { censusStateKey } from "./state.ts";
import { createIdList, type IdList } from "./id_list.ts";
import { unknownOf } from "./mirrored_ids.ts";
import { noteSuspects } from "./suspects.ts";
import { createPageGuard } from "../reads/page_guard.ts";

/** So many projects in a row that Jira can't list, and it is not the projects that are at fault. */
const MOST_FAILURES = 3;

/** How often the figures of all projects are told, in projects. */
const NOTE_EVERY = 100;

/**
 * Compares the projects that are left, in the order of their ids.
 *
 * @throws {JiraError} When it is Jira, or the token, that does not work.
 */
export async function compareProjects(scene: CensusScene): Promise<void> {
  const vanished = vanishedProjects(scene);
  let failures = 0;
  for (const [at, project] of projectsLeft(scene).entries()) {
    await scene.context.giveTurn();
    try {
      if (vanished.has(project)) setAside(scene, project);
      else await compareProject(scene, project);
      failures = 0;
    } catch (cause) {
      if (!isOfProject(cause)) throw cause;
      if (isPassing(cause) && ++failures >= MOST_FAILURES) throw cause;
      scene.log(`Cannot compare the ids of project ${project}: the others go on`, cause);
      update(scene, { id: project, state: "unobserved" });
    }
    scene.ids.delete(project);
    // After a failure the place to go on from stays, until another project shows that Jira works.
    if (failures === 0) scene.walk = { ...scene.walk, after: project };
    await keep(scene, project);
    if (at % NOTE_EVERY === 0) await noteFigures(scene);
  }
}

function projectsLeft({ roster, ids, walk: { after } }: CensusScene): string[] {
  const live = [...roster.values()].filter(({ status }) => status === "live").map(({ id }) => id);
  return [...new Set([...live, ...ids.keys()])]
    .filter((id) => after === null || compareNumerals(id, after) > 0)
    .sort(compareNumerals);
}

/**
 * Projects that are not in the roster though the mirror has them: believed to be gone, unless they
 * are half of the site, or no other is left, or another account is asked. Then it is the account that
 * has lost its sight.
 */
function vanishedProjects(scene: CensusScene): ReadonlySet<string> {
  const { sizes, roster } = scene;
  const absent = [...sizes].filter(([project, gone]) =>
    standingOf(scene, project) === "absent" && unconfirmed(scene, { project, gone }) > 0
  ).map(([project]) => project);
  const sum = (ids: Iterable<string>) => [...ids].reduce((all, id) => all + sizes.get(id)!, 0);
  const isBlind = ![...roster.values()].some(({ status }) => status === "live");
  const share = { size: sum(sizes.keys()), gone: sum(absent) };
  const isDoubtful = isBlind || isUnbelievable(share) || formerAccount(scene) !== null;
  return new Set(isDoubtful ? absent : []);
}

async function compareProject(scene: CensusScene, project: string): Promise<void> {
  const ids = scene.ids.get(project) ?? createIdList();
  if (standingOf(scene, project) !== "live") {
    const none = { seen: 0, agreed: 0, comparedAt: scene.rosterAt, suspect: 0 };
    update(scene, { id: project, ...none, state: "done" });
    const isArchived = standingOf(scene, project) === "archived";
    if (isArchived && await readArchived(scene, { project, ids })) return;
    return await suspectAll(scene, { ids, observedAt: scene.rosterAt });
  }
  const observedAt = await listProject(scene, { project, ids });
  const passed = await passArchived(scene, { project, ids });
  if (isDoubtful(scene, { project, ids, passed })) setAside(scene, project);
  else await suspectAll(scene, { ids, observedAt });
}

/** Reads the project's list page by page, and what the mirror lacks of it; gives when it began. */
async function listProject(
  scene: CensusScene,
  { project, ids }: { readonly project: string; readonly ids: IdList },
): Promise<number> {
  const { jira, signal } = scene.context;
  const { repaired, stale } = recordOf(scene, project);
  // A crash may have cut the list off: what could not be read is met, and counted, again.
  update(scene, { id: project, missed: repaired - stale });
  const guard = createPageGuard(null);
  let [seen, agreed, observedAt] = [0, 0, Infinity];
  let cursor: string | null = null;
  do {
    const request = { query: { project }, detail: "ids", cursor } as const;
    const page = await jira.search(request, { signal });
    guard.pass(page.value);
    observedAt = Math.min(observedAt, page.observedAt);
    const unknown = await unknownOf(page.value.issues, { ids, way: scene.way });
    const { absent, lacking } = await repairMissed(scene, { project, ids: unknown });
    if (unknown.length > 0) await commit(scene, { sets: recordSets(scene, [project]) });
    seen += page.value.issues.length - absent;
    agreed += page.value.issues.length - absent - lacking;
    cursor = page.value.cursor;
    if (cursor !== null) await scene.context.giveTurn();
  } while (cursor !== null);
  const compared = { seen, agreed, comparedAt: observedAt, suspect: 0, readTo: null };
  update(scene, { id: project, ...compared, state: "done" });
  return observedAt;
}

/** Nothing of the project is believed to be gone. */
function setAside(scene: CensusScene, project: string): void {
  const suspect = scene.ids.get(project)?.missing() ?? 0;
  update(scene, { id: project, suspect, state: "unobserved" });
}

/** All that Jira did not list is suspect. */
async function suspectAll(
  scene: CensusScene,
  { ids, observedAt }: { readonly ids: IdList; readonly observedAt: number },
): Promise<void> {
  await noteSuspects(scene, ids.rest().map((issueId) => ({ issueId, observedAt })));
}

/** Writes down how the project compared, and where to go on. */
async function keep(scene: CensusScene, project: string): Promise<void> {
  const { site, state, walk } = scene;
  await commit(scene, {
    sets: [
      ...recordSets(scene, [project]),
      { key: censusStateKey(site), value: { ...state, walk } },
    ],
  });
}

/** Whether a failure may be of one project only. */
function isOfProject(cause: unknown): cause is JiraError {
  return cause instanceof JiraError &&
    !["dead_token", "not_jira", "other_jira", "unreachable", "stopped"].includes(cause.code);
}

function isPassing({ code }: JiraError): boolean {
  return code === "rate_limited" || code === "unavailable";
}
