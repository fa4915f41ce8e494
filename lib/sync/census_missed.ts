/**
 * Issues that Jira lists and the mirror does not have where Jira has them: read by id and applied.
 *
 * @module
 */

import { READ_AT_ONCE } from "../jira/rest/types.ts";
import type { Applied } from "../mirror/work.ts";
import { applyAll } from "./apply_all.ts";
import { type CensusScene, count, rowsOf } from "./census_scene.ts";
import { readParts } from "./read_parts.ts";

/** What became of issues Jira listed. */
export interface Repaired {
  /** Listed and not there: the index lags behind their end. */
  absent: number;
  /** There, and not in the mirror even now. */
  lacking: number;
}

/** Reads what of `ids` is not alive in the mirror as an issue of `project`. */
export async function repairMissed(
  scene: CensusScene,
  { project, ids }: { readonly project: string; readonly ids: readonly string[] },
): Promise<Repaired> {
  const repaired: Repaired = { absent: 0, lacking: 0 };
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const some = ids.slice(at, at + READ_AT_ONCE);
    const rows = await rowsOf(scene, some);
    // Created, or moved here, since the mirror's ids were read.
    const alive = new Map(
      rows.flatMap((row, nth) =>
        row === null || row.tombstone !== null ? [] : [[some[nth]!, row.core.project?.id]]
      ),
    );
    const wanted = some.filter((id) => alive.get(id) !== project);
    if (wanted.length > 0) await repair(scene, { project, wanted, alive, repaired });
  }
  return repaired;
}

async function repair(
  scene: CensusScene,
  { project, wanted, alive, repaired }: {
    readonly project: string;
    readonly wanted: readonly string[];
    readonly alive: ReadonlyMap<string, unknown>;
    readonly repaired: Repaired;
  },
): Promise<void> {
  const { jira, signal, hold } = scene.context;
  for (const { ids, observed } of await readParts({ ...scene, jira }, { ids: wanted, signal })) {
    const found = observed?.value ?? [];
    if (observed === null) repaired.lacking += ids.length;
    else repaired.absent += ids.length - found.length;
    const facts = found.flatMap(({ snapshot }) =>
      snapshot === null ? [] : [{ by: "id", snapshot, observedAt: observed!.observedAt } as const]
    );
    repaired.lacking += found.length - facts.length;
    await hold();
    const results = await applyAll(scene.applier, facts);
    for (const [at, result] of results.entries()) {
      const isKnown = alive.has(facts[at]!.snapshot.core.id);
      const isRepaired = isApplied(result);
      if (!isKnown && !isRepaired) repaired.lacking++;
      // One that is alive and up to date by now was repaired by somebody else.
      if (isRepaired || !isKnown) {
        count(scene, project, { as: isKnown ? "stale" : "missed", repaired: isRepaired });
      }
    }
  }
}

function isApplied(result: Applied): boolean {
  return result.status === "done" && result.outcome === "applied";
}
