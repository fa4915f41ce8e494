/**
 * Carries out what pages ask for.
 *
 * @module
 */

import type { Command, Visited } from "../model/commands.ts";
import { isOfJira, issueLink, keyInAddress } from "../model/links.ts";
import { addServer, changeServer, removeServer } from "../model/servers.ts";
import { changeSettings, type Place } from "../model/settings.ts";
import { belongsTo, inOrder, issueRef, taskName } from "../model/state.ts";
import * as triage from "../model/triage.ts";
import type { Change, State } from "../model/types.ts";
import type { Store } from "../store/store.ts";
import type { Connections } from "./connections.ts";
import { findIssue } from "./find_issue.ts";
import type { Ports } from "./ports.ts";

/** What commands act on. */
export interface Reach {
  readonly ports: Ports;
  readonly store: Store;
  readonly connections: Connections;
}

/** Does one thing; the answer is for whoever asked. */
export async function carryOut(command: Command, reach: Reach): Promise<unknown> {
  const { store, connections, ports } = reach;
  switch (command.t) {
    case "wake":
      return await connections.wake();
    case "retry":
      return await connections.retry(command.server);
    case "open":
      return await open(command.ref, reach);
    case "visit":
      return await visited(command.url, reach);
    default:
      await store.change((state) => effect(state, { command, now: ports.now() }));
      if (command.t === "disconnect") await clearNotices(command.server, reach);
      // Another token deserves another attempt.
      if (command.t === "connect") await retryAll(reach, command.server.url);
  }
}

type Storing = Exclude<Command, { readonly t: "wake" | "retry" | "open" | "visit" }>;

function effect(
  state: State,
  { command, now }: { readonly command: Storing; readonly now: number },
): Change {
  switch (command.t) {
    case "see":
      return triage.see(state);
    case "mark":
      return triage.mark(state, { ids: command.ids, to: command.to, now });
    case "undo":
      return triage.undo(state);
    case "snooze":
      return triage.snooze(state, { ref: command.ref, until: command.until, now });
    case "unsnooze":
      return triage.unsnooze(state, { ref: command.ref, now });
    case "mute":
      return triage.setMuted(state, { place: command.place, muted: command.on, now });
    case "follow":
      return triage.setFollowed(state, { place: command.place, followed: command.on, now });
    case "pause":
      return { pausedUntil: command.until };
    case "dismiss_away":
      return dismissAway(state, command.server);
    case "dismiss_me":
      return changeServer(state, command.server, { unasked: true });
    case "connect":
      return addServer(state, command.server);
    case "disconnect":
      return removeServer(state, command.server);
    case "change_server":
      return changeServer(state, command.server, { name: command.name, jiraUrl: command.jiraUrl });
    case "me":
      return changeServer(state, command.server, { me: command.me });
    case "settings":
      return { settings: changeSettings(state.settings, command.settings) };
  }
}

function dismissAway(state: State, server: string): Change {
  const head = state.heads.get(server);
  if (head === undefined) return {};
  const { missed: _read, ...rest } = head;
  return { heads: new Map([[server, { ...rest, away: null }]]) };
}

async function clearNotices(server: string, { ports }: Reach): Promise<void> {
  for (const id of await ports.notifications.shown()) {
    if (belongsTo(id, server)) await ports.notifications.clear(id);
  }
}

async function retryAll({ store, connections }: Reach, url: string): Promise<void> {
  const { servers } = await store.read();
  for (const server of servers) if (server.url === url) await connections.retry(server.id);
}

async function open(ref: string, { store, ports }: Reach): Promise<void> {
  const state = await store.read();
  const entry = inOrder(state).reverse().find(({ server, item }) => issueRef(server, item) === ref);
  const server = state.servers.find(({ id }) => id === entry?.server);
  const link = issueLink(server?.jiraUrl ?? null, entry?.item.issue?.key);
  if (link === null) return;
  await ports.tabs.open(link);
  await store.change((now) => triage.visit(now, ref));
}

/**
 * A page of Jira shows an issue: what the inbox has of it is read. Of one that nothing was heard of
 * the service is asked, as mute and follow go by id.
 */
async function visited(url: string, { store, ports }: Reach): Promise<Visited | null> {
  const key = keyInAddress(url);
  const state = await store.read();
  const server = state.servers.find(({ jiraUrl }) => isOfJira(url, jiraUrl));
  if (server === undefined || key === null) return null;
  const { fetch, mayRead } = ports;
  const issue = state.tasks.get(taskName(server.id, key)) ??
    await findIssue(server, { key, fetch, mayRead });
  if (issue === null) return null;
  await store.change((now) => triage.visit(now, `${server.id}:${issue.id}`));
  const place: Place = { server: server.url, kind: "issue", id: issue.id, key: issue.key };
  const has = (places: readonly Place[]) =>
    places.some((each) =>
      each.server === place.server && each.kind === place.kind && each.id === place.id
    );
  const { mutes, follows } = state.settings;
  return { place, muted: has(mutes), followed: has(follows) };
}
