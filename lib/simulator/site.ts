/**
 * A Jira site in memory: operations go in, the webhooks Jira would send come out, and what is true
 * can be asked at any time. It knows nothing of delivery.
 *
 * @module
 */

import type { Dialect } from "./entity_shapes.ts";
import { growSite, type Growth } from "./grow.ts";
import type { LinkEnd } from "./issue_shape.ts";
import type { Flavour, SimIssue, SimLink, SimPerson, SimProject } from "./model.ts";
import type { Operation } from "./operations.ts";
import { createPeople } from "./people.ts";
import { perform } from "./perform.ts";
import { createProjects } from "./projects.ts";
import { createRandom } from "./random.ts";
import {
  linksOf,
  type SimChange,
  type SimEvent,
  type SiteState,
  tellWatchers,
} from "./site_state.ts";

/** How to make a site. */
export interface SiteOptions {
  /** The same seed, clock and operations give the same webhooks, byte for byte. */
  readonly seed: number;
  /** The site's clock, in ms. */
  readonly now: () => number;
  /** @default "cloud" */
  readonly flavour?: Flavour;
  /** 1 to 5. @default 4 */
  readonly projects?: number;
  /** 1 to 20. @default 12 */
  readonly people?: number;
  /** Where the site claims to be. @default "https://jira.example.com" */
  readonly base?: string;
  /** Offset of its dates from UTC, in minutes. @default 120 */
  readonly offset?: number;
}

/** What is true of one issue. Times in ms. */
export interface IssueTruth {
  readonly id: string;
  readonly key: string;
  /** Project key. */
  readonly project: string;
  /** Status name. */
  readonly status: string;
  /** Account id. */
  readonly assignee: string | null;
  readonly summary: string;
  readonly updated: number;
  /** The latest `updated` a full webhook body carried: as far as one gets without REST. */
  readonly told: number;
  readonly deleted: boolean;
}

/** A simulated site. */
export interface Site {
  readonly dialect: Dialect;
  readonly people: readonly SimPerson[];
  readonly projects: readonly SimProject[];
  /** All that ever happened, oldest first. */
  readonly changes: readonly SimChange[];
  /** The site's clock, in ms. */
  now(): number;
  /** An issue by its id or by a key it has or had; deleted ones are found, too. */
  find(idOrKey: string): SimIssue | undefined;
  /** Every issue there ever was, deleted ones among them, oldest first. */
  everything(): Iterable<SimIssue>;
  /** Issues that aren't deleted, oldest first. */
  issues(): readonly SimIssue[];
  /** The links of an issue, each with the issue at its other end. */
  linksOf(issue: SimIssue): readonly LinkEnd[];
  /** Links between issues. */
  links(): readonly SimLink[];
  /**
   * Does something, and gives the webhooks Jira sends about it, in the order they come about.
   *
   * @throws {RangeError} When it refers to something that isn't there or was deleted.
   */
  apply(operation: Operation): SimEvent[];
  /** Fills the site with many issues at once, of which no webhook tells. */
  grow(growth: Growth): void;
  /** Has `watcher` told of each issue that was changed. */
  watch(watcher: (issue: SimIssue) => void): void;
  /** What is true now of every issue there ever was, oldest first. */
  truth(): IssueTruth[];
}

/** Makes a site with projects and people, and no issues yet. */
export function createSite(options: SiteOptions): Site {
  const state = createState(options);
  return {
    dialect: state.dialect,
    people: [...state.people.values()],
    projects: state.projects,
    changes: state.changes,
    now: state.now,
    find: (idOrKey) => findIssue(state, idOrKey),
    everything: () => state.issues.values(),
    issues: () => [...state.issues.values()].filter(({ deletedAt }) => deletedAt === null),
    linksOf: (issue) => linksOf(state, issue),
    links: () => [...state.links.values()],
    apply: (operation) => {
      const events = perform(state, operation);
      tellWatchers(state);
      return events;
    },
    grow: (growth) => {
      growSite(state, growth);
      tellWatchers(state);
    },
    watch: (watcher) => void state.watchers.push(watcher),
    truth: () => [...state.issues.values()].map(truthOf),
  };
}

function createState(options: SiteOptions): SiteState {
  const { seed, now, flavour = "cloud" } = options;
  const random = createRandom(seed);
  const people = createPeople(random, { count: options.people ?? 12, flavour });
  return {
    dialect: {
      base: options.base ?? "https://jira.example.com",
      flavour,
      offset: options.offset ?? 120,
    },
    random,
    now,
    people: new Map(people.map((person) => [person.id, person])),
    projects: createProjects(random, { count: options.projects ?? 4, people }),
    issues: new Map(),
    links: new Map(),
    changes: [],
    touched: new Set(),
    watchers: [],
    ids: { issue: 10_000, changelog: 20_000, part: 30_000 },
  };
}

/** Jira finds issues by former keys, too, until another issue has the key. */
function findIssue(state: SiteState, idOrKey: string): SimIssue | undefined {
  const issue = state.issues.get(idOrKey);
  if (issue !== undefined) return issue;
  const key = idOrKey.toUpperCase();
  const all = [...state.issues.values()];
  return all.find((it) => it.key === key) ?? all.findLast((it) => it.formerKeys.includes(key));
}

function truthOf(issue: SimIssue): IssueTruth {
  return {
    id: issue.id,
    key: issue.key,
    project: issue.project.key,
    status: issue.status.name,
    assignee: issue.assignee?.id ?? null,
    summary: issue.summary,
    updated: issue.updated,
    told: issue.told,
    deleted: issue.deletedAt !== null,
  };
}
