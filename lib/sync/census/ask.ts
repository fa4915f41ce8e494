/**
 * Asking for suspects by id. Found: the issue moved, or the index lagged. Not found: it is gone, and
 * how is told by roster and row.
 *
 * @module
 */

import { lastSignOfLife } from "../../mirror/decide_gone.ts";
import { readIssueRows } from "../../mirror/rows.ts";
import type { IssueRow, PartRow } from "../../mirror/types.ts";
import { partKey } from "../../store/keys.ts";
import { archivedIssueSet } from "./archived_issues.ts";
import { useUp } from "./confirmed.ts";
import { goneState } from "./rules.ts";
import {
  type CensusScene,
  commit,
  count,
  recordOf,
  recordSets,
  standingOfGone,
  update,
} from "./scene.ts";
import { readAndApply, type Reading } from "../reads/read_apply.ts";
import { findingOf, type FoundSuspect, type Gone, type SuspectFinding } from "./suspects.ts";

/** A suspect beside its row, which is alive. */
export interface Case {
  readonly suspect: FoundSuspect;
  readonly row: IssueRow;
  readonly project: string;
}

/** Those still to be settled; what is over, gone already or seen alive since, is suspect no more. */
export async function openCases(
  scene: CensusScene,
  batch: readonly FoundSuspect[],
): Promise<Case[]> {
  const rows = await readIssueRows(scene, batch.map(({ value }) => value.issueId));
  const open: Case[] = [];
  const over: FoundSuspect[] = [];
  const buried: string[] = [];
  for (const [at, suspect] of batch.entries()) {
    const row = rows[at] ?? null;
    const isOver = row === null || row.tombstone !== null || row.core.project === null ||
      lastSignOfLife(row) > suspect.value.observedAt;
    const finding = findingOf(scene, suspect.value);
    // Cut off between burying and settling it, the census has not counted it as confirmed yet.
    if (finding !== null && (row?.tombstone ?? null) !== null) buried.push(finding.project);
    if (isOver) over.push(suspect);
    else open.push({ suspect, row, project: row.core.project.id });
  }
  await commit(scene, { sets: useUp(scene, buried), deletes: over.map(({ key }) => key) });
  return open;
}

/**
 * Asks for suspects, at most as many as one read may. What is found is no suspect any more; what
 * Jira can't answer for stays one, and is counted so.
 *
 * @returns Those that are gone, written down as such.
 * @throws {JiraError} When Jira does not answer for reasons of its own.
 */
export async function askFor(scene: CensusScene, cases: readonly Case[]): Promise<Gone[]> {
  const told = await read(scene, cases);
  const isProjectDeleted = createProjectLookup(scene);
  const [gone, open, found]: [Gone[], Case[], Case[]] = [[], [], []];
  for (const each of cases) {
    const reading = told.get(each);
    if (reading === undefined) open.push(each);
    else if (reading.end !== "absent") found.push(each);
    else {
      const isDeleted = await isProjectDeleted(each.project);
      gone.push(conclude(scene, { each, at: reading.at, isDeleted }));
    }
  }
  for (const { project } of open) unsettled(scene, project);
  // Counted as suspect, it must not be met again as gone.
  const doubtful = open.filter(({ suspect }) => findingOf(scene, suspect.value) !== null);
  const archived = found.filter((each) => told.get(each)!.isArchived);
  await commit(scene, {
    sets: [
      ...gone.map(({ suspect }) => suspect),
      ...doubtful.map(({ suspect }) => withoutFinding(suspect)),
      ...archived.map(({ suspect: { value: { issueId } }, project }) =>
        archivedIssueSet(scene, { issueId, project })
      ),
      ...recordSets(scene, found.map(({ project }) => project)),
    ],
    deletes: found.map(({ suspect }) => suspect.key),
  });
  return gone;
}

/** Reads suspects of projects that were compared; those that are alive are applied. */
async function read(scene: CensusScene, cases: readonly Case[]): Promise<Map<Case, Reading>> {
  const byId = new Map(
    cases.filter(({ project }) => recordOf(scene, project).state !== "unobserved")
      .map((each) => [each.row.core.id, each]),
  );
  const told = new Map<Case, Reading>();
  if (byId.size === 0) return told;
  for (const [id, reading] of await readAndApply(scene, { ...scene, ids: [...byId.keys()] })) {
    const each = byId.get(id)!;
    const isTold = reading.end !== "unanswered" && reading.end !== "unreadable";
    if (isTold) told.set(each, reading);
    if (reading.end === "applied") {
      count(scene, { project: each.project, as: "stale", repaired: true });
    }
  }
  return told;
}

function conclude(
  scene: CensusScene,
  { each: { suspect, row, project }, at, isDeleted }: {
    readonly each: Case;
    readonly at: number;
    readonly isDeleted: boolean;
  },
): Gone {
  const state = goneState(row, { standing: standingOfGone(scene, project), isDeleted });
  const finding: SuspectFinding = { census: scene.walk.id, at, state, project };
  return { finding, suspect: { ...suspect, value: { ...suspect.value, absent: finding } } };
}

function withoutFinding({ key, value: { absent: _, ...value } }: FoundSuspect) {
  return { key, value };
}

/** Tells whether Jira told that a project was deleted. */
function createProjectLookup({ store, site }: CensusScene) {
  const known = new Map<string, boolean>();
  return async (project: string): Promise<boolean> => {
    const seen = known.get(project);
    if (seen !== undefined) return seen;
    const { value } = await store.get<PartRow>(partKey(site, { kind: "project", id: project }));
    known.set(project, value?.deleted ?? false);
    return value?.deleted ?? false;
  };
}

/** One more that is neither found nor gone; of a project set aside they are counted already. */
function unsettled(scene: CensusScene, project: string): void {
  const { state, suspect } = recordOf(scene, project);
  if (state !== "unobserved") update(scene, { id: project, suspect: suspect + 1 });
}
