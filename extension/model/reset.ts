/**
 * What a `reset` of the feed does to the inbox: state is taken from a snapshot, and one line says how
 * much was passed over.
 *
 * @module
 */

import type { Cursor, FeedIssue, ResetReason } from "../../lib/feed/protocol.ts";
import { passedOver } from "../../lib/ui/away.ts";
import { judge } from "./judge.ts";
import { addIssuePeople } from "./people.ts";
import { join, MOST_TASKS, taskName } from "./state.ts";
import type { Change, Head, Server, State, Task } from "./types.ts";

/** Issues that are named; more make a line nobody reads. */
const MOST_MISSED = 99;

/** An issue of a snapshot, as far as the inbox uses it. */
export type SnapshotIssue = FeedIssue & { readonly key: string };

/** A snapshot, read through. */
export interface Snapshot {
  /** Position the feed is to be followed from. */
  readonly cursor: Cursor;
  /** The issues worth keeping. */
  readonly issues: readonly SnapshotIssue[];
  /** Ids of all issues in it; `null` when it could not be read. */
  readonly ids: ReadonlySet<string> | null;
}

/** How a reset came about. */
export interface Reset {
  readonly server: string;
  readonly reason: ResetReason;
  readonly snapshot: Snapshot;
  readonly subs: string;
  readonly now: number;
}

/** Of a growing list of issues, those worth keeping: the viewer's own, then known ones, then newest. */
export function worthKeeping(
  state: State,
  { server, issues }: { readonly server: Server; readonly issues: readonly SnapshotIssue[] },
): readonly SnapshotIssue[] {
  if (issues.length <= MOST_TASKS) return issues;
  const me = server.me.map(({ id }) => id);
  const rank = ({ key, assignee, reporter }: SnapshotIssue) => {
    const known = state.tasks.get(taskName(server.id, key));
    const mine = me.includes(assignee?.id ?? "") || me.includes(reporter?.id ?? "");
    return mine || known?.acted === true ? 0 : known !== undefined ? 1 : 2;
  };
  return issues.toSorted((a, b) => rank(a) - rank(b) || (b.updated ?? 0) - (a.updated ?? 0))
    .slice(0, MOST_TASKS);
}

/** Starts again from a snapshot. What is in the inbox stays, unless the viewer may not see it now. */
export function startAgain(state: State, reset: Reset): Change {
  const { server, snapshot, subs, reason } = reset;
  const before = state.heads.get(server);
  const missed = reason === "new" ? null : missedOf(state, reset);
  const head: Head = {
    cursor: snapshot.cursor,
    scope: null,
    subs,
    next: before?.next ?? 0,
    away: reason === "new" ? null : away(before, snapshot.cursor),
    ...missed === null ? {} : { missed },
  };
  const people = addIssuePeople(state, { server, issues: snapshot.issues });
  return join(people, {
    heads: new Map([[server, head]]),
    tasks: newTasks(state, reset),
    entries: reason === "scope" ? hidden(state, reset) : new Map(),
  });
}

function newTasks(
  state: State,
  { server, snapshot, reason, now }: Reset,
): Map<string, Task | null> {
  // What could not be read says nothing against what is known, unless it may not be seen any more.
  if (snapshot.ids === null && reason !== "scope") return new Map();
  const tasks = new Map<string, Task | null>();
  const known = [...state.tasks].filter(([, task]) => task.server === server);
  for (const [name] of known) tasks.set(name, null);
  const took = new Set(known.flatMap(([, { id, acted }]) => acted === true ? [id] : []));
  for (const issue of snapshot.issues) {
    const heard = issue.updated ?? now;
    const acted = took.has(issue.id);
    tasks.set(taskName(server, issue.key), { ...issue, server, heard, ...acted && { acted } });
  }
  return tasks;
}

function hidden(state: State, { server, snapshot: { ids } }: Reset): Map<string, null> {
  const gone = [...state.entries].filter(([, entry]) =>
    entry.server === server && entry.item.issue !== undefined &&
    ids?.has(entry.item.issue.id) !== true
  );
  return new Map(gone.map(([place]) => [place, null]));
}

/**
 * Issues of what was passed over that concern the viewer, with those not yet read of. Their versions
 * tell: a snapshot holds what became of them, not what happened. `null` where it could not be read,
 * or everything concerns the viewer.
 */
function missedOf(state: State, { server, snapshot }: Reset): readonly string[] | null {
  const me = state.servers.find(({ id }) => id === server)?.me ?? [];
  const before = state.heads.get(server);
  if (before === undefined || snapshot.ids === null || me.length === 0) return null;
  if (state.settings.reasons.other) return null;
  const known = [...state.tasks.values()].filter((task) => task.server === server);
  const heard = Math.max(0, ...known.map(({ updated = 0 }) => updated));
  const versions = new Map(known.map(({ id, updated = 0 }) => [id, updated]));
  const keys = snapshot.issues.filter((issue) => {
    const { updated = 0, id } = issue;
    if (updated <= (versions.get(id) ?? heard)) return false;
    const item = { seq: 0, id, at: updated, kind: "updated", issue, source: "sync" } as const;
    const { kept, muted } = judge(state, { server, item });
    return kept && !muted;
  }).map(({ key }) => key);
  return [...new Set([...before.missed ?? [], ...keys])].slice(0, MOST_MISSED);
}

/** Changes passed over, added to those not yet read of; -1 when two logs can't be compared. */
function away(before: Head | undefined, now: Cursor): number {
  const passed = passedOver(before?.cursor ?? null, now);
  return passed === null || before?.away === -1 ? -1 : passed + (before?.away ?? 0);
}
