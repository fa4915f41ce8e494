/**
 * Reads a service's snapshot, page by page.
 *
 * @module
 */

import type { Cursor, FeedIssue } from "../../lib/feed/protocol.ts";
import { type Snapshot, type SnapshotIssue, worthKeeping } from "../model/reset.ts";
import type { Failure } from "../model/trouble.ts";
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

/** The service gave no snapshot, though it may be asked for one. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";

  /** A failure, by its name and what was found instead. */
  constructor(readonly code: Extract<Failure, `snapshot_${string}`>, found: string) {
    super(`Cannot read the snapshot: ${found}`);
  }
}

/** What a snapshot is read with. */
export interface SnapshotOptions {
  readonly server: Server;
  /** Where the feed stands. */
  readonly at: Cursor;
  readonly fetch: typeof fetch;
  /** Whether the browser may read from an address. */
  readonly mayRead: (url: string) => Promise<boolean>;
}

/**
 * Reads all pages and keeps the issues worth keeping.
 *
 * @returns The snapshot; without any issues, at `at`, when the browser is not permitted to read from
 * the service: the inbox then knows of issues only what the feed tells.
 * @throws {SnapshotError} When the service cannot give it now. A network that fails must not pass for
 * a state without issues.
 */
export async function readSnapshot(state: State, options: SnapshotOptions): Promise<Snapshot> {
  const { server, at, mayRead } = options;
  if (!await mayRead(server.url)) return { cursor: at, issues: [], ids: null };
  let issues: readonly SnapshotIssue[] = [];
  const ids = new Set<string>();
  let cursor: Cursor | null = null;
  let next: string | null = null;
  do {
    const page: Page = await readPage(options, next);
    cursor ??= { epoch: page.epoch, seq: page.seq };
    for (const { id } of page.issues) ids.add(id);
    const read = [...issues, ...page.issues.map(toFeedIssue)];
    issues = worthKeeping(state, { server, issues: read });
    next = page.next;
  } while (next !== null);
  return { cursor, issues, ids };
}

async function readPage({ server, fetch }: SnapshotOptions, next: string | null): Promise<Page> {
  const query = new URLSearchParams({ limit: String(PAGE), ...next === null ? {} : { next } });
  const headers = { authorization: `Bearer ${server.token}`, accept: "application/json" };
  const response = await fetch(`${server.url}/api/snapshot?${query}`, { headers })
    .catch((error) => {
      throw new SnapshotError("snapshot_unreachable", String(error));
    });
  const { ok, status } = response;
  if (!ok) throw new SnapshotError(codeOf(status), `the service answered ${status}`);
  try {
    return await response.json();
  } catch (error) {
    throw new SnapshotError("snapshot_failed", String(error));
  }
}

function codeOf(status: number): SnapshotError["code"] {
  if (status === 401 || status === 403) return "snapshot_refused";
  return status === 429 ? "snapshot_limited" : "snapshot_failed";
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
