/**
 * What can happen to an issue as a whole.
 *
 * @module
 */

import type { FieldChange, IssueCore, Project } from "../../lib/jira/types.ts";
import type { GoneState } from "../../lib/mirror/types.ts";
import { changeOf, coreOf, snapshotOf } from "./events.ts";
import { partOf } from "./part_acts.ts";
import type { Op } from "./plan.ts";
import { pass, type Scene, tell, type World } from "./truth.ts";

const KEYS = ["P-1", "Q-1", "R-1"] as const;

/** The first act makes the issue. */
export function create(world: World, { op, issue }: Pick<Scene, "op" | "issue">): void {
  world.now++;
  const key = freeKey(world, KEYS[op.issue]);
  const snapshot = snapshotOf(
    coreOf({ id: issue.id, key, project: projectOf(key), created: world.now }),
    world.now,
  );
  pass(world, { issue, gone: null, snapshot });
  tell(world, {
    op,
    event: { name: "jira:issue_created", kind: "created", action: "created", snapshot },
  });
}

function projectOf(key: string): Project {
  return { id: key[0]!, key: key[0]!, name: `project ${key[0]}` };
}

function freeKey(world: World, wanted: string): string {
  const taken = world.issues.map(({ moments }) => moments.at(-1)?.snapshot.core.key);
  return [wanted, ...KEYS].find((key) => !taken.includes(key))!;
}

/** Edits an issue, or moves it to another key. */
export function change(world: World, { op, issue, last }: Scene): void {
  const [core, changes] = changed(world, { op, core: last.snapshot.core });
  if (changes.length === 0) return;
  const updated = op.act === "silent" ? last.snapshot.updated : world.now;
  const snapshot = snapshotOf(core, updated);
  pass(world, { issue, gone: null, snapshot });
  tell(world, { op, event: { snapshot, changelogId: String(world.counter), changes } });
}

function changed(
  world: World,
  { op, core }: { readonly op: Op; readonly core: IssueCore },
): [IssueCore, FieldChange[]] {
  if (op.act === "move") {
    const key = freeKey(world, KEYS[op.value]!);
    const project = projectOf(key);
    return [{ ...core, key, project }, [
      changeOf("Key", core.key, key),
      changeOf("project", core.project!.id, project.id),
    ]];
  }
  if (op.value === 0) {
    const summary = `s${world.counter}`;
    return [{ ...core, summary }, [changeOf("summary", core.summary, summary)]];
  }
  // Back and forth between few values: the same change happens again.
  const id = String((Number(core.status!.id) + op.value) % 3);
  const status = { id, name: `status ${id}`, category: "new" };
  return [{ ...core, status }, [changeOf("status", core.status!.id, id)]];
}

/** Deletes an issue and tells of all that goes with it. */
export function remove(world: World, { op, issue, last }: Scene): void {
  if (op.copies.length === 0) issue.vanishedAt = world.now;
  else issue.deletedAt = Math.max(issue.deletedAt ?? 0, world.now + op.skew);
  pass(world, { issue, gone: "deleted", snapshot: last.snapshot });
  const snapshot = op.value === 0 ? null : last.snapshot;
  tell(world, {
    op,
    event: {
      name: "jira:issue_deleted",
      kind: "deleted",
      action: "deleted",
      issueId: issue.id,
      snapshot,
    },
  });
  for (const [name, state] of issue.parts) {
    if (state.deleted) continue;
    issue.parts.set(name, { ...state, deleted: true, cascade: true });
    const part = partOf(name, { version: state.version, deleted: true });
    const { kind } = part;
    const about = { kind, action: "deleted", part, issueId: issue.id, touches: [issue.id] };
    const timestamp = world.now + op.skew + op.value * 100_000;
    tell(world, { op, event: { ...about, name: `${kind}_deleted`, timestamp } });
  }
}

const HIDDEN: readonly GoneState[] = ["hidden", "archived", "trashed"];

/** Takes an issue away without telling of it. */
export function hide(world: World, { op, issue, last }: Scene): void {
  issue.vanishedAt = world.now;
  pass(world, { issue, gone: HIDDEN[op.value]!, snapshot: last.snapshot });
}

/**
 * To another state under the same key, as when a site is restored from a backup, and from a later
 * one after that.
 */
export function fallBack(world: World, { op, issue, last }: Scene): void {
  const born = issue.moments.findLastIndex(({ gone }) => gone !== null) + 1;
  const others = issue.moments.slice(born).filter(({ snapshot }) =>
    snapshot.core.key === last.snapshot.core.key && snapshot.updated !== last.snapshot.updated
  );
  const back = others[op.value % Math.max(1, others.length)];
  if (back === undefined) return;
  issue.fellAt = world.now;
  pass(world, { issue, gone: null, snapshot: back.snapshot });
}
/** An issue comes back with the comments it went with. */
export function restore(world: World, { issue, last }: Scene): void {
  issue.restoredAt = world.now;
  for (const [name, state] of issue.parts) {
    if (state.cascade) issue.parts.set(name, { ...state, deleted: false, cascade: false });
  }
  pass(world, { issue, gone: null, snapshot: last.snapshot });
}
