import { deepEqual, equal, ok } from "node:assert/strict";
import type { GoneState, IssueRow } from "../lib/mirror/types.ts";
import { type Drift, NO_DRIFT } from "../lib/sync/types.ts";
import { type CensusStage, differences, openCensusStage } from "./_census_stage.ts";
import { live } from "./_lossy_site.ts";

const SEED = Number(Deno.env.get("CENSUS_SEED") ?? 1);
const EDITS = 2_000;

/**
 * How an issue is gone, as far as it can be told: by the project it was last known in. One that was
 * moved without a word, into a project that went then, looks like one that was deleted.
 */
function howGone({ site }: CensusStage, { core }: IssueRow): GoneState {
  const project = site.projects.find(({ id }) => id === core.project!.id)!;
  if (project.hidden) return "hidden";
  // Data Center shows what is archived, so that what it does not show is not.
  const isShown = project.status === "archived" && site.dialect.flavour === "datacenter";
  if (project.status === "trashed") return "trashed";
  if (project.status === "archived" && !isShown) return "archived";
  return core.level === null ? "deleted" : "hidden";
}

type Truth = ReturnType<CensusStage["site"]["truth"]>[number];

/** Data Center shows issues of archived projects by id. */
function isThere({ site }: CensusStage, { deleted, place }: Truth): boolean {
  const isSeen = place === "live" ||
    (place === "archived" && site.dialect.flavour === "datacenter");
  return !deleted && isSeen;
}

/** Data Center lists no issue of an archived project: only what is known to be in one is read by id. */
function isCompared(
  { site }: CensusStage,
  { truth, row }: { readonly truth: Truth; readonly row: IssueRow | undefined },
): boolean {
  const isListed = !truth.deleted && truth.place === "live";
  if (site.dialect.flavour === "cloud" || isListed) return true;
  if (row === undefined) return truth.place !== "archived";
  const project = site.projects.find(({ id }) => id === row.core.project?.id);
  return project?.status !== "archived" || row.tombstone === null;
}

async function mirrorOf(stage: CensusStage): Promise<ReadonlyMap<string, IssueRow>> {
  return new Map((await stage.rows()).map((row) => [row.core.id, row]));
}

/** How mirror and site differ in what was compared. */
async function differencesOfCompared(stage: CensusStage): Promise<string[]> {
  const mirror = await mirrorOf(stage);
  const isCloud = stage.site.dialect.flavour === "cloud";
  const compared = stage.site.truth().filter((truth) =>
    // What Data Center has archived it still shows.
    (isCloud || truth.deleted || truth.place !== "archived") &&
    isCompared(stage, { truth, row: mirror.get(truth.id) })
  );
  const all = await differences(stage);
  return all.filter((each) => compared.some(({ id }) => each.includes(`(${id})`)));
}

/** What a comparison has to find, told from both sides as they are. */
async function lossesOf(stage: CensusStage): Promise<Drift> {
  const mirror = await mirrorOf(stage);
  const losses = { ...NO_DRIFT };
  for (const truth of stage.site.truth()) {
    const row = mirror.get(truth.id);
    if (!isCompared(stage, { truth, row })) continue;
    const isAlive = row !== undefined && row.tombstone === null;
    const isVisible = isThere(stage, truth);
    if (isVisible && !isAlive) losses.missed++;
    else if (isVisible && row!.updated !== truth.updated) losses.stale++;
    else if (!isVisible && isAlive) losses[howGone(stage, row!)]++;
  }
  const { repaired: _, ...found } = losses;
  return { ...losses, repaired: Object.values(found).reduce((sum, count) => sum + count, 0) };
}

const RUNS = (["cloud", "datacenter"] as const).flatMap((flavour) =>
  [0.01, 0.2, 1].map((lost, at) => ({ flavour, lost, seed: SEED + at }))
);

for (const { flavour, lost, seed } of RUNS) {
  Deno.test(`${flavour}: one sweep and one census repair all that was lost, and count it: ${lost * 100} % (CENSUS_SEED=${seed})`, async () => {
    await using stage = await openCensusStage({ issues: 250, projects: 5, seed, flavour });
    await live(stage, { seed, edits: EDITS, lost });
    await stage.settle();

    const before = await lossesOf(stage);
    const sweep = await stage.run("sweep");
    await stage.settle();
    const left = await lossesOf(stage);
    const census = await stage.census();
    await stage.settle();

    deepEqual(await differencesOfCompared(stage), []);
    deepEqual(census.drift, left);
    equal(census.problem, null);
    const both = (name: "missed" | "stale") => sweep.drift[name] + census.drift[name];
    deepEqual([both("missed"), both("stale")], [before.missed, before.stale]);
    ok(before.stale > 0 && left.hidden > 0);
    ok(flavour === "datacenter" || left.archived > 0 && left.trashed > 0);

    // Once more, and there is nothing left to find.
    deepEqual((await stage.census()).drift, NO_DRIFT);
    const { completeness } = await stage.report();
    equal(completeness.ids?.agreed, completeness.ids?.total);
  });
}
