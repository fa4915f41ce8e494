/**
 * What a team does all day, as an endless row of operations: somebody takes up an issue, mostly one
 * of their own, does a few things on it, and somebody else goes on elsewhere.
 *
 * @module
 */

import { issueChoices, liveProjects } from "./habits.ts";
import type { SimIssue, SimPerson } from "./model.ts";
import type { Operation } from "./operations.ts";
import { themeOf } from "./projects.ts";
import type { Random } from "./random.ts";
import type { Site } from "./site.ts";
import { writeDescription, writeSummary } from "./words.ts";
import { ISSUE_TYPES, PRIORITIES } from "./workflow.ts";

/** Fewer live issues than this, and nobody deletes; more than the larger one, and few are created. */
const FEW_ISSUES = 20;
const MANY_ISSUES = 500;
/** Most things somebody does on one issue before turning to another. */
const LONGEST_BURST = 5;

/** How often each priority is given to a new issue, highest first. */
const PRIORITY_WEIGHTS = [1, 3, 6, 2, 1] as const;

/** An endless stream of operations for one site. */
export interface Stream {
  /** The next operation; it is valid for the site as it is now, so apply it before asking again. */
  next(): Operation;
}

interface Burst {
  readonly by: SimPerson;
  readonly issue: string;
  left: number;
}

/** Makes a stream. The same site and randomness give the same operations. */
export function createStream(site: Site, random: Random): Stream {
  let burst: Burst | null = null;
  function next(): Operation {
    const issues = site.issues();
    const rare = planOperation(site, random);
    if (rare !== null && issues.length > 0) return rare;
    if (issues.length === 0 || random.chance(creationRate(issues.length))) {
      return createOperation(site, random);
    }
    burst = goOn(burst, issues) ?? takeUp(site, { random, issues });
    burst.left -= 1;
    const issue = issues.find(({ id }) => id === burst!.issue)!;
    return random.weighted(
      issueChoices({ site, random, issue, by: burst.by, mayDelete: issues.length > FEW_ISSUES }),
    )();
  }
  return { next };
}

/** Somebody files a new issue in one of the site's projects. */
export function createOperation(site: Site, random: Random): Operation {
  const project = random.pick(liveProjects(site));
  const theme = themeOf(project);
  const [story, task, bug] = ISSUE_TYPES;
  const type = random.weighted([[story, 3], [task, 3], [bug, 4]]);
  const priority = random.weighted(PRIORITIES.map((it, index) => [it, PRIORITY_WEIGHTS[index]!]));
  return {
    op: "create",
    by: random.pick(site.people).id,
    project: project.id,
    type: type.id,
    summary: writeSummary(theme, { type: type.name, random }),
    description: writeDescription(theme, { type: type.name, random }),
    priority: priority.id,
    assignee: random.chance(0.6) ? random.pick(site.people).id : null,
    labels: random.chance(0.4) ? [random.pick(theme.labels)] : [],
    ...(random.chance(0.02) ? { restricted: true as const } : {}),
  };
}

function creationRate(count: number): number {
  if (count < FEW_ISSUES) return 0.3;
  return count < MANY_ISSUES ? 0.07 : 0.01;
}

function goOn(burst: Burst | null, issues: readonly SimIssue[]): Burst | null {
  if (burst === null || burst.left === 0) return null;
  return issues.some(({ id }) => id === burst.issue) ? burst : null;
}

function takeUp(site: Site, options: { random: Random; issues: readonly SimIssue[] }): Burst {
  const { random, issues } = options;
  const by = random.pick(site.people);
  const open = issues.filter(({ status }) => status.category !== "done");
  const own = open.filter(({ assignee }) => assignee === by);
  const issue = random.pick(random.weighted([
    [own, own.length === 0 ? 0 : 8],
    [open, open.length === 0 ? 0 : 4],
    [issues, 1],
  ]));
  return { by, issue: issue.id, left: random.int(1, LONGEST_BURST) };
}

/** Now and then a sprint or a version moves on. */
function planOperation(site: Site, random: Random): Operation | null {
  if (!random.chance(0.008)) return null;
  const project = random.pick(liveProjects(site));
  const by = project.lead.id;
  const sprint = project.sprints.at(-1)!;
  const version = project.versions.find(({ released }) => !released);
  if (version !== undefined && random.chance(0.25)) {
    return { op: "release_version", by, version: version.id };
  }
  return sprint.state === "future"
    ? { op: "start_sprint", by, sprint: sprint.id }
    : { op: "close_sprint", by, sprint: sprint.id };
}
