/**
 * The end of a census: what is proved gone is buried, unless it is too much of a project, or of the
 * site, at once.
 *
 * @module
 */

import { JiraError, READ_AT_ONCE } from "../../jira/rest/types.ts";
import type { GoneFact } from "../../mirror/fact.ts";
import { applyAll } from "../reads/apply_all.ts";
import { askFor, openCases } from "./ask.ts";
import { unconfirmed, useUp } from "./confirmed.ts";
import { isExplained, isUnbelievable, mustBrake } from "./rules.ts";
import {
  type CensusScene,
  commit,
  count,
  formerAccount,
  recordOf,
  recordSets,
  standingOfGone,
  update,
} from "./scene.ts";
import { findingOf, type Gone, isFresh, isUsable, suspects } from "./suspects.ts";

/**
 * Buries issues, batch by batch; `gone` says how many of each project are gone. By the time a batch
 * has its turn what was found of it may be too old: then it is asked for again, and buried at once.
 * What was counted is kept after each.
 */
export async function buryGone(
  scene: CensusScene,
  gone: ReadonlyMap<string, number>,
): Promise<void> {
  const braked = brake(scene, gone);
  if (gone.size === braked.size) return;
  await proveToken(scene);
  for await (const batch of suspects(scene, { size: READ_AT_ONCE })) {
    scene.context.signal.throwIfAborted();
    const dead = batch.flatMap((suspect): Gone[] => {
      const finding = findingOf(scene, suspect.value);
      return finding === null || braked.has(finding.project) ? [] : [{ suspect, finding }];
    });
    const now = scene.now();
    await bury(scene, dead.filter(({ finding }) => isFresh(finding, now)));
    await buryStale(scene, dead.filter(({ finding }) => !isFresh(finding, now)));
    await scene.context.giveTurn();
  }
}

/** Asks once more and buries at once; where Jira takes too long for that, for fewer at a time. */
async function buryStale(scene: CensusScene, stale: readonly Gone[]): Promise<void> {
  if (stale.length === 0) return;
  const gone = await askAgain(scene, stale);
  const now = scene.now();
  const late = gone.length === 1 ? [] : gone.filter(({ finding }) => !isUsable(finding, now));
  await bury(scene, gone.filter((each) => !late.includes(each)));
  const half = Math.ceil(late.length / 2);
  for (const part of [late.slice(0, half), late.slice(half)]) {
    await scene.context.giveTurn();
    await buryStale(scene, part);
  }
}

async function askAgain(scene: CensusScene, stale: readonly Gone[]): Promise<Gone[]> {
  const cases = await openCases(scene, stale.map(({ suspect }) => suspect));
  const gone = await askFor(scene, cases);
  if (gone.length > 0) await proveToken(scene);
  return gone;
}

/**
 * A token that died meanwhile would have found nothing, too.
 *
 * @throws {JiraError} `dead_token` when it did.
 */
async function proveToken({ context: { jira, signal, account } }: CensusScene): Promise<void> {
  const { value: now } = await jira.myself({ signal });
  if (now.id === account.id) return;
  throw new JiraError(
    "dead_token",
    `Cannot believe what is missing: Jira took the token for ${account.name} at first, and now ` +
      `takes it for ${now.name}. Check the token, and renew it if it has expired`,
  );
}

/** The projects of which too much is gone: nothing of them is buried. */
function brake(scene: CensusScene, gone: ReadonlyMap<string, number>): ReadonlySet<string> {
  const rest = new Map<string, number>();
  for (const [project, count] of gone) {
    // An archived project, or one in the trash, tells itself where its issues are.
    if (isExplained(standingOfGone(scene, project))) continue;
    rest.set(project, unconfirmed(scene, { project, gone: count }));
  }
  const isSiteHeld = formerAccount(scene) !== null ||
    isUnbelievable({ size: sum(scene.sizes.values()), gone: sum(rest.values()) });
  const braked = new Set<string>();
  for (const [project, count] of rest) {
    const size = scene.sizes.get(project) ?? count;
    // Where the whole project went, the roster tells so.
    const isLive = standingOfGone(scene, project) === "live";
    const isOwnHeld = isLive && mustBrake({ size, gone: count });
    if (count === 0 || !(isSiteHeld || isOwnHeld)) continue;
    braked.add(project);
    hold(scene, { project, count: gone.get(project)! });
  }
  return braked;
}

function hold(
  scene: CensusScene,
  { project, count }: { readonly project: string; readonly count: number },
): void {
  const { suspect } = recordOf(scene, project);
  update(scene, { id: project, state: "braked", suspect: suspect + count });
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((all, count) => all + count, 0);
}

async function bury(scene: CensusScene, dead: readonly Gone[]): Promise<void> {
  if (dead.length === 0) return;
  const facts = dead.map(({ suspect, finding }): GoneFact => ({
    by: "gone",
    issueId: suspect.value.issueId,
    state: finding.state,
    observedAt: finding.at,
  }));
  await scene.context.hold();
  const results = await applyAll(scene, facts);
  const settled: Gone[] = [];
  for (const [at, result] of results.entries()) {
    const { project, state } = dead[at]!.finding;
    const isOpen = result.status !== "done" || result.suspect;
    if (isOpen) update(scene, { id: project, suspect: recordOf(scene, project).suspect + 1 });
    else {
      settled.push(dead[at]!);
      if (result.outcome === "deleted") count(scene, { project, as: state, repaired: true });
    }
  }
  const projects = settled.map(({ finding }) => finding.project);
  await commit(scene, {
    sets: [...recordSets(scene, projects), ...useUp(scene, projects)],
    deletes: settled.map(({ suspect }) => suspect.key),
  });
}
