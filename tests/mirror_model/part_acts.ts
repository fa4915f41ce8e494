/**
 * What can happen to comments and worklogs.
 *
 * @module
 */

import { changeIdentity } from "../../lib/jira/identity.ts";
import type { Part } from "../../lib/jira/types.ts";
import { commentOf, eventOf, snapshotOf } from "./events.ts";
import type { Op } from "./plan.ts";
import { pass, type Scene, tell, type World } from "./truth.ts";

/** Adds a comment or worklog. */
export function addPart(world: World, { op, issue, last }: Scene): void {
  const kind = op.act === "worklog" ? "worklog" : "commented";
  const part = commentOf({ id: String(world.counter), kind, version: world.now });
  tellPart(world, { op, issue, last, part, action: "created" });
}

/** Changes or deletes a comment or worklog. */
export function changePart(world: World, { op, issue, last }: Scene): void {
  const open = [...issue.parts].filter(([, { deleted }]) => !deleted);
  const chosen = open[op.value % Math.max(1, open.length)];
  if (chosen === undefined) return;
  const [name, { version }] = chosen;
  if (op.act === "recomment") {
    if (version === world.now) return;
    const part = partOf(name, { version: world.now, deleted: false });
    return tellPart(world, { op, issue, last, part, action: "updated" });
  }
  const part = partOf(name, { version, deleted: true });
  if (!isDoubled(op, part)) return tellPart(world, { op, issue, last, part, action: "deleted" });
  const comments = open.filter(([other]) => other.startsWith("commented"));
  for (const [other, { version }] of comments) {
    const gone = partOf(other, { version, deleted: true });
    tellPart(world, { op, issue, last, part: gone, action: "deleted" });
  }
}

/** A comment or worklog by `<kind>:<id>`. */
export function partOf(
  name: string,
  state: { readonly version: number; readonly deleted: boolean },
): Part {
  const [kind, id] = name.split(":") as ["commented" | "worklog", string];
  return commentOf({ kind, id, ...state });
}

function tellPart(
  world: World,
  { op, issue, last, part, action }: Scene & { readonly part: Part; readonly action: string },
): void {
  const { kind, id, version, deleted } = part;
  issue.parts.set(`${kind}:${id}`, { deleted, cascade: false, version: version! });
  pass(world, { issue, gone: null, snapshot: snapshotOf(last.snapshot.core, world.now) });
  const about = { kind, action, issueId: issue.id, touches: [issue.id] };
  const alone = eventOf({ ...about, name: `${kind}_${action}`, part });
  if (!isDoubled(op, part)) return tell(world, { op, event: alone });
  // Data Center tells it twice; the other body shows the issue as it was before, and no comment
  // that is gone: then only the instant tells that both are one.
  const timestamp = deleted ? { timestamp: world.now + 1_000 + world.counter } : {};
  const whole = eventOf({ ...about, snapshot: last.snapshot, part: deleted ? null : part });
  const bodies = op.value === 1 ? [whole, alone] : [alone, whole];
  const change = deleted ? `gone@${world.counter}` : changeIdentity(alone);
  for (const event of bodies) tell(world, { op, event: { ...event, ...timestamp }, change });
}

function isDoubled({ act, skew }: Op, { kind, deleted }: Part): boolean {
  return kind === "commented" && (act === "comment_dc" || (deleted && skew === 200));
}
