/**
 * The number on the icon.
 *
 * @module
 */

import { type Connection, healthOf } from "./connection.ts";
import { isLoud, judge } from "./judge.ts";
import type { State } from "./types.ts";

/** What the badge says; words are for the one who draws it. */
export interface Badge {
  /** At most four characters. */
  readonly text: string;
  /** `new`: something came since the inbox was looked at; `calm`: nothing did. */
  readonly tone: "new" | "calm" | "offline" | "alarm";
  readonly count: number;
  readonly health: "live" | "offline" | "signed_out" | "stopped" | "none";
}

/** More than fits is a sign of its own. */
const MOST = 999;

/** What is unread and may draw attention. */
function countUnread(state: State): { readonly unread: number; readonly unseen: number } {
  let unread = 0;
  let unseen = 0;
  for (const entry of state.entries.values()) {
    if (entry.mark === "read" || entry.mark === "done") continue;
    const verdict = judge(state, entry);
    if (!isLoud(state, entry, verdict)) continue;
    if (state.settings.badge === "direct" && !verdict.direct) continue;
    unread++;
    if (entry.mark === "unseen") unseen++;
  }
  return { unread, unseen };
}

/** The badge of a state; the worst connection counts. */
export function badgeOf(
  state: State,
  { connections, now }: {
    readonly connections: ReadonlyMap<string, Connection>;
    readonly now: number;
  },
): Badge {
  const { unread, unseen } = countUnread(state);
  const states = state.servers.map(({ id }) => healthOf(connections.get(id), now));
  const health = state.servers.length === 0
    ? "none"
    : (["signed_out", "stopped", "offline"] as const).find((each) => states.includes(each)) ??
      "live";
  const shown = state.settings.badge === "off" || unread === 0 ? "" : textOf(unread);
  if (health === "signed_out" || health === "stopped") {
    return { text: "!", tone: "alarm", count: unread, health };
  }
  if (health === "offline") {
    return { text: shown === "" ? "…" : shown, tone: "offline", count: unread, health };
  }
  return { text: shown, tone: unseen > 0 ? "new" : "calm", count: unread, health };
}

function textOf(count: number): string {
  return count > MOST ? `${MOST}+` : String(count);
}
