/**
 * The ids the mirror thinks alive, project by project.
 *
 * @module
 */

import type { IssueBrief } from "../../mirror/change.ts";
import { updatedKey } from "../../store/keys.ts";
import { pagesOf } from "../../store/pages.ts";
import type { RightOfWay } from "../../store/right_of_way.ts";
import type { Store } from "../../store/types.ts";
import { createIdList, type IdList } from "./id_list.ts";

/** Entries read at once: a webhook waits some 2 ms for them, and more of them would cost no less. */
const PAGE = 50;

/** Where the mirror is. */
export interface MirroredIds {
  readonly store: Store;
  readonly site: string;
  /** Webhooks go first. */
  readonly way: RightOfWay;
  readonly signal: AbortSignal;
}

/**
 * Reads them in one pass over the list of issues by last update. What changes meanwhile moves to the
 * end of that list, so it may be met twice and not be missed.
 */
export async function readMirroredIds(
  { store, site, way, signal }: MirroredIds,
): Promise<Map<string, IdList>> {
  const projects = new Map<string, IdList>();
  const size = async () => {
    signal.throwIfAborted();
    await way.giveWay();
    return PAGE;
  };
  for await (const found of pagesOf<IssueBrief>(store, { prefix: updatedKey(site), size })) {
    for (const { key, value: { projectId } } of found) {
      if (projectId === null) continue;
      let ids = projects.get(projectId);
      if (ids === undefined) projects.set(projectId, ids = createIdList());
      ids.add(String(key.at(-1)));
    }
  }
  return projects;
}
