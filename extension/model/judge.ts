/**
 * Whether a change concerns the viewer, and why. List, badge and notifications all ask here, so that
 * a rule holds everywhere or nowhere.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import type { Place, Settings } from "./settings.ts";
import { issueRef, taskName } from "./state.ts";
import type { Entry, Server, State } from "./types.ts";

/** Why somebody sees a change, the most personal first. */
export const REASONS = ["mention", "assignee", "reporter", "watching", "followed"] as const;

/** One of {@linkcode REASONS}. */
export type Reason = typeof REASONS[number];

const DIRECT: readonly Reason[] = ["mention", "assignee", "reporter"];

/** What the rules say of a change. */
export interface Verdict {
  /** Why it concerns the viewer; empty when it does not. */
  readonly reasons: readonly Reason[];
  /** The viewer did it. */
  readonly own: boolean;
  /** The rules let it into the inbox. */
  readonly kept: boolean;
  /** It concerns the viewer in person: counted by default. */
  readonly direct: boolean;
  /** Its issue or project is muted. */
  readonly muted: boolean;
}

type Rules = Pick<State, "servers" | "settings" | "tasks">;

/** Judges a change by the rules of now. */
export function judge(rules: Rules, { server: id, item }: Pick<Entry, "server" | "item">): Verdict {
  const server = rules.servers.find((each) => each.id === id);
  const { settings } = rules;
  const me = server?.me.map((person) => person.id) ?? [];
  const own = item.actor !== undefined && me.includes(item.actor.id);
  const reasons = server === undefined ? [] : reasonsOf(rules, { server, item });
  const chosen = reasons.filter((reason) => settings.reasons[reason]);
  // Nobody is left with an empty inbox for not having said who they are.
  const concerns = me.length === 0 || settings.reasons.other || chosen.length > 0;
  return {
    reasons,
    own,
    kept: concerns && (!own || settings.ownChanges) && passes(settings, item),
    direct: me.length === 0 || chosen.some((reason) => DIRECT.includes(reason)),
    muted: server !== undefined && names(settings.mutes, { server, item }),
  };
}

/** Whether an entry may draw attention: it is kept, and neither own, muted nor snoozed. */
export function isLoud(state: State, entry: Entry, verdict: Verdict): boolean {
  return verdict.kept && !verdict.own && !verdict.muted &&
    state.snoozes[issueRef(entry.server, entry.item)] === undefined;
}

function reasonsOf(
  { tasks, settings }: Rules,
  { server, item }: { readonly server: Server; readonly item: FeedItem },
): Reason[] {
  const { issue, why = [], changes = [] } = item;
  const me = server.me.map((person) => person.id);
  const called = server.me.map((person) => person.name);
  const task = issue?.key === undefined ? undefined : tasks.get(taskName(server.id, issue.key));
  const isMe = (person: { readonly id: string } | null | undefined) =>
    person != null && me.includes(person.id);
  // The feed tells a former assignee only by name; losing an issue concerns one as much.
  const lost = changes.some(({ field, from }) =>
    field === "assignee" && from !== null && called.includes(from)
  );
  const assignee = why.includes("assignee") || isMe(issue?.assignee) || lost;
  const reporter = why.includes("reporter") || isMe(issue?.reporter);
  const holds: Readonly<Record<Reason, boolean>> = {
    mention: why.includes("mention"),
    assignee,
    reporter,
    // Whose issue it is says more than that they worked on it.
    watching: task?.acted === true && !assignee && !reporter,
    followed: names(settings.follows, { server, item }),
  };
  return REASONS.filter((reason) => holds[reason]);
}

function passes(settings: Settings, item: FeedItem): boolean {
  if (settings.kindsOff.includes(item.kind)) return false;
  const { changes = [] } = item;
  if (item.kind !== "updated" || changes.length === 0 || item.subject !== undefined) return true;
  const ignored = settings.ignoredFields.map((field) => field.toLowerCase());
  return changes.some(({ field }) => !ignored.includes(field.toLowerCase()));
}

function names(
  places: readonly Place[],
  { server, item }: { readonly server: Server; readonly item: FeedItem },
): boolean {
  const { issue } = item;
  return issue !== undefined &&
    places.some(({ server: url, kind, id }) =>
      url === server.url && id === (kind === "issue" ? issue.id : issue.project?.id)
    );
}
