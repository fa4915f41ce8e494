/**
 * The latest known state of issues.
 *
 * @module
 */

import type { FeedIssue, FeedItem } from "../../lib/feed/protocol.ts";
import { MOST_TASKS, taskName } from "./state.ts";
import type { Change, State, Task } from "./types.ts";

/** Issues forgotten at a time, so that forgetting is rare. */
const FORGET = 100;

/** Takes in what an item says of its issue. */
export function hear(
  state: State,
  { server, item, now }: { readonly server: string; readonly item: FeedItem; readonly now: number },
): Change {
  const { issue } = item;
  if (issue?.key === undefined) return {};
  const known = state.tasks.get(taskName(server, issue.key));
  const me = state.servers.find(({ id }) => id === server)?.me ?? [];
  const acted = known?.acted === true || me.some(({ id }) => id === item.actor?.id);
  const current = isOlder(issue, known) ? known! : issue;
  return write(state, { ...current, key: issue.key, server, heard: now, ...acted && { acted } });
}

/** An issue's record, and the end of the record under the key it had before. */
function write(state: State, task: Task): Change {
  const name = taskName(task.server, task.key);
  const former = [...state.tasks].find(([other, { server, id }]) =>
    other !== name && server === task.server && id === task.id
  );
  return {
    tasks: new Map<string, Task | null>([
      ...former === undefined ? [] : [[former[0], null] as const],
      [name, task],
    ]),
  };
}

/** Keeps the number of issues bounded. */
export function trimTasks(state: State): Change {
  if (state.tasks.size <= MOST_TASKS) return {};
  return forgetTasks(state, state.tasks.size - MOST_TASKS + FORGET);
}

/**
 * Forgets some issues: those not heard of for longest, and last those one took part in, which only
 * this memory knows.
 */
export function forgetTasks(state: State, count: number): Change {
  const rank = ({ acted }: Task) => acted === true ? 1 : 0;
  const order = [...state.tasks].sort(([, a], [, b]) => rank(a) - rank(b) || a.heard - b.heard);
  return { tasks: new Map(order.slice(0, count).map(([name]) => [name, null])) };
}

function isOlder(issue: FeedIssue, known: Task | undefined): boolean {
  if (known === undefined || known.id !== issue.id || issue.deleted === true) return false;
  return (issue.updated ?? 0) < (known.updated ?? 0);
}
