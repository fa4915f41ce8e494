/**
 * What an operator is told of a census: projects held back, and an operator's word that lets them go.
 *
 * @module
 */

import { confirmedKey } from "../../store/keys.ts";
import { proofOf } from "../../store/proof.ts";
import { type AlarmDeps, clearAlarm, listAlarms, raiseAlarm } from "../alarms.ts";
import { type CensusScene, formerAccount, standingOf } from "./scene.ts";
import type { CensusRecord, Confirmation } from "./state.ts";
import type { Alarm, Run } from "../types.ts";

/** Alarms of a census; one is raised for each project held back, up to this many. */
const MOST = 50;

/** Projects named in a message. */
const NAMED = 5;

/**
 * Confirms that so many issues of a project are gone: the next census, and only that one, buries as
 * many. What goes beyond it is held back as ever.
 */
export async function confirmBrake(
  { store, site, now }: AlarmDeps,
  { project, issues }: { readonly project: string; readonly issues: number },
): Promise<void> {
  const key = confirmedKey(site, project);
  const value: Confirmation = { project, issues, at: now() };
  await store.commit({ sets: [{ key, value }] }, proofOf({ key, value }));
}

/** Raises alarms for what was held back, takes back those that are over; gives the run's problem. */
export async function settleAlarms(
  scene: CensusScene,
  records: readonly CensusRecord[],
): Promise<Run["problem"]> {
  const due = records.flatMap((record) => alarmOf(scene, record)).slice(0, MOST);
  for (const alarm of due) await raiseAlarm(scene, alarm);
  const names = new Set(due.map(({ code, project }) => `${code} ${project}`));
  for (const { code, project } of await listAlarms(scene)) {
    const isOurs = code === "brake" || code === "shrunk";
    if (isOurs && !names.has(`${code} ${project}`)) await clearAlarm(scene, { code, project });
  }
  return problemOf(records);
}

function alarmOf(scene: CensusScene, record: CensusRecord): Omit<Alarm, "since">[] {
  const { id, key, state, suspect } = record;
  const size = scene.sizes.get(id) ?? suspect;
  const confirm = "If that is so, confirm it, and the next census removes them";
  if (state === "braked") {
    const message = `${suspect} of ${size} issues of project ${key} are gone from Jira at once` +
      `${asWhom(scene)}, and were kept. ${confirm}; else check what the account may see`;
    return [{ code: "brake", project: id, issues: suspect, message }];
  }
  if (state === "done" || suspect === 0) return [];
  const former = asWhom(scene);
  const message = standingOf(scene, id) === "absent"
    ? `Jira no longer shows project ${key} (${suspect} issues)` +
      `${former === "" ? ", nor half of the site" : former}: all was ` +
      `kept. Check what the account may see. ${confirm}`
    : `Jira no longer shows ${suspect} of ${size} issues of project ${key}: all were kept. ` +
      `Check what the account may see, and Jira's search index. ${confirm}`;
  return [{ code: "shrunk", project: id, issues: suspect, message }];
}

/** Names the account where it is not the one that the mirror was whole for. */
function asWhom(scene: CensusScene): string {
  const former = formerAccount(scene);
  if (former === null) return "";
  return `, for the account ${scene.context.account.name}, which is not ${former.name} as before`;
}

function problemOf(records: readonly CensusRecord[]): Run["problem"] {
  const open = records.filter(({ state }) => state !== "done");
  if (open.length === 0) return null;
  const braked = open.filter(({ state }) => state === "braked");
  const names = open.slice(0, NAMED).map(({ key }) => key).join(", ");
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : "";
  return {
    code: braked.length > 0 ? "brake" : "unobserved",
    message: `Nothing was removed of ${open.length} projects (${names}${more}): ` +
      `${braked.length} wait to be confirmed, ${open.length - braked.length} could not be compared`,
  };
}
