/**
 * People seen in issues, so that one can choose oneself by name.
 *
 * @module
 */

import type { FeedIssue, FeedItem, FeedNamed } from "../../lib/feed/protocol.ts";
import type { Change, State } from "./types.ts";

/** People kept of each server. */
const MOST_PEOPLE = 1_000;

/** Most names a search gives. */
const MOST_FOUND = 8;

/** Adds the people of some items. */
export function addPeople(
  state: State,
  { server, items }: { readonly server: string; readonly items: readonly FeedItem[] },
): Change {
  const people = items.flatMap((item) => [item.actor, ...peopleOf(item.issue)]);
  return withPeople(state, { server, people });
}

/** Adds the people of some issues. */
export function addIssuePeople(
  state: State,
  { server, issues }: {
    readonly server: string;
    readonly issues: readonly Pick<FeedIssue, "assignee" | "reporter">[];
  },
): Change {
  return withPeople(state, { server, people: issues.flatMap(peopleOf) });
}

/** Those whose name or account id has all the words; the closest first. */
export function findPeople(people: readonly FeedNamed[], text: string): readonly FeedNamed[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [];
  const found = people.filter(({ id, name }) => {
    const told = `${name} ${id}`.toLowerCase();
    return words.every((word) => told.includes(word));
  });
  const starts = (name: string) => name.toLowerCase().startsWith(words[0]!) ? 0 : 1;
  return found.toSorted((a, b) => starts(a.name) - starts(b.name) || a.name.localeCompare(b.name))
    .slice(0, MOST_FOUND);
}

function peopleOf(issue: Pick<FeedIssue, "assignee" | "reporter"> | undefined) {
  return [issue?.assignee, issue?.reporter];
}

function withPeople(
  state: State,
  { server, people }: {
    readonly server: string;
    readonly people: readonly (FeedNamed | null | undefined)[];
  },
): Change {
  const known = state.people.get(server) ?? [];
  const ids = new Set(known.map(({ id }) => id));
  const fresh = people.filter((person) => person != null).filter(({ id }) =>
    !ids.has(id) && ids.add(id)
  ).map(({ id, name }) => ({ id, name }));
  if (fresh.length === 0 || known.length >= MOST_PEOPLE) return {};
  return { people: new Map([[server, [...known, ...fresh].slice(0, MOST_PEOPLE)]]) };
}
