/**
 * The census: once a night, and when asked for, the ids of every project are compared with Jira's.
 * It finds what no sweep can: issues that are gone without a word, and those never heard of.
 *
 * @module
 */

import { censusKey, confirmedKey } from "../../store/keys.ts";
import { settleAlarms } from "./alarms.ts";
import { buryGone } from "./bury.ts";
import { compareProjects } from "./compare.ts";
import { confirmSuspects } from "./confirm.ts";
import { type CensusDeps, type CensusScene, commit, noteFigures, openScene } from "./scene.ts";
import {
  type CensusRecord,
  type CensusResult,
  type CensusState,
  censusStateKey,
  type CensusWalk,
  readCensusState,
  readConfirmed,
} from "./state.ts";
import type { Key } from "../../store/types.ts";
import type { Job, JobContext } from "../runs/job.ts";
import { lastNight } from "../runs/nightly.ts";
import { readSweepState } from "../sweep/state.ts";
import type { Run } from "../types.ts";

export type { CensusDeps } from "./scene.ts";

/** Records written in one commit. */
const RECORDS_AT_ONCE = 200;

/** Makes the job; due once everything was imported, and from then on each night. */
export function createCensus(deps: CensusDeps): Job {
  return {
    kind: "census",
    isDue: async (now) => {
      if ((await readSweepState(deps)).watermark === null) return false;
      const { walk, begunAt } = await readCensusState(deps);
      return walk !== null || begunAt === null || begunAt < lastNight(deps.site, now);
    },
    run: (context) => runCensus(deps, context),
  };
}

async function runCensus(deps: CensusDeps, context: JobContext): Promise<Run["problem"]> {
  const known = await readCensusState(deps);
  const walk = known.walk ?? await begin(deps, context);
  const begunAt = known.walk === null ? deps.now() : known.begunAt;
  const scene = await openScene(deps, { context, walk, state: { ...known, begunAt } });
  await compareProjects(scene);
  const gone = await confirmSuspects(scene);
  await buryGone(scene, gone);
  return await finish(scene);
}

async function begin(deps: CensusDeps, { run, observedAt }: JobContext): Promise<CensusWalk> {
  return { id: run.id, begunAt: observedAt, after: null, confirmed: await readConfirmed(deps) };
}

async function finish(scene: CensusScene): Promise<Run["problem"]> {
  const { site, records, walk, state, context } = scene;
  await noteFigures(scene);
  const mine: CensusRecord[] = [];
  const sets: { readonly key: Key; readonly value: CensusRecord }[] = [];
  const deletes: Key[] = [];
  for (const record of records.values()) {
    // Others are of projects that neither Jira nor the mirror has any more.
    if (record.census !== walk.id) deletes.push(censusKey(site, record.id));
    else {
      mine.push(record);
      sets.push({ key: censusKey(site, record.id), value: record });
    }
    if (sets.length + deletes.length < RECORDS_AT_ONCE) continue;
    await commit(scene, { sets: sets.splice(0), deletes: deletes.splice(0) });
  }
  const problem = await settleAlarms(scene, mine);
  const last = resultOf(mine, walk);
  // Another account is taken for the former one only once it lacks nothing of what that one saw.
  const account = last.open === 0 ? context.account : state.account ?? context.account;
  const ended: CensusState = { ...state, walk: null, last, account };
  await commit(scene, {
    sets: [{ key: censusStateKey(site), value: ended }, ...sets],
    deletes: [...deletes, ...await confirmedKeys(scene)],
  });
  return problem;
}

/** The confirmations that were for this census only; one given anew since is for the next. */
async function confirmedKeys({ store, site, walk }: CensusScene): Promise<Key[]> {
  const done = new Map(walk.confirmed.map(({ project, at }) => [project, at]));
  const there = await readConfirmed({ store, site });
  return there.filter(({ project, at }) => done.get(project) === at)
    .map(({ project }) => confirmedKey(site, project));
}

function resultOf(records: readonly CensusRecord[], { begunAt }: CensusWalk): CensusResult {
  const result = { total: 0, agreed: 0, asOf: begunAt, suspects: 0, open: 0 };
  for (const { seen, agreed, comparedAt, suspect, state } of records) {
    result.total += seen;
    result.agreed += agreed;
    result.asOf = Math.min(result.asOf, comparedAt ?? result.asOf);
    result.suspects += suspect;
    if (state !== "done") result.open++;
  }
  return result;
}
