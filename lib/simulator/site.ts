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
import { findIssue, type IssueTruth, truthOf } from "./truth.ts";
import {
  type Alteration,
  alterIssue,
  bringBack,
  hide,
  performSilently,
  type Selection,
  show,
} from "./unseen.ts";
import {
  isWorkable,
  linksOf,
  type SimChange,
  type SimEvent,
  type SiteState,
  tellWatchers,
} from "./site_state.ts";

export type { IssueTruth } from "./truth.ts";

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
  /** Issues people can work on, oldest first: not deleted, and their project is live. */
  issues(): readonly SimIssue[];
  /** The links of an issue, each with the issue at its other end. */
  linksOf(issue: SimIssue): readonly LinkEnd[];
  /** Links between issues people can work on. */
  links(): readonly SimLink[];
  /**
   * Does something, and gives the webhooks Jira sends about it, in the order they come about.
   *
   * @throws {RangeError} When it refers to something that isn't there or was deleted.
   */
  apply(operation: Operation): SimEvent[];
  /**
   * The same, but Jira sends nothing about it, as with some bulk changes.
   *
   * @throws {RangeError} When it refers to something that isn't there or was deleted.
   */
  applySilently(operation: Operation): void;
  /** Changes an issue behind everybody's back. @throws {RangeError} When it isn't there. */
  alter(alteration: Alteration): void;
  /** Brings a deleted issue back, silently. @throws {RangeError} When there never was one. */
  bringBack(issue: string): void;
  /** Takes issues or projects out of the sight of the account behind the REST token. */
  hide(selection: Selection): void;
  /** Lets that account see them again. */
  show(selection: Selection): void;
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
    issues: () => [...state.issues.values()].filter(isWorkable),
    linksOf: (issue) => linksOf(state, issue),
    links: () =>
      [...state.links.values()].filter(({ from, to }) =>
        isWorkable(state.issues.get(from)!) && isWorkable(state.issues.get(to)!)
      ),
    apply: (operation) => telling(state, () => perform(state, operation)),
    applySilently: (operation) => telling(state, () => performSilently(state, operation)),
    alter: (alteration) => telling(state, () => alterIssue(state, alteration)),
    bringBack: (issue) => telling(state, () => bringBack(state, issue)),
    hide: (selection) => hide(state, selection),
    show: (selection) => show(state, selection),
    grow: (growth) => telling(state, () => growSite(state, growth)),
    watch: (watcher) => void state.watchers.push(watcher),
    truth: () => [...state.issues.values()].map(truthOf),
  };
}

/** Does something, and then has the watchers told of it. */
function telling<T>(state: SiteState, act: () => T): T {
  const result = act();
  tellWatchers(state);
  return result;
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
    silent: false,
    touched: new Set(),
    watchers: [],
    ids: { issue: 10_000, changelog: 20_000, part: 30_000 },
  };
}
