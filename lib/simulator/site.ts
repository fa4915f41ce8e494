/**
 * A Jira site in memory: operations go in, the webhooks Jira would send come out, and what is true
 * can be asked at any time. It knows nothing of delivery.
 *
 * @module
 */

import { addComment, deleteComment, editComment } from "./comment_operations.ts";
import type { Dialect } from "./entity_shapes.ts";
import {
  createIssue,
  deleteIssue,
  editIssue,
  moveIssue,
  transitionIssue,
} from "./issue_operations.ts";
import type { Flavour, SimIssue, SimLink, SimPerson, SimProject } from "./model.ts";
import type { Operation } from "./operations.ts";
import { attachFile, linkIssues, logWork, unlinkIssues } from "./part_operations.ts";
import { createPeople } from "./people.ts";
import { closeSprint, releaseVersion, startSprint } from "./plan_operations.ts";
import { createProjects } from "./projects.ts";
import { createRandom } from "./random.ts";
import type { SimChange, SimEvent, SiteState } from "./site_state.ts";

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
  /** Issues that aren't deleted, oldest first. */
  issues(): readonly SimIssue[];
  /** Links between them. */
  links(): readonly SimLink[];
  /**
   * Does something, and gives the webhooks Jira sends about it, in the order they come about.
   *
   * @throws {RangeError} When it refers to something that isn't there or was deleted.
   */
  apply(operation: Operation): SimEvent[];
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
    issues: () => [...state.issues.values()].filter(({ deletedAt }) => deletedAt === null),
    links: () => [...state.links.values()],
    apply: (operation) => perform(state, operation),
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
    ids: { issue: 10_000, changelog: 20_000, part: 30_000 },
  };
}

function perform(state: SiteState, operation: Operation): SimEvent[] {
  switch (operation.op) {
    case "create":
      return createIssue(state, operation);
    case "edit":
      return editIssue(state, operation);
    case "transition":
      return transitionIssue(state, operation);
    case "comment":
      return addComment(state, operation);
    case "edit_comment":
      return editComment(state, operation);
    case "delete_comment":
      return deleteComment(state, operation);
    case "worklog":
      return logWork(state, operation);
    case "attach":
      return attachFile(state, operation);
    case "link":
      return linkIssues(state, operation);
    case "unlink":
      return unlinkIssues(state, operation);
    case "move":
      return moveIssue(state, operation);
    case "delete":
      return deleteIssue(state, operation);
    case "start_sprint":
      return startSprint(state, operation);
    case "close_sprint":
      return closeSprint(state, operation);
    case "release_version":
      return releaseVersion(state, operation);
  }
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
