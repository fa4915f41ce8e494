/**
 * What must hold of a mirror when everything was delivered and every read it asked for was done.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { FeedItem } from "../../lib/feed/protocol.ts";
import { MARGIN } from "../../lib/mirror/fact.ts";
import { changeIdentity } from "../../lib/jira/identity.ts";
import type { JiraEvent } from "../../lib/jira/types.ts";
import { toldTo } from "./drive.ts";
import { hashOf } from "./events.ts";
import type { Tombstone } from "../../lib/mirror/types.ts";
import type { History, Told, TrueIssue } from "./truth.ts";
import type { Mirror } from "./mirror.ts";

/** The mirror shows each issue as it truly is. */
export function assertTrueState(mirror: Mirror, { issues }: History): void {
  for (const { id, moments, deletedAt } of issues) {
    const truth = moments.at(-1);
    const row = mirror.rows.get(id);
    // Of what came and went without a word there is nothing to know.
    if (truth === undefined || (row === undefined && truth.gone !== null)) continue;
    assert.ok(row !== undefined, `issue ${id} is not in the mirror`);
    assert.equal(row.tombstone === null, truth.gone === null, `issue ${id} alive`);
    if (row.tombstone !== null) assertTombstone(row.tombstone, { moments, deletedAt });
    if (row.updated === 0) continue;
    assert.equal(hashOf(row.core), row.hash, `columns and hash of issue ${id} belong together`);
    if (truth.gone !== null) continue;
    assert.equal(row.hash, truth.snapshot.hash, `content of issue ${id}`);
    assert.equal(row.updated, truth.snapshot.updated, `version of issue ${id}`);
  }
}

/** Jira's word for a delete has its time; what was found says how it was gone when it was found. */
function assertTombstone(
  { at, state }: Tombstone,
  { moments, deletedAt }: Pick<TrueIssue, "moments" | "deletedAt">,
): void {
  if (deletedAt === null) {
    assert.ok(moments.some(({ gone }) => gone === state), `it never was ${state}`);
  } else if (state === undefined) assert.equal(at, deletedAt, "time of the delete");
}

/** Each key stands for the issue that has it; else for one that had it. */
export function assertAliases(mirror: Mirror, { issues }: History): void {
  for (const { id, moments } of issues) {
    const truth = moments.at(-1);
    // The last key of a deleted issue may never have been told.
    if (truth === undefined || mirror.rows.get(id)?.core.key !== truth.snapshot.core.key) continue;
    const alias = mirror.aliases.get(truth.snapshot.core.key);
    assert.equal(alias?.id, id, `key ${truth.snapshot.core.key} stands for issue ${id}`);
    assert.equal(alias?.current, truth.gone === null, `key ${truth.snapshot.core.key} is current`);
  }
  for (const [key, { id, current }] of mirror.aliases) {
    const owner = issues.find((issue) => issue.id === id)!;
    assert.ok(owner.keys.has(key), `issue ${id} once had key ${key}`);
    const last = owner.moments.at(-1)!;
    const holds = last.gone === null && last.snapshot.core.key === key;
    assert.equal(current, holds, `key ${key} is current for issue ${id}`);
  }
}

/** Every key that was told stands for some issue. */
export function assertKeysKnown(mirror: Mirror, { told }: History): void {
  for (const { event: { snapshot }, copies } of told) {
    if (snapshot === null || copies.every(({ body }) => body === "bare")) continue;
    assert.ok(mirror.aliases.has(snapshot.core.key), `key ${snapshot.core.key} is known`);
  }
}

/** A key that no issue has stands for the one that had it last. */
export function assertFormerKeys(mirror: Mirror, { issues }: History): void {
  const last = new Map<string, { readonly id: string; readonly at: number }>();
  for (const { id, moments } of issues) {
    for (const { at, snapshot: { core: { key } } } of moments) {
      if (at > (last.get(key)?.at ?? 0)) last.set(key, { id, at });
    }
  }
  for (const [key, { id }] of last) assert.equal(mirror.aliases.get(key)?.id, id, `key ${key}`);
}

/** Parts that are gone are gone, whatever arrived after. */
export function assertParts(mirror: Mirror, { issues, told }: History): void {
  for (const issue of issues) {
    for (const [name, truth] of issue.parts) {
      if (truth.cascade || isUntold(told, { issue, name })) continue;
      const row = mirror.parts.get(name);
      assert.equal(row?.deleted, truth.deleted, `part ${name} deleted`);
      assert.equal(row?.version, truth.version, `version of part ${name}`);
    }
  }
}

function isUntold(
  told: readonly Told[],
  { name }: { readonly issue: TrueIssue; readonly name: string },
): boolean {
  return told.some(({ event, copies, cascade }) =>
    (copies.length === 0 || cascade) && event.part !== null &&
    `${event.part.kind}:${event.part.id}` === name
  );
}

/** Every change that was told is shown once: by its own entry, or by what a picture showed before. */
export function assertShownOnce(mirror: Mirror, history: History): void {
  const entries = itemsOf(mirror).flatMap(({ source, id }) => source === "webhook" ? [id] : []);
  // A comment that came back with its issue may be deleted for a second time.
  const cascades = new Set(history.told.filter(({ cascade }) => cascade).map(idOf));
  const covered: JiraEvent[] = [];
  for (const [change, tellings] of changesOf(history)) {
    const ids = new Set(tellings.map(idOf));
    const times = entries.filter((id) => ids.has(id)).length;
    const due = Math.max(1, new Set(tellings.flatMap(({ event }) => event.part?.id ?? [])).size);
    const most = due + ids.intersection(cascades).size;
    assert.ok(times <= most, `change ${change} is shown ${times} times`);
    if (times < due && !tellings.some(({ cascade }) => cascade)) covered.push(tellings[0]!.event);
  }
  assertCovered(mirror, covered);
}

function idOf({ event }: Told): string {
  return `${event.issueId}-${changeIdentity(event)}`;
}

function changesOf(history: History): Map<string, Told[]> {
  return Map.groupBy(toldTo(history), ({ change }) => change);
}

/** Entries in the order of the feed. */
export function itemsOf({ steps }: Mirror): Omit<FeedItem, "seq">[] {
  return steps.flatMap(({ draft }) => draft === null ? [] : [draft.item]);
}

/** Each line of each change without an entry is a line of one that compared states around it. */
function assertCovered({ steps }: Mirror, events: readonly JiraEvent[]): void {
  const lines = steps.flatMap(({ before, draft }) =>
    draft?.item.source !== "sync" ? [] : linesOf(draft.item).map((line) => ({
      line,
      issue: draft.item.issue!,
      from: before?.updated ?? 0,
    }))
  );
  for (const { kind, issueId, changes, snapshot } of events) {
    if (kind === "deleted") {
      assert.ok(isFoundGone(steps, issueId), `the delete of issue ${issueId} is not in the feed`);
      continue;
    }
    const told = linesOf({ action: kind, changes });
    assert.ok(told.length > 0, `a change of kind ${kind} is missing from the feed`);
    const version = snapshot?.updated ?? 0;
    for (const line of told) {
      const at = lines.findIndex((each) =>
        each.line === line && each.issue.id === issueId && each.from <= version &&
        version <= each.issue.updated!
      );
      assert.ok(at >= 0, `"${line}" of issue ${issueId} is missing from the feed`);
      lines.splice(at, 1);
    }
  }
}

function isFoundGone(steps: Mirror["steps"], issueId: string | null): boolean {
  return steps.some(({ draft }) =>
    draft?.item.issue?.id === issueId && draft?.item.source === "sync" &&
    draft.item.action === "deleted"
  );
}

/** What a census found gone is told once, until it is back; and so is Jira's word for it. */
export function assertGoneOnce({ steps }: Mirror): void {
  const found = new Map<string, { readonly action: string; readonly at: number }>();
  for (const { draft, before } of steps) {
    if (draft === null || draft.item.issue === undefined) continue;
    const { source, kind, action, at, issue: { id }, late } = draft.item;
    if (action === "restored") found.delete(id);
    if (kind !== "deleted") continue;
    const known = found.get(id);
    if (source === "sync") {
      assert.equal(before?.tombstone, null, `issue ${id} was alive`);
      assert.equal(known, undefined, `issue ${id} is told gone twice`);
      found.set(id, { action: action!, at });
    } else if (known?.action === "deleted" && late !== true) {
      assert.ok(at > known.at + MARGIN, `the delete of issue ${id} is told twice`);
    }
  }
}

/** What an entry says, a line a change. Names don't decide, so they are made equal. */
export function linesOf({ action, changes }: Pick<FeedItem, "action" | "changes">): string[] {
  if (action === "created") return ["created"];
  return (changes ?? []).map(({ field, to }) => `${field} ${to?.replace("etat", "status")}`);
}

/** Whoever only follows the feed knows what the mirror shows, and who may see it no more. */
export function assertNothingSilent({ steps }: Mirror): void {
  for (const { before, after, draft } of steps) {
    if (after === null || after === before) continue;
    const isGone = after.tombstone !== null;
    const moved = before === null || (before.tombstone !== null) !== isGone ||
      (!isGone && before.hash !== after.hash);
    assert.ok(!moved || draft !== null, `issue ${after.core.id} changed without an entry`);
    const was = before?.core.project?.id;
    if (isGone || was === undefined || was === after.core.project?.id) continue;
    assert.equal(draft?.prior?.project, was, `issue ${after.core.id} left project ${was} unseen`);
  }
}

/** An entry beside a newer state of its issue says that it is late. */
export function assertLateMarked({ steps }: Mirror): void {
  for (const { draft, fact } of steps) {
    if (draft === null || fact.by !== "webhook" || draft.item.late) continue;
    const { id, issue, source } = draft.item;
    const { snapshot, part, kind } = fact.event;
    if (kind === "deleted") {
      assert.ok(issue?.deleted, `entry ${id} is of a delete that is over, not late`);
    } else if (snapshot !== null && part === null && kind !== "commented" && source !== "sync") {
      assert.ok((issue?.updated ?? 0) <= snapshot.updated, `entry ${id} is old, not late`);
      assert.ok(!issue?.deleted, `entry ${id} is of a deleted issue, not late`);
    }
  }
}

/** What goes with an issue deleted once is not news when the delete is known. */
export function assertNoCascades(mirror: Mirror, { issues, told }: History): void {
  const once = issues.map(({ moments }) =>
    moments.filter(({ gone }) => gone !== null).length === 1
  );
  const cascades = new Set(
    told.filter(({ cascade, issue }) => cascade && once[issue]).map(({ event }) => event),
  );
  for (const { fact, draft } of mirror.steps) {
    if (draft === null || fact.by !== "webhook" || !cascades.has(fact.event)) continue;
    assert.ok(!draft.item.issue?.deleted, `entry ${draft.item.id} of a deleted issue's part`);
  }
}

/** Only of an issue that is gone is anything shown without knowing who may see it. */
export function assertScopesKnown({ steps }: Mirror, { issues }: History): void {
  for (const { draft } of steps) {
    if (draft === null || draft.scope.level !== "unknown") continue;
    const issue = issues.find(({ id }) => id === draft.scope.issue);
    assert.ok(
      issue?.moments.some(({ gone }) => gone !== null),
      `entry ${draft.item.id} was not held until its issue is known`,
    );
  }
}

/** A comment's entry that isn't late comes after no newer one of the same comment. */
export function assertPartsInOrder({ steps }: Mirror): void {
  const newest = new Map<string, number>();
  for (const { draft, fact } of steps) {
    if (draft?.item.source !== "webhook" || fact.by !== "webhook") continue;
    if (fact.event.part === null) continue;
    const { id, version, deleted } = fact.event.part;
    const rank = deleted ? Infinity : version!;
    const before = newest.get(id) ?? 0;
    assert.ok(draft.item.late || rank >= before, `entry ${draft.item.id} is old, not late`);
    newest.set(id, Math.max(before, rank));
  }
}
