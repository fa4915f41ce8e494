/**
 * Rows of issues, several at once.
 *
 * @module
 */

import { issueKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";
import type { IssueRow } from "./types.ts";

/** The rows of issues, in the order of `ids`; `null` for those that are unknown. */
export async function readIssueRows(
  { store, site }: { readonly store: Store; readonly site: string },
  ids: readonly string[],
): Promise<(IssueRow | null)[]> {
  const found = await store.getMany<IssueRow>(ids.map((id) => issueKey(site, id)));
  return found.map(({ value }) => value);
}
