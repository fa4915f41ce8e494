/**
 * Plays a plan: the truth about two issues at every moment, and every event Jira tells of it.
 *
 * @module
 */

import { SECOND } from "../../lib/mirror/fact.ts";
import { CASCADE } from "../../lib/mirror/tombstone.ts";
import { change, create, fallBack, hide, remove, restore } from "./issue_acts.ts";
import { addPart, changePart } from "./part_acts.ts";
import type { Op, Plan } from "./plan.ts";
import { type History, START, type Told, type World } from "./truth.ts";

/** Plays `plan` from {@linkcode START}. */
export function play(plan: Plan): History {
  const world: World = {
    issues: ["100", "200"].map((id) => ({
      id,
      moments: [],
      parts: new Map(),
      keys: new Set<string>(),
      restoredAt: null,
      fellAt: null,
      deletedAt: null,
      vanishedAt: null,
    })),
    told: [],
    // A bare body of an issue that is gone leaves no row to remember it by.
    bareAllowed: !plan.ops.some(({ act }) => act === "delete" || act === "hide"),
    now: START,
    op: 0,
    // Changelog ids with two and with three digits: they are to be ordered as numbers.
    counter: 95,
  };
  for (const op of plan.ops) {
    // No two issues have one key at one time, so a key changes hands between two instants.
    world.now += op.act === "move" ? Math.max(1, op.gap) : op.gap;
    world.counter++;
    perform(world, op);
    world.op++;
  }
  const { issues, now } = world;
  const told = world.told.map((each) => ({ ...each, cascade: looksLikeCascade(each, world.told) }));
  return { issues, told, end: now, lost: told.some(({ copies }) => copies.length === 0) };
}

/** About the time of its issue's delete, a part's delete can't be told from what went with it. */
function looksLikeCascade({ issue, event }: Told, told: readonly Told[]): boolean {
  if (!event.part?.deleted) return false;
  return told.some((other) => {
    const after = event.timestamp! - other.event.timestamp!;
    const isDelete = other.issue === issue && other.event.kind === "deleted";
    return isDelete && after >= -SECOND && after <= CASCADE;
  });
}

function perform(world: World, op: Op): void {
  const issue = world.issues[op.issue]!;
  const last = issue.moments.at(-1);
  if (last === undefined) return create(world, { op, issue });
  const scene = { op, issue, last };
  if (last.gone !== null) {
    if (op.act === "restore") restore(world, scene);
    return;
  }
  switch (op.act) {
    case "edit":
    case "silent":
    case "move":
      return change(world, scene);
    case "comment":
    case "comment_dc":
    case "worklog":
      return addPart(world, scene);
    case "recomment":
    case "uncomment":
      return changePart(world, scene);
    case "delete":
      return remove(world, scene);
    case "hide":
      return hide(world, scene);
    case "fall":
      return fallBack(world, scene);
    case "restore":
      return;
  }
}
