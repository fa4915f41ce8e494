/**
 * What must hold of a mirror at every step when nothing it was told is in doubt.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { JiraEvent } from "../../lib/jira/types.ts";
import type { IssueRow } from "../../lib/mirror/types.ts";
import type { History, TrueIssue } from "./truth.ts";
import { itemsOf, linesOf } from "./laws.ts";
import type { Mirror } from "./mirror.ts";

/** The mirror never goes back, and an entry is late exactly when its issue has gone on since. */
export function assertNeverBack(mirror: Mirror, { issues }: History): void {
  for (const issue of issues) {
    let at = 0;
    for (const { fact, after, draft } of mirror.steps) {
      if (after === null || after.core.id !== issue.id || after.updated === 0) continue;
      at = momentFrom(issue, { at, version: after });
      assert.ok(at >= 0, `issue ${issue.id} went back to ${after.updated} ${after.hash}`);
      if (draft === null || fact.by !== "webhook" || after.tombstone !== null) continue;
      const { snapshot, part, kind } = fact.event;
      if (snapshot === null || part !== null || kind === "commented") continue;
      if (isInDoubt(after, fact.event)) continue;
      const isOver = momentFrom(issue, { at, version: snapshot }) < 0;
      assert.equal(draft.item.late ?? false, isOver, `entry ${draft.item.id} late`);
    }
  }
}

/** Whether a search page, or a read begun before the event, shows another content of its version. */
function isInDoubt({ evidence, updated, hash }: IssueRow, { snapshot, timestamp }: JiraEvent) {
  if (updated !== snapshot!.updated || hash === snapshot!.hash) return false;
  return evidence.by === "search" || evidence.by === "id" && evidence.observedAt <= timestamp!;
}

/** The first moment, from the one at `at` on, at which the issue looked like that. */
function momentFrom(
  { moments }: TrueIssue,
  { at, version }: {
    readonly at: number;
    readonly version: { readonly updated: number; readonly hash: string };
  },
): number {
  return moments.findIndex(({ snapshot }, index) =>
    index >= at && snapshot.updated === version.updated && snapshot.hash === version.hash
  );
}

/**
 * What happens only once is said only once, whether a webhook or a read says it. Contents of one
 * version are left out: a webhook's is shown in doubt, and again when a read has confirmed it.
 */
export function assertSaidOnce(mirror: Mirror, { issues }: History): void {
  if (issues.some(hasConflicts)) return;
  const said = new Set<string>();
  for (const item of itemsOf(mirror).filter(({ subject }) => subject === undefined)) {
    for (const line of linesOf(item)) {
      if (line !== "created" && !line.startsWith("summary")) continue;
      const whole = `${item.issue?.id} ${line}`;
      assert.ok(!said.has(whole), `"${whole}" is said twice`);
      said.add(whole);
    }
  }
}

/** Nothing is read that every whole picture has told already. */
export function assertNoNeedlessReads(mirror: Mirror, { issues, told, lost }: History): void {
  for (const [index, issue] of issues.entries()) {
    const mine = told.filter((each) => each.issue === index);
    const isPlain = mine.every(({ event: { kind } }) => kind === "created" || kind === "updated");
    if (!isPlain || lost || hasConflicts(issue)) continue;
    assert.ok(!mirror.asked.has(issue.id), `issue ${issue.id} was to be read for nothing`);
  }
}

function hasConflicts({ moments }: TrueIssue): boolean {
  const contents = Map.groupBy(moments, ({ snapshot }) => snapshot.updated);
  return contents.values().some((all) => new Set(all.map((each) => each.snapshot.hash)).size > 1);
}
