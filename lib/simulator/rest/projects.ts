/**
 * The roster of projects.
 *
 * @module
 */

import { projectShape, type Shape } from "../entity_shapes.ts";
import type { SimProject } from "../model.ts";
import { type Call, numberIn } from "./call.ts";
import { Refusal, type Reply } from "./reply.ts";
import { seesProject } from "./sight.ts";

/** Most projects on one page, by Atlassian's documentation. */
const MOST_PROJECTS = 100;
const STATUSES: Readonly<Record<string, SimProject["status"]>> = {
  live: "live",
  archived: "archived",
  deleted: "trashed",
};

/** `GET project/search` of Cloud. */
export function searchProjects(call: Call): Reply {
  const { query } = call;
  const startAt = numberIn(query, "startAt") ?? 0;
  const maxResults = Math.min(numberIn(query, "maxResults") ?? 50, MOST_PROJECTS);
  const wanted = new Set(statusesIn(query));
  const all = visibleProjects(call).filter(({ status }) => wanted.has(status));
  const values = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= all.length;
  const address = (start: number) => pageAddress(call, { start, maxResults });
  return {
    status: 200,
    body: {
      self: address(startAt),
      ...(isLast ? {} : { nextPage: address(startAt + maxResults) }),
      maxResults,
      startAt,
      total: all.length,
      isLast,
      values: values.map((project) => projectJson(project, call)),
    },
    read: values.length,
  };
}

/** `GET project` of Data Center: all at once, archived ones only when asked for. */
export function listProjects(call: Call): Reply {
  const archived = call.query.get("includeArchived") === "true";
  const all = visibleProjects(call)
    .filter(({ status }) => status === "live" || (archived && status === "archived"));
  return { status: 200, body: all.map((project) => projectJson(project, call)), read: all.length };
}

function statusesIn(query: URLSearchParams): SimProject["status"][] {
  const names = query.getAll("status").flatMap((it) => it.split(","));
  return (names.length === 0 ? ["live"] : names).map((name) => {
    const status = STATUSES[name];
    if (status === undefined) throw new Refusal(400, `'${name}' is not a status of projects.`);
    return status;
  });
}

function visibleProjects(call: Call): SimProject[] {
  if (call.anonymous) return [];
  return call.context.site.projects
    .filter(seesProject)
    .sort((a, b) => a.key < b.key ? -1 : 1);
}

function pageAddress(call: Call, options: { start: number; maxResults: number }): string {
  const query = new URLSearchParams(call.query);
  query.set("startAt", `${options.start}`);
  query.set("maxResults", `${options.maxResults}`);
  const { base } = call.context.site.dialect;
  return `${base}/rest/api/${call.version}/project/search?${query}`;
}

function projectJson(project: SimProject, call: Call): Shape {
  const { dialect } = call.context.site;
  return {
    expand: "description,lead,issueTypes,url,projectKeys,permissions,insight",
    ...projectShape(project, dialect),
    self: `${dialect.base}/rest/api/${call.version}/project/${project.id}`,
    ...(dialect.flavour === "cloud" ? { style: "classic", isPrivate: false, properties: {} } : {}),
    ...(project.status === "archived" ? { archived: true } : {}),
    ...(project.status === "trashed" ? { deleted: true } : {}),
  };
}
