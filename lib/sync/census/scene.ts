/**
 * What the steps of a census share: the roster, the mirror's ids, and what was found so far.
 *
 * @module
 */

import type { Account, RosterProject } from "../../jira/rest/types.ts";
import { censusKey } from "../../store/keys.ts";
import type { Change, Key } from "../../store/types.ts";
import type { Applying } from "../reads/apply_all.ts";
import type { Standing } from "./rules.ts";
import {
  type CensusPlace,
  type CensusRecord,
  type CensusState,
  type CensusWalk,
  readArchivedIssues,
  readCensusRecords,
} from "./state.ts";
import { countIssue, type Finding, sumDrift } from "../drift.ts";
import type { IdList } from "./id_list.ts";
import { commitHeld } from "../runs/commit_held.ts";
import type { JobContext } from "../runs/job.ts";
import { readMirroredIds } from "./mirrored_ids.ts";
import { NO_DRIFT } from "../types.ts";

/** What a census needs. */
export interface CensusDeps extends CensusPlace, Applying {
  readonly now: () => number;
  readonly log: (message: string, cause?: unknown) => void;
}

/** See the module. */
export interface CensusScene extends CensusDeps {
  readonly context: JobContext;
  readonly state: CensusState;
  walk: CensusWalk;
  readonly roster: ReadonlyMap<string, RosterProject>;
  /** When the roster was read, on Jira's clock, ms. */
  readonly rosterAt: number;
  /** The mirror's ids by project; a project's are dropped once it is compared. */
  readonly ids: Map<string, IdList>;
  /** How many issues of each project the mirror had at the begin. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Issues remembered as archived one by one, by project. */
  readonly archivedIssues: ReadonlyMap<string, readonly string[]>;
  /** By project, those of former censuses too. */
  readonly records: Map<string, CensusRecord>;
}

/** Reads all that a census begins with. */
export async function openScene(
  deps: CensusDeps,
  { context, state, walk }: {
    readonly context: JobContext;
    readonly state: CensusState;
    readonly walk: CensusWalk;
  },
): Promise<CensusScene> {
  const { store, site, way } = deps;
  const { signal } = context;
  const { value, observedAt } = await context.jira.projects({ signal });
  const ids = await readMirroredIds({ store, site, way, signal });
  const sizes = new Map([...ids].map(([project, list]) => [project, list.size]));
  await context.note({ expected: [...sizes.values()].reduce((sum, size) => sum + size, 0) });
  return {
    ...deps,
    context,
    state,
    walk,
    roster: new Map(value.map((project) => [project.id, project])),
    rosterAt: observedAt,
    ids,
    sizes,
    archivedIssues: await readArchivedIssues(deps),
    records: await readCensusRecords(deps),
  };
}

/** How the roster shows a project. */
export function standingOf({ roster }: CensusScene, project: string): Standing {
  return roster.get(project)?.status ?? "absent";
}

/** How an issue that a read by id did not find stands: where others are shown, archived explains nothing. */
export function standingOfGone(scene: CensusScene, project: string): Standing {
  const standing = standingOf(scene, project);
  const isShown = recordOf(scene, project).readTo !== null;
  return standing === "archived" && isShown ? "live" : standing;
}

/**
 * The account the mirror was last whole for, where the token is another one's now: what this one does
 * not see may be there all the same. `null` where it is the same account.
 */
export function formerAccount({ state, context }: CensusScene): Account | null {
  return state.account === null || state.account.id === context.account.id ? null : state.account;
}

/** The record of a project in this run: what an earlier run counted is told by that. */
export function recordOf(scene: CensusScene, project: string): CensusRecord {
  const { context: { run }, walk, roster, records } = scene;
  const known = records.get(project);
  if (known?.census === walk.id && known.run === run.id) return known;
  return {
    ...NO_DRIFT,
    id: project,
    key: roster.get(project)?.key ?? known?.key ?? project,
    seen: known?.seen ?? 0,
    agreed: known?.agreed ?? 0,
    comparedAt: known?.comparedAt ?? null,
    state: known?.census === walk.id ? known.state : "done",
    suspect: known?.census === walk.id ? known.suspect : 0,
    readTo: known?.readTo ?? null,
    census: walk.id,
    run: run.id,
  };
}

/** Notes something about the project `id` in its record. */
export function update(
  scene: CensusScene,
  { id, ...part }: Partial<CensusRecord> & Pick<CensusRecord, "id">,
): void {
  scene.records.set(id, { ...recordOf(scene, id), ...part });
}

/** Counts an issue of a project that differed. */
export function count(
  scene: CensusScene,
  { project, ...found }: {
    readonly project: string;
    readonly as: Finding;
    readonly repaired: boolean;
  },
): void {
  update(scene, countIssue(recordOf(scene, project), found));
}

/** The records of projects, to be written: after a crash they are counted on from. */
export function recordSets(
  scene: CensusScene,
  projects: Iterable<string>,
): { readonly key: Key; readonly value: CensusRecord }[] {
  return [...new Set(projects)].map((project) => ({
    key: censusKey(scene.site, project),
    value: recordOf(scene, project),
  }));
}

/** Commits under the lease. */
export async function commit(
  scene: CensusScene,
  change: Pick<Change, "sets" | "deletes">,
): Promise<void> {
  await commitHeld(scene, { change, hold: scene.context.hold });
}

/** Tells the run what was counted so far. */
export async function noteFigures({ context, records }: CensusScene): Promise<void> {
  const mine = [...records.values()].filter(({ run }) => run === context.run.id);
  await context.note({
    seen: mine.reduce((sum, { seen }) => sum + seen, 0),
    drift: sumDrift(mine),
    projects: mine.map((
      { census: _, run: __, comparedAt: ___, agreed: ____, readTo: _____, ...drift },
    ) => drift),
  });
}
