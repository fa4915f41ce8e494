/**
 * The ids the mirror thinks alive, project by project.
 *
 * @module
 */

import { isId } from "../jira/rest/jql.ts";
import type { IssueBrief } from "../mirror/change.ts";
import { updatedKey } from "../store/keys.ts";
import type { Range, Store } from "../store/types.ts";
import { createIdList, type IdList } from "./id_list.ts";

/** Entries read at once. */
const PAGE = 1_000;

/** Where the mirror is. */
export interface MirroredIds {
  readonly store: Store;
  readonly site: string;
  readonly signal: AbortSignal;
}

/**
 * Reads them in one pass over the list of issues by last update. What changes meanwhile moves to the
 * end of that list, so it may be met twice and not be missed.
 */
export async function readMirroredIds(
  { store, site, signal }: MirroredIds,
): Promise<Map<string, IdList>> {
  const projects = new Map<string, IdList>();
  const prefix = updatedKey(site);
  let range: Range = { prefix };
  while (true) {
    signal.throwIfAborted();
    const found = await store.list<IssueBrief>({ ...range, limit: PAGE });
    for (const { key, value: { projectId } } of found) {
      const id = String(key.at(-1));
      // Bodies that something on the way has changed tell of ids that Jira can't be asked for.
      if (projectId === null || !isId(id)) continue;
      let ids = projects.get(projectId);
      if (ids === undefined) projects.set(projectId, ids = createIdList());
      ids.add(id);
    }
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return projects;
    // The first key after the last one read.
    range = { prefix, start: [...last.key, 0] };
  }
}
