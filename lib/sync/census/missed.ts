/**
 * Issues that Jira lists and the mirror does not have where Jira has them: read by id and applied.
 *
 * @module
 */

import { READ_AT_ONCE } from "../../jira/rest/types.ts";
import { readIssueRows } from "../../mirror/rows.ts";
import { type CensusScene, count } from "./scene.ts";
import { readAndApply } from "../reads/read_apply.ts";

/** What became of issues Jira listed. */
export interface Repaired {
  /** Listed and not there: the index lags behind their end. */
  readonly absent: number;
  /** There, and not in the mirror even now. */
  readonly lacking: number;
}

/** Reads what of `ids` is not alive in the mirror as an issue of `project`. */
export async function repairMissed(
  scene: CensusScene,
  { project, ids }: { readonly project: string; readonly ids: readonly string[] },
): Promise<Repaired> {
  let [absent, lacking] = [0, 0];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const some = ids.slice(at, at + READ_AT_ONCE);
    const rows = await readIssueRows(scene, some);
    const alive = new Map(
      rows.flatMap((row) => row?.tombstone === null ? [[row.core.id, row.core.project?.id]] : []),
    );
    // The others were created, or moved here, since the mirror's ids were read.
    const wanted = some.filter((id) => alive.get(id) !== project);
    if (wanted.length === 0) continue;
    for (const [id, { end }] of await readAndApply(scene, { ...scene, ids: wanted })) {
      const isKnown = alive.has(id);
      if (end === "absent") absent++;
      else if (end === "applied") {
        count(scene, { project, as: isKnown ? "stale" : "missed", repaired: true });
      } else if (!isKnown) {
        lacking++;
        count(scene, { project, as: "missed", repaired: false });
      }
    }
  }
  return { absent, lacking };
}
