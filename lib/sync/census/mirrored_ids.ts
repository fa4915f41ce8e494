/**
 * The ids the mirror thinks alive, project by project.
 *
 * @module
 */

import type { FoundIssue } from "../../jira/rest/types.ts";
import type { IssueBrief } from "../../mirror/change.ts";
import { updatedKey } from "../../store/keys.ts";
import { pagesOf } from "../../store/pages.ts";
import type { RightOfWay } from "../../store/right_of_way.ts";
import type { Store } from "../../store/types.ts";
import { createIdList, type IdList } from "./id_list.ts";

/** Entries read at once, in some 5 ms; to read more at once makes none of them cheaper. */
const PAGE = 100;

/** The same while webhooks come, which wait for such a read. */
const PAGE_BUSY = 10;

/** Ids of Jira's looked up at once: some 1 ms of work. */
const LOOKED_UP = 500;

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
    return way.isBusy ? PAGE_BUSY : PAGE;
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

/** The ids of issues that Jira listed and the mirror lacks; the others are found in `ids`. */
export async function unknownOf(
  issues: readonly Pick<FoundIssue, "id">[],
  { ids, way }: { readonly ids: IdList; readonly way: RightOfWay },
): Promise<string[]> {
  const unknown: string[] = [];
  for (let at = 0; at < issues.length; at += LOOKED_UP) {
    await way.giveWay();
    for (const { id } of issues.slice(at, at + LOOKED_UP)) {
      if (!ids.find(id)) unknown.push(id);
    }
  }
  return unknown;
}
