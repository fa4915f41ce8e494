/**
 * The second step of a census: each suspect is read by id, begun after its project was listed, so
 * that it is known how much is gone before anything is buried.
 *
 * @module
 */

import { READ_AT_ONCE } from "../../jira/rest/types.ts";
import { askFor, type Case, openCases } from "./ask.ts";
import { type CensusScene, update } from "./scene.ts";
import { findingOf, suspects } from "./suspects.ts";

/**
 * Asks for every suspect. What was asked for before the census was cut off is counted by that answer,
 * however old: whoever buries by it asks again.
 *
 * @returns How many of each project are gone.
 */
export async function confirmSuspects(scene: CensusScene): Promise<ReadonlyMap<string, number>> {
  countAnew(scene);
  const gone = new Map<string, number>();
  for await (const batch of suspects(scene, { size: READ_AT_ONCE })) {
    scene.context.signal.throwIfAborted();
    const cases = await openCases(scene, batch);
    const isAsked = ({ suspect }: Case) => findingOf(scene, suspect.value) !== null;
    const found = await askFor(scene, cases.filter((each) => !isAsked(each)));
    for (const { project } of [...cases.filter(isAsked), ...found.map(({ finding }) => finding)]) {
      gone.set(project, (gone.get(project) ?? 0) + 1);
    }
    // Before the next batch is read, not after: reads by id may change suspects meanwhile.
    await scene.context.giveTurn();
  }
  return gone;
}

/** All suspects are met again, those too that were counted before the census was cut off. */
function countAnew(scene: CensusScene): void {
  for (const { id, census, state, suspect } of scene.records.values()) {
    const isCounted = census === scene.walk.id && state !== "unobserved" && suspect > 0;
    if (isCounted) update(scene, { id, suspect: 0, state: "done" });
  }
}
