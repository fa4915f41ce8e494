/**
 * The inbox as people read it: changes grouped by issue, each group in one place.
 *
 * @module
 */

import type { FeedIssue } from "../../lib/feed/protocol.ts";
import { judge, type Reason, REASONS } from "./judge.ts";
import { inOrder, issueRef, taskName } from "./state.ts";
import type { Entry, Server, State } from "./types.ts";

/** Where a group is found. */
export type Tab = "inbox" | "snoozed" | "muted" | "done";

/** The changes of one issue that are in the same place. */
export interface Group {
  /** The issue, or what else it is about. */
  readonly ref: string;
  readonly server: Server;
  /** Its latest known state. */
  readonly issue: FeedIssue | null;
  /** Newest first; at least one. */
  readonly entries: readonly Entry[];
  /** Of these, not yet dealt with. */
  readonly unread: number;
  readonly reasons: readonly Reason[];
  readonly tab: Tab;
  /** Order of arrival of its newest change. */
  readonly n: number;
}

/** Groups everything the rules keep; the last to change comes first. */
export function groupsOf(state: State): Group[] {
  const servers = new Map(state.servers.map((server) => [server.id, server]));
  const drafts = new Map<string, { entries: Entry[]; reasons: Set<Reason>; muted: boolean }>();
  for (const entry of inOrder(state).reverse()) {
    const verdict = judge(state, entry);
    if (!verdict.kept || !servers.has(entry.server)) continue;
    const ref = issueRef(entry.server, entry.item);
    const draft = drafts.get(ref) ?? { entries: [], reasons: new Set(), muted: false };
    drafts.set(ref, draft);
    draft.entries.push(entry);
    draft.muted ||= verdict.muted;
    for (const reason of verdict.reasons) draft.reasons.add(reason);
  }
  return [...drafts].flatMap(([ref, { entries, reasons, muted }]) => {
    const open = entries.filter(({ mark }) => mark !== "done");
    const done = entries.filter(({ mark }) => mark === "done");
    const tab = muted ? "muted" : state.snoozes[ref] === undefined ? "inbox" : "snoozed";
    const why = REASONS.filter((reason) => reasons.has(reason));
    const server = servers.get(entries[0]!.server)!;
    const made = { ref, server, reasons: why, issue: issueOf(state, entries[0]!) };
    return [
      ...open.length === 0 ? [] : [{ ...made, ...counted(open), tab } as const],
      ...done.length === 0 ? [] : [{ ...made, ...counted(done), tab: "done" } as const],
    ];
  }).sort((a, b) => b.n - a.n);
}

function counted(entries: readonly Entry[]) {
  const unread = entries.filter(({ mark }) => mark === "unseen" || mark === "unread").length;
  return { entries, unread, n: entries[0]!.n };
}

function issueOf(state: State, { server, item }: Entry): FeedIssue | null {
  const { issue } = item;
  if (issue?.key === undefined) return issue ?? null;
  return state.tasks.get(taskName(server, issue.key)) ?? issue;
}
