/**
 * Adding, changing and removing the services a browser follows.
 *
 * @module
 */

import type { FeedNamed } from "../../lib/feed/protocol.ts";
import type { NewServer } from "./commands.ts";
import type { Change, Server, State } from "./types.ts";

/** Adds a service; one that is known gets the new token and keeps everything else. */
export function addServer(state: State, given: NewServer): Change {
  const known = state.servers.find(({ url }) => url === given.url);
  if (known === undefined) {
    return { servers: [...state.servers, { ...given, id: freeId(state.servers), me: [] }] };
  }
  const jiraUrl = given.jiraUrl ?? known.jiraUrl;
  return changeServer(state, known.id, { token: given.token, jiraUrl });
}

/** Changes what is known of a service. */
export function changeServer(
  state: State,
  id: string,
  change: Partial<Pick<Server, "token" | "name" | "jiraUrl" | "unasked">> & {
    readonly me?: readonly FeedNamed[];
  },
): Change {
  return {
    servers: state.servers.map((server) => server.id === id ? { ...server, ...change } : server),
  };
}

/** Removes a service and all that is kept of it. */
export function removeServer(state: State, id: string): Change {
  const of = <T extends { readonly server: string }>(table: ReadonlyMap<string, T>) =>
    new Map([...table].filter(([, each]) => each.server === id).map(([key]) => [key, null]));
  const snoozes = Object.entries(state.snoozes).filter(([ref]) => !ref.startsWith(`${id}:`));
  return {
    servers: state.servers.filter((server) => server.id !== id),
    heads: new Map([[id, null]]),
    people: new Map([[id, null]]),
    entries: of(state.entries),
    tasks: of(state.tasks),
    snoozes: Object.fromEntries(snoozes),
    undo: null,
  };
}

function freeId(servers: readonly Server[]): string {
  const taken = new Set(servers.map(({ id }) => id));
  let id = 1;
  while (taken.has(String(id))) id++;
  return String(id);
}
