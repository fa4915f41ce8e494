/**
 * What must hold after any number of crashes.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import { decodeEvent } from "../../lib/jira/event.ts";
import { issueOf } from "../../lib/mirror/subjects.ts";
import type { IssueTruth } from "../../lib/simulator/site.ts";
import type { SimEvent } from "../../lib/simulator/site_state.ts";
import type { Load } from "./load.ts";

/** An issue as the snapshot shows it. */
export interface SnapshotIssue {
  readonly id: string;
  readonly key: string;
  readonly project: { readonly key: string };
  readonly status: { readonly name: string };
  readonly assignee: { readonly id: string } | null;
  readonly summary: string;
  readonly updated: number;
}

/** Everything known at the end of a run. */
export interface Evidence {
  readonly load: Load;
  /** The log as read at the end. */
  readonly log: readonly FeedItem[];
  /** The log as a client saw it that followed all along. */
  readonly followed: readonly FeedItem[];
  readonly mirror: readonly SnapshotIssue[];
}

/** Says in words what doesn't hold; empty when all does. */
export function judge(evidence: Evidence): string[] {
  return [
    ...judgePromises(evidence),
    ...judgeRepeats(evidence.log),
    ...judgeFollower(evidence),
    ...judgeMirror(evidence),
  ];
}

function judgePromises({ load, log }: Evidence): string[] {
  const shown = new Set(log.map(({ id }) => id));
  const gone = new Set(load.site.truth().filter(({ deleted }) => deleted).map(({ id }) => id));
  const missing = [...load.promised]
    .filter(([id, event]) => !shown.has(id) && !mayStaySilent(event, gone))
    .map(([id]) => id);
  return missing.length === 0
    ? []
    : [`answered 2xx and not in the feed: ${missing.length}, such as ${missing.slice(0, 3)}`];
}

function judgeRepeats(log: readonly FeedItem[]): string[] {
  const groups = Map.groupBy(log, ({ id }) => id);
  const repeated = [...groups].filter(([, items]) => items.length > 1).map(([id]) => id);
  return repeated.length === 0
    ? []
    : [`in the feed more than once: ${repeated.length}, such as ${repeated.slice(0, 3)}`];
}

function judgeFollower({ log, followed }: Evidence): string[] {
  const [whole, seen] = [log, followed].map((items) => items.map(({ seq, id }) => `${seq} ${id}`));
  const at = whole!.findIndex((entry, index) => entry !== seen![index]);
  if (at < 0 && whole!.length === seen!.length) return [];
  return [`the follower saw ${seen![at]} where the log has ${whole![at]}`];
}

function judgeMirror({ load, mirror }: Evidence): string[] {
  const unsure = new Set(load.lost.map(({ change }) => load.site.changes[change]!.issueId));
  const expected = load.site.truth()
    .filter(({ id, deleted }) => !deleted && !unsure.has(id))
    .map(textOfTruth).sort();
  const actual = mirror.filter(({ id }) => !unsure.has(id)).map(textOfIssue).sort();
  const wrong = [
    ...expected.filter((text) => !actual.includes(text)).map((text) => `not mirrored: ${text}`),
    ...actual.filter((text) => !expected.includes(text)).map((text) => `not true: ${text}`),
  ];
  return wrong.slice(0, 4);
}

function textOfTruth(issue: IssueTruth): string {
  const { id, key, project, status, assignee, summary, told } = issue;
  return [id, key, project, status, assignee, told, summary].join(" ");
}

function textOfIssue(issue: SnapshotIssue): string {
  const { id, key, project, status, assignee, updated, summary } = issue;
  return [id, key, project.key, status.name, assignee?.id, updated, summary].join(" ");
}

/**
 * Whether a change need not be shown: a comment, file or link that was removed from an issue deleted
 * since, which nobody tells from what Jira sends because the issue was.
 */
function mayStaySilent(event: SimEvent, gone: ReadonlySet<string>): boolean {
  const decoded = decodeEvent({ ...event.body });
  return decoded.part?.deleted === true && gone.has(issueOf(decoded) ?? "");
}
