/**
 * Reading the mirror. Rows kept in memory are used only when the head, read at that moment, is the
 * one they belong to: an answer is never older than the question.
 *
 * @module
 */

import { MAX_TIME } from "../jira/instant.ts";
import { MAX_NAME } from "../jira/read.ts";
import { aliasKey, headKey, issueKey, updatedKey } from "../store/keys.ts";
import type { Key, Range, Store } from "../store/types.ts";
import type { Alias } from "./alias.ts";
import type { RowCache } from "./cache.ts";
import type { IssueBrief } from "./change.ts";
import { permits, type Rights } from "./grant.ts";
import { readIssueRows } from "./rows.ts";
import { scopeOf } from "./scope.ts";
import type { Head, IssueRow } from "./types.ts";

/** Index entries one request reads at most; a page may be short and still have a next one. */
const SCAN_AT_MOST = 5_000;

/** Index entries one read asks for. */
const SCAN_PAGE = 500;

/** What issues are listed by; texts are compared without regard to case. */
export interface IssueQuery {
  /** Project key or id. */
  readonly project?: string;
  /** Account id; `none` for unassigned. */
  readonly assignee?: string;
  /** Status name or id. */
  readonly status?: string;
  /** Ms since 1970. */
  readonly updatedSince?: number;
  /** Part of the summary. */
  readonly text?: string;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: ListPosition;
}

/** A place in the list of issues by last update, newest first. */
export interface ListPosition {
  readonly updated: number;
  readonly id: string;
}

/** A page of a list; `next` is `null` at its end. */
export interface Page<T, Position> {
  readonly items: readonly T[];
  readonly next: Position | null;
}

/** Reads one site's mirror; rows outside what the viewer may see are as good as missing. */
export interface Mirror {
  /** By id or by present or former key; `null` when there is none the viewer may see. */
  issue(idOrKey: string, viewer: Rights): Promise<IssueRow | null>;
  /** Issues, newest update first. */
  list(query: IssueQuery, viewer: Rights): Promise<Page<IssueRow, ListPosition>>;
  /** All issues in the order of their ids, for a snapshot. */
  all(
    page: { readonly limit: number; readonly after?: string },
    viewer: Rights,
  ): Promise<Page<IssueRow, string>>;
}

/** What reading needs. */
export interface MirrorDeps {
  readonly store: Store;
  readonly site: string;
  readonly cache: RowCache;
}

/** Makes the reader of a site's mirror. */
export function createMirror(deps: MirrorDeps): Mirror {
  return {
    issue: (idOrKey, viewer) => findIssue(deps, { idOrKey, viewer }),
    list: (query, viewer) => listIssues(deps, { query, viewer }),
    all: (page, viewer) => allIssues(deps, { page, viewer }),
  };
}

async function findIssue(
  deps: MirrorDeps,
  { idOrKey, viewer }: { readonly idOrKey: string; readonly viewer: Rights },
): Promise<IssueRow | null> {
  if (idOrKey.length > MAX_NAME) return null;
  const ids = /^\d+$/.test(idOrKey) ? [idOrKey] : [await idBehind(deps, idOrKey), idOrKey];
  for (const id of ids) {
    const row = id === null ? null : await readCurrent<IssueRow>(deps, issueKey(deps.site, id));
    if (row !== null && isVisible(row, viewer)) return row;
  }
  return null;
}

async function idBehind(deps: MirrorDeps, key: string): Promise<string | null> {
  const alias = await readCurrent<Alias>(deps, aliasKey(deps.site, key));
  return alias?.id ?? null;
}

/** From memory when the head proves it current, else from the store. */
async function readCurrent<T>(deps: MirrorDeps, key: Key): Promise<T | null> {
  const cached = deps.cache.get(key);
  if (cached === undefined) return (await deps.store.get<T>(key)).value;
  const head = await deps.store.get<Head>(headKey(deps.site));
  if (head.versionstamp === deps.cache.head?.versionstamp) {
    const row = deps.cache.get(key);
    if (row !== undefined) return row as T | null;
  }
  return (await deps.store.get<T>(key)).value;
}

function isVisible(row: IssueRow, viewer: Rights): boolean {
  return row.tombstone === null && permits(viewer, scopeOf(row.core));
}

async function listIssues(
  deps: MirrorDeps,
  { query, viewer }: { readonly query: IssueQuery; readonly viewer: Rights },
): Promise<Page<IssueRow, ListPosition>> {
  const ids: string[] = [];
  let position = query.after ?? null;
  let ended = false;
  for (let scanned = 0; scanned < SCAN_AT_MOST && ids.length < query.limit && !ended;) {
    const range = indexRange(deps.site, { query, position });
    const found = range === null ? [] : await deps.store.list<IssueBrief>(range);
    ended = found.length < SCAN_PAGE;
    for (const { key, value } of found) {
      scanned++;
      position = { updated: Number(key[2]), id: String(key[3]) };
      if (matches(value, { query, viewer })) ids.push(position.id);
      if (ids.length >= query.limit) {
        ended = false;
        break;
      }
    }
  }
  const rows = await readIssueRows(deps, ids);
  const items = rows.flatMap((row) => row !== null && isVisible(row, viewer) ? row : []);
  return { items, next: ended ? null : position };
}

/** `null` when a position before the earliest update asked for leaves nothing to read. */
function indexRange(
  site: string,
  { query, position }: { readonly query: IssueQuery; readonly position: ListPosition | null },
): Range | null {
  const since = query.updatedSince ?? -MAX_TIME;
  if (position !== null && position.updated < since) return null;
  const end = position === null
    ? updatedKey(site, MAX_TIME + 1)
    : updatedKey(site, position.updated, position.id);
  return { start: updatedKey(site, since), end, limit: SCAN_PAGE, reverse: true };
}

function matches(
  brief: IssueBrief,
  { query, viewer }: { readonly query: IssueQuery; readonly viewer: Rights },
): boolean {
  const { project, assignee, status, text } = query;
  const among = (wanted: string | undefined, ...names: (string | null)[]) =>
    wanted === undefined || names.some((name) => name?.toLowerCase() === wanted.toLowerCase());
  return among(project, brief.project, brief.projectId) &&
    among(status, brief.status, brief.statusId) &&
    (assignee === undefined || (brief.assignee ?? "none") === assignee) &&
    (text === undefined || brief.summary.toLowerCase().includes(text.toLowerCase())) &&
    permits(viewer, {
      project: brief.projectId,
      projectKey: brief.project,
      issue: null,
      issueKey: null,
      level: brief.level,
      assignee: null,
      reporter: null,
    });
}

async function allIssues(
  deps: MirrorDeps,
  { page, viewer }: {
    readonly page: { readonly limit: number; readonly after?: string };
    readonly viewer: Rights;
  },
): Promise<Page<IssueRow, string>> {
  const prefix = issueKey(deps.site);
  // The key after a given one: the id followed by the smallest character.
  const range = page.after === undefined
    ? { prefix }
    : { prefix, start: issueKey(deps.site, `${page.after}\u0000`) };
  const found = await deps.store.list<IssueRow>({ ...range, limit: page.limit });
  const last = found.at(-1)?.value.core.id ?? null;
  return {
    items: found.map(({ value }) => value).filter((row) => isVisible(row, viewer)),
    next: found.length < page.limit ? null : last,
  };
}
