/**
 * The memory of a simulated site and the few ways to reach into it.
 *
 * @module
 */

import type { Dialect, Shape } from "./entity_shapes.ts";
import type { LinkEnd } from "./issue_shape.ts";
import type { SimIssue, SimLink, SimPerson, SimProject } from "./model.ts";
import type { Random } from "./random.ts";

/** A webhook Jira would send. */
export interface SimEvent {
  /** `webhookEvent`. */
  readonly name: string;
  /** What Jira puts in `X-Atlassian-Webhook-Flow`: `Secondary` is the fallout of a cascade. */
  readonly flow: "Primary" | "Secondary";
  readonly body: Shape;
  /** Index in the site's list of changes. Two events may tell of one change. */
  readonly change: number;
}

/** Something that happened, with all that identifies it in the webhooks telling of it. */
export interface SimChange {
  /** What it is about: `created`, `updated`, `deleted`, `commented`, `worklog`, `sprint` … */
  readonly kind: string;
  readonly issueId: string | null;
  readonly changelogId: string | null;
  /** The comment, worklog, sprint … it is about; `version` is its own `updated` in ms. */
  readonly part: { readonly id: string; readonly version: number | null } | null;
  /** Jira's event time in ms. */
  readonly timestamp: number;
  /** It only follows from the deletion of its issue. */
  readonly cascade: boolean;
  /** The names of the webhooks that tell of it; none of a silent change. */
  readonly events: readonly string[];
}

/** Everything a simulated site remembers. */
export interface SiteState {
  readonly dialect: Dialect;
  readonly random: Random;
  readonly now: () => number;
  readonly people: ReadonlyMap<string, SimPerson>;
  readonly projects: readonly SimProject[];
  /** Every issue there ever was, by id; deleted ones stay with their `deletedAt`. */
  readonly issues: Map<string, SimIssue>;
  readonly links: Map<string, SimLink>;
  readonly changes: SimChange[];
  /** Whether Jira sends nothing about the operation under way. */
  silent: boolean;
  /** What the operation under way changed. */
  readonly touched: Set<SimIssue>;
  /** Told of each issue when an operation has changed it. */
  readonly watchers: ((issue: SimIssue) => void)[];
  /** Last id given out. */
  readonly ids: { issue: number; changelog: number; part: number };
}

/** When something happened: the issue's new `updated`, and the event's time shortly after. */
export interface Moment {
  readonly updated: number;
  readonly timestamp: number;
}

/** Longest time between an issue's `updated` and the event's `timestamp`, in ms, as measured. */
const LONGEST_LAG = 356;

/** Finds somebody. @throws {RangeError} When nobody has that id. */
export function personOf(state: SiteState, id: string): SimPerson {
  return found(state.people.get(id), { what: "person", id });
}

/** Finds a live project by id. @throws {RangeError} When there is none. */
export function projectOf(state: SiteState, id: string): SimProject {
  const project = found(state.projects.find((it) => it.id === id), { what: "project", id });
  if (project.status === "live") return project;
  throw new RangeError(`Cannot work in project "${project.key}": it is ${project.status}`);
}

/** Whether people can work on an issue. */
export function isWorkable({ deletedAt, project }: SimIssue): boolean {
  return deletedAt === null && project.status === "live";
}

/** Finds an issue people can work on. @throws {RangeError} When there is none. */
export function issueOf(state: SiteState, id: string): SimIssue {
  const issue = found(state.issues.get(id), { what: "issue", id });
  if (issue.deletedAt !== null) {
    throw new RangeError(`Cannot change issue "${issue.key}": it was deleted`);
  }
  projectOf(state, issue.project.id);
  return issue;
}

/**
 * Passes what was found on.
 *
 * @throws {RangeError} When nothing was.
 */
export function found<T>(value: T | undefined, options: { what: string; id: string | number }): T {
  if (value === undefined) {
    throw new RangeError(`Cannot find the ${options.what}: no "${options.id}" at this site`);
  }
  return value;
}

/** The links of an issue, each with the issue at its other end. */
export function linksOf(state: SiteState, issue: SimIssue): LinkEnd[] {
  return [...state.links.values()]
    .filter((link) => link.from === issue.id || link.to === issue.id)
    .map((link) => ({
      link,
      other: state.issues.get(link.from === issue.id ? link.to : link.from)!,
    }));
}

/** The next id for a comment, worklog, attachment, link or changelog entry, or an issue. */
export function nextId(state: SiteState, kind: "issue" | "changelog" | "part"): string {
  state.ids[kind] += kind === "changelog" ? state.random.int(1, 3) : 1;
  return `${state.ids[kind]}`;
}

/**
 * Says when a change to the issue happens. `updated` lies up to 356 ms before now, as in real
 * bodies, and always after the issue's last change, so that its versions are in order.
 */
export function momentFor(state: SiteState, issue: SimIssue | null): Moment {
  const now = state.now();
  const updated = Math.max(now - state.random.int(0, LONGEST_LAG), (issue?.updated ?? 0) + 1);
  return { updated, timestamp: Math.max(now, updated) };
}

/** Gives an issue its new version. Whoever watches the site is told when the operation is over. */
export function touch(state: SiteState, issue: SimIssue, updated: number): void {
  issue.updated = updated;
  state.touched.add(issue);
}

/** Tells the watchers what was changed since the last call. */
export function tellWatchers(state: SiteState): void {
  const issues = [...state.touched];
  state.touched.clear();
  for (const watcher of state.watchers) issues.forEach(watcher);
}

/** Notes that something happened, and gives the index webhooks refer to it by. */
export function recordChange(state: SiteState, change: SimChange): number {
  return state.changes.push(state.silent ? { ...change, events: [] } : change) - 1;
}
