/**
 * A fold written down as one change of the store.
 *
 * @module
 */

import { aliasKey, deliveryKey, headKey, issueKey, keyName, updatedKey } from "../store/keys.ts";
import type { Change, Key } from "../store/types.ts";
import { type Alias, settleAlias } from "./alias.ts";
import { type Fold, type RowLookup, setRow } from "./fold.ts";
import { segmentsOf } from "./segment.ts";
import type { Head, IssueRow } from "./types.ts";

/** What lists filter by without reading the row. */
export interface IssueBrief {
  readonly project: string | null;
  readonly projectId: string | null;
  readonly level: string | null;
  readonly assignee: string | null;
  readonly status: string | null;
  readonly statusId: string | null;
  readonly summary: string;
}

function brief(row: IssueRow): IssueBrief {
  const { core } = row;
  return {
    project: core.project?.key ?? null,
    projectId: core.project?.id ?? null,
    level: core.level?.id ?? null,
    assignee: core.assignee?.id ?? null,
    status: core.status?.name ?? null,
    statusId: core.status?.id ?? null,
    summary: core.summary,
  };
}

/** Settles the claims on issue keys against the aliases known; adds what changes. */
export function foldAliases(
  fold: Fold,
  options: { readonly site: string; readonly lookup: RowLookup },
): void {
  for (const { key, claim } of fold.claims) {
    const at = aliasKey(options.site, key);
    const earlier = fold.rows.get(keyName(at));
    const known = (earlier === undefined ? options.lookup(at) ?? null : earlier.value) as
      | Alias
      | null;
    const settled = settleAlias(known, claim);
    if (settled !== known) setRow(fold, { key: at, value: settled });
  }
}

/** Keeps the list of issues by last update in step with the rows. */
function listing(fold: Fold, site: string): Pick<Change, "sets" | "deletes"> {
  const sets: { key: Key; value: IssueBrief }[] = [];
  const deletes: Key[] = [];
  for (const [id, before] of fold.issues) {
    const after = fold.rows.get(keyName(issueKey(site, id)))!.value as IssueRow;
    const was = listedAt(before);
    const is = listedAt(after);
    if (was !== null && was !== is) deletes.push(updatedKey(site, was, id));
    if (is !== null) sets.push({ key: updatedKey(site, is, id), value: brief(after) });
  }
  return { sets, deletes };
}

function listedAt(row: IssueRow | null): number | null {
  return row === null || row.tombstone !== null ? null : row.updated;
}

/** The whole fold as one change: rows, index, log, records, and the head that fences them. */
export function changeOf(
  fold: Fold,
  options: {
    readonly site: string;
    readonly head: { readonly versionstamp: string };
    readonly next: Head;
  },
): Change {
  const { site, next } = options;
  const key = headKey(site);
  const index = listing(fold, site);
  const fences = [...fold.fences].map(([fence, ids]) => ({ fence, rest: fence.without(ids) }));
  const records = fold.records.length === 0
    ? []
    : [{ key: deliveryKey(site, next.commit), value: fold.records }];
  return {
    checks: [
      { key, versionstamp: options.head.versionstamp },
      ...fences.map(({ fence }) => ({ key: fence.key, versionstamp: fence.versionstamp })),
    ],
    sets: [
      { key, value: next },
      ...fold.rows.values(),
      ...index.sets ?? [],
      ...segmentsOf(site, fold.entries),
      ...fold.sets,
      ...records,
      ...fences.filter(({ rest }) => rest !== null)
        .map(({ fence, rest }) => ({ key: fence.key, value: rest })),
    ],
    deletes: [
      ...index.deletes ?? [],
      ...fences.filter(({ rest }) => rest === null).map(({ fence }) => fence.key),
    ],
  };
}
