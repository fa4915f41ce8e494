/**
 * States and items for tests.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import { accept } from "./accept.ts";
import { DEFAULTS, type Settings } from "./settings.ts";
import { apply, EMPTY } from "./state.ts";
import type { Server, State } from "./types.ts";

/** The person of the browser. */
export const ME = { id: "me", name: "Mia Berg" };

/** Somebody else. */
export const ANA = { id: "ana", name: "Ana Lima" };

/** A service the browser follows. */
export const SERVER: Server = {
  id: "1",
  url: "https://boardcast.example.com",
  token: "secret",
  name: "Work",
  jiraUrl: "https://jira.example.com",
  me: [ME],
};

/** A change of an issue that is assigned to the person, unless told otherwise. */
export function item(seq: number, change: Partial<FeedItem> = {}): FeedItem {
  const number = change.issue?.id ?? String(seq);
  return {
    seq,
    id: `change-${seq}`,
    at: seq * 1_000,
    kind: "updated",
    action: "updated",
    actor: ANA,
    changes: [{ field: "status", from: "To Do", to: "Done" }],
    source: "webhook",
    ...change,
    issue: {
      id: number,
      key: `DEMO-${number}`,
      project: { id: "10", key: "DEMO", name: "Demo" },
      summary: `Issue ${number}`,
      assignee: ME,
      reporter: ANA,
      updated: seq,
      ...change.issue,
    },
  };
}

/** A connected browser with these settings. */
export function connected(settings: Partial<Settings> = {}, servers = [SERVER]): State {
  return { ...EMPTY, servers, settings: { ...DEFAULTS, ...settings } };
}

/** The state after these items came in one batch. */
export function taking(
  state: State,
  items: readonly FeedItem[],
  { server = "1", now = 1_000_000, epoch = "e.1" }: {
    readonly server?: string;
    readonly now?: number;
    readonly epoch?: string;
  } = {},
): State {
  const cursor = { epoch, seq: items.at(-1)?.seq ?? 0 };
  return apply(state, accept(state, { cursor, scope: "s", items }, { server, subs: "{}", now }));
}
