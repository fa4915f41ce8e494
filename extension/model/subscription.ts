/**
 * What to ask of the feed, by the rules.
 *
 * @module
 */

import { type Clause, LIMITS, type Subscription } from "../../lib/feed/protocol.ts";
import type { Settings } from "./settings.ts";
import type { Server } from "./types.ts";

/**
 * The subscription of a server. Only when neither everything nor watched issues are wanted can the
 * service choose: which issues somebody works on shows only in what they did there.
 */
export function subscriptionOf(server: Server, settings: Settings): Subscription {
  const me = server.me.map(({ id }) => id);
  if (me.length === 0) return {};
  const { reasons } = settings;
  if (reasons.other || reasons.watching) return { me };
  const any = [...roles(settings), ...reasons.followed ? followed(server, settings) : []];
  // No clause would mean everything; an issue of no name is none.
  return { me, any: any.length === 0 ? [{ issues: ["-"] }] : any };
}

function roles({ reasons }: Settings): Clause[] {
  const wanted = (["assignee", "reporter", "mention"] as const).filter((role) => reasons[role]);
  return wanted.length === 0 ? [] : [{ roles: wanted }];
}

function followed({ url }: Server, { follows }: Settings): Clause[] {
  const idsOf = (kind: "issue" | "project") =>
    follows.filter((place) => place.server === url && place.kind === kind)
      .map(({ id }) => id).slice(0, LIMITS.list);
  const issues = idsOf("issue");
  const projects = idsOf("project");
  return [
    ...issues.length === 0 ? [] : [{ issues }],
    ...projects.length === 0 ? [] : [{ projects }],
  ];
}
