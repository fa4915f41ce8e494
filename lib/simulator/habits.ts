/**
 * What somebody may do next on an issue, and how often people do it.
 *
 * @module
 */

import type { SimIssue, SimPerson, SimProject } from "./model.ts";
import type { Edit, Operation } from "./operations.ts";
import { themeOf } from "./projects.ts";
import type { Random, Weighted } from "./random.ts";
import type { Site } from "./site.ts";
import { writeComment, writeDescription, writeSummary, writeWork } from "./words.ts";
import { LINK_TYPES, PRIORITIES, transitionsFrom } from "./workflow.ts";

/** Who is about to do something, where. */
export interface Situation {
  readonly site: Site;
  readonly random: Random;
  readonly issue: SimIssue;
  readonly by: SimPerson;
  readonly mayDelete: boolean;
}

const FILES = [
  ["screenshot.png", "image/png"],
  ["error.log", "text/plain"],
  ["trace.har", "application/json"],
  ["proposal.pdf", "application/pdf"],
  ["export.csv", "text/csv"],
] as const;

const DAY = 86_400_000;

/** Projects people can work in. */
export function liveProjects(site: Site): readonly SimProject[] {
  return site.projects.filter(({ status }) => status === "live");
}

/** The choices with their weights. Only the chosen one is worked out, by calling it. */
export function issueChoices(at: Situation): Weighted<() => Operation>[] {
  const { issue, site, mayDelete } = at;
  const own = issue.comments.filter(({ author }) => author === at.by);
  const links = site.links().filter(({ from, to }) => from === issue.id || to === issue.id);
  return [
    [() => comment(at), 26],
    [() => transition(at), issue.status.category === "done" ? 2 : 22],
    [() => edit(at), 20],
    [() => worklog(at), 9],
    [() => editComment(at, own), own.length === 0 ? 0 : 4],
    [() => deleteComment(at, own), own.length === 0 ? 0 : 1],
    [() => attach(at), 3],
    [() => link(at), site.issues().length < 2 ? 0 : 3],
    [() => ({ op: "unlink", by: at.by.id, link: links[0]!.id }), links.length === 0 ? 0 : 1],
    [() => move(at), liveProjects(site).length < 2 ? 0 : 1],
    [() => ({ op: "delete", by: at.by.id, issue: issue.id }), mayDelete ? 0.7 : 0],
  ];
}

function comment({ site, random, issue, by }: Situation): Operation {
  const text = writeComment(random, { mention: mention({ site, random, issue, by }) });
  return {
    op: "comment",
    by: by.id,
    issue: issue.id,
    text,
    ...(random.chance(0.06) ? { restricted: true as const } : {}),
  };
}

function mention(at: Omit<Situation, "mayDelete">): string | null {
  const { site, random, issue, by } = at;
  if (!random.chance(0.3)) return null;
  const whom = random.pick([issue.assignee, issue.reporter, random.pick(site.people)]);
  if (whom === null || whom === by) return null;
  return site.dialect.flavour === "cloud" ? `[~accountid:${whom.id}]` : `[~${whom.userName}]`;
}

function transition({ random, issue, by }: Situation): Operation {
  const to = random.weighted(transitionsFrom(issue.status));
  return { op: "transition", by: by.id, issue: issue.id, to: to.id };
}

function edit(at: Situation): Operation {
  return { op: "edit", by: at.by.id, issue: at.issue.id, set: at.random.weighted(edits(at))() };
}

function edits({ site, random, issue, by }: Situation): Weighted<() => Edit>[] {
  const { project, type, assignee } = issue;
  const theme = themeOf(project);
  const colleague = () => random.pick(site.people).id;
  return [
    [() => ({ assignee: assignee === by ? colleague() : by.id }), 8],
    [() => ({ priority: random.pick(PRIORITIES).id }), 4],
    [() => ({ estimate: random.pick([1, 2, 3, 5, 8, 13]) }), 3],
    [() => ({ labels: toggled(issue.labels, random.pick(project.labels)) }), 3],
    [() => ({ components: [random.pick(project.components).id] }), 2],
    [() => ({ description: writeDescription(theme, { type: type.name, random }) }), 3],
    [() => ({ summary: writeSummary(theme, { type: type.name, random }) }), 2],
    [() => ({ fixVersions: [random.pick(project.versions).id] }), 2],
    [() => ({ sprint: project.sprints.at(-1)!.id }), 4],
    [() => ({ due: dueDate(issue, random) }), 2],
  ];
}

function toggled(labels: readonly string[], label: string): string[] {
  return labels.includes(label) ? labels.filter((it) => it !== label) : [...labels, label];
}

function dueDate(issue: SimIssue, random: Random): string {
  return new Date(issue.updated + random.int(1, 30) * DAY).toISOString().slice(0, 10);
}

function worklog({ random, issue, by }: Situation): Operation {
  const seconds = random.pick([15, 30, 45, 60, 90, 120, 240, 480]) * 60;
  return { op: "worklog", by: by.id, issue: issue.id, seconds, text: writeWork(random) };
}

function editComment(at: Situation, own: SimIssue["comments"]): Operation {
  const { random, issue, by } = at;
  const { id } = random.pick(own);
  return {
    op: "edit_comment",
    by: by.id,
    issue: issue.id,
    comment: id,
    text: writeComment(random, { mention: null }),
  };
}

function deleteComment(at: Situation, own: SimIssue["comments"]): Operation {
  const { random, issue, by } = at;
  return { op: "delete_comment", by: by.id, issue: issue.id, comment: random.pick(own).id };
}

function attach({ random, issue, by }: Situation): Operation {
  const [filename, mimeType] = random.pick(FILES);
  const size = random.int(4_000, 900_000);
  return { op: "attach", by: by.id, issue: issue.id, filename, mimeType, size };
}

function link({ site, random, issue, by }: Situation): Operation {
  const others = site.issues().filter(({ id }) => id !== issue.id);
  const to = random.pick(others).id;
  return { op: "link", by: by.id, issue: issue.id, to, type: random.pick(LINK_TYPES).id };
}

function move({ site, random, issue, by }: Situation): Operation {
  const target = random.pick(liveProjects(site).filter(({ id }) => id !== issue.project.id));
  return { op: "move", by: by.id, issue: issue.id, project: target.id };
}
