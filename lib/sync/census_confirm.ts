/**
 * The second half of a census: each suspect is read by id, begun after its project was listed. Found:
 * it moved, or the index lagged. Not found: it is gone, and how is told by roster and row.
 *
 * @module
 */

import { READ_AT_ONCE } from "../jira/rest/types.ts";
import { lastSignOfLife, USABLE_FOR } from "../mirror/decide_gone.ts";
import type { IssueRow, PartRow } from "../mirror/types.ts";
import { partKey } from "../store/keys.ts";
import type { Change } from "../store/types.ts";
import { goneState } from "./census_rules.ts";
import {
  type CensusScene,
  commit,
  count,
  recordOf,
  recordSets,
  rowsOf,
  standingOf,
  update,
} from "./census_scene.ts";
import { readAndApply, type Reading } from "./read_apply.ts";
import type { Suspect } from "./refetch_batch.ts";
import { findingOf, type FoundSuspect, suspects } from "./suspects.ts";

/** A suspect beside its row, which is alive. */
interface Case {
  readonly suspect: FoundSuspect;
  readonly row: IssueRow;
  readonly project: string;
}

/**
 * Asks for every suspect.
 *
 * @returns How many of each project are gone.
 */
export async function confirmSuspects(scene: CensusScene): Promise<ReadonlyMap<string, number>> {
  countAnew(scene);
  const gone = new Map<string, number>();
  const isProjectDeleted = createProjectLookup(scene);
  for await (const batch of suspects(scene, { size: READ_AT_ONCE })) {
    scene.context.signal.throwIfAborted();
    const { open, over } = await examine(scene, batch);
    const told = await ask(scene, open.filter((each) => !isConcluded(scene, each.suspect.value)));
    const found = [...told].filter(([, { end }]) => end !== "absent").map(([each]) => each);
    const sets: NonNullable<Change["sets"]>[number][] = [];
    for (const [each, { end, at }] of told) {
      if (end !== "absent") continue;
      const isDeleted = await isProjectDeleted(each.project);
      sets.push({ key: each.suspect.key, value: conclude(scene, { each, at, isDeleted }) });
    }
    for (const each of open) {
      const { project, suspect } = each;
      const isAbsent = told.get(each)?.end === "absent" || isConcluded(scene, suspect.value);
      if (found.includes(each)) continue;
      if (!isAbsent) {
        unsettled(scene, project);
        // Counted as suspect, it must not be met again as gone.
        if (findingOf(scene, suspect.value) !== null) sets.push(withoutFinding(suspect));
      } else gone.set(project, (gone.get(project) ?? 0) + 1);
    }
    await commit(scene, {
      sets: [...sets, ...recordSets(scene, found.map(({ project }) => project))],
      deletes: [...over, ...found.map(({ suspect }) => suspect)].map(({ key }) => key),
    });
  }
  return gone;
}

/** All suspects are met again, those too that were counted before the census was cut off. */
function countAnew(scene: CensusScene): void {
  for (const { id, census, state, suspect } of scene.records.values()) {
    const isCounted = census === scene.walk.id && state !== "unobserved" && suspect > 0;
    if (isCounted) update(scene, id, { suspect: 0, state: "done" });
  }
}

/** Not by a read of before a long break: it would be too old to bury anything. */
function isConcluded(scene: CensusScene, suspect: Suspect): boolean {
  const finding = findingOf(scene, suspect);
  return finding !== null && scene.now() - finding.at < USABLE_FOR / 2;
}

function withoutFinding({ key, value: { absent: _, ...value } }: FoundSuspect) {
  return { key, value };
}

/** Those still to be settled, and those that are over: gone already, or seen alive since. */
async function examine(
  scene: CensusScene,
  batch: readonly FoundSuspect[],
): Promise<{ readonly open: Case[]; readonly over: FoundSuspect[] }> {
  const rows = await rowsOf(scene, batch.map(({ value }) => value.issueId));
  const open: Case[] = [];
  const over: FoundSuspect[] = [];
  for (const [at, suspect] of batch.entries()) {
    const row = rows[at] ?? null;
    const isOver = row === null || row.tombstone !== null || row.core.project === null ||
      lastSignOfLife(row) > suspect.value.observedAt;
    if (isOver) over.push(suspect);
    else open.push({ suspect, row, project: row.core.project.id });
  }
  return { open, over };
}

/** Reads suspects of projects that were compared; those that are alive are applied. */
async function ask(scene: CensusScene, cases: readonly Case[]): Promise<Map<Case, Reading>> {
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
    if (reading.end === "applied") count(scene, each.project, { as: "stale", repaired: true });
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
): Suspect {
  const state = goneState(row, { standing: standingOf(scene, project), isDeleted });
  return { ...suspect.value, absent: { census: scene.walk.id, at, state, project } };
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
  if (state !== "unobserved") update(scene, project, { suspect: suspect + 1 });
}
