/**
 * Reads a service's snapshot, page by page.
 *
 * @module
 */

import type { Cursor, FeedIssue } from "../../lib/feed/protocol.ts";
import { type Snapshot, type SnapshotIssue, worthKeeping } from "../model/reset.ts";
import type { Server, State } from "../model/types.ts";

/** The largest page the service gives (PROTOCOL.md §8.3). */
const PAGE = 500;

/** One page as the service sends it. */
interface Page {
  readonly epoch: string;
  readonly seq: number;
  readonly issues: readonly Wire[];
  readonly next: string | null;
}

type Wire = Omit<FeedIssue, "type" | "priority" | "status"> & {
  readonly key: string;
  readonly type: { readonly name: string } | null;
  readonly priority: { readonly name: string } | null;
  readonly status: { readonly name: string; readonly category: string } | null;
};

/** The service answered with something else than a snapshot. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";

  /** A refusal with its HTTP status. */
  constructor(readonly status: number) {
    super(`Cannot read the snapshot: the service answered ${status}`);
  }
}

/**
 * Reads all pages and keeps the issues worth keeping.
 *
 * @returns The snapshot; without any issues, at `at`, when the browser was not permitted to read from
 * the service: the inbox then knows of issues only what the feed tells.
 * @throws {SnapshotError} When the service cannot give it now.
 */
export async function readSnapshot(
  state: State,
  { server, at, fetch }: {
    readonly server: Server;
    readonly at: Cursor;
    readonly fetch: typeof globalThis.fetch;
  },
): Promise<Snapshot> {
  let issues: readonly SnapshotIssue[] = [];
  const ids = new Set<string>();
  let cursor: Cursor | null = null;
  let next: string | null = null;
  try {
    do {
      const page: Page = await readPage(server, { next, fetch });
      cursor ??= { epoch: page.epoch, seq: page.seq };
      for (const { id } of page.issues) ids.add(id);
      const read = [...issues, ...page.issues.map(toFeedIssue)];
      issues = worthKeeping(state, { server, issues: read });
      next = page.next;
    } while (next !== null);
    return { cursor, issues, ids };
  } catch (error) {
    if (error instanceof SnapshotError) throw error;
    return { cursor: at, issues: [], ids: null };
  }
}

async function readPage(
  server: Server,
  { next, fetch }: { readonly next: string | null; readonly fetch: typeof globalThis.fetch },
): Promise<Page> {
  const query = new URLSearchParams({ limit: String(PAGE), ...next === null ? {} : { next } });
  const response = await fetch(`${server.url}/api/snapshot?${query}`, {
    headers: { authorization: `Bearer ${server.token}`, accept: "application/json" },
  });
  if (!response.ok) throw new SnapshotError(response.status);
  return await response.json();
}

function toFeedIssue({ id, key, project, summary, ...wire }: Wire): SnapshotIssue {
  const { status, type, priority, assignee, reporter, updated } = wire;
  return {
    id,
    key,
    assignee: assignee ?? null,
    reporter: reporter ?? null,
    ...project == null ? {} : { project },
    ...summary === undefined ? {} : { summary },
    ...status === null ? {} : { status: { name: status.name, category: status.category } },
    ...type === null ? {} : { type: type.name },
    ...priority === null ? {} : { priority: priority.name },
    ...updated === undefined ? {} : { updated },
  };
}
