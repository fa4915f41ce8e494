/**
 * The projects of Jira Cloud, those archived and those in the trash too.
 *
 * @module
 */

import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import { ProjectPage } from "./shapes.ts";
import { JiraError, type Observed, type RosterProject } from "./types.ts";

/** Jira's limit. */
const PAGE = 100;

/** Pages of one status beyond which something is wrong: a site has 10,000 projects or so at most. */
const MAX_PAGES = 1_000;

const STATUSES = ["live", "archived", "deleted"] as const;

type Status = RosterProject["status"];

/** All projects; one that changes its status meanwhile counts as what it was seen as first. */
export async function readRoster(
  ask: Ask,
  signal: AbortSignal,
): Promise<Observed<readonly RosterProject[]>> {
  const found = new Map<string, RosterProject>();
  let observedAt = Infinity;
  for (const status of STATUSES) {
    const part = await readStatus(ask, { status, signal });
    observedAt = Math.min(observedAt, part.observedAt);
    for (const project of part.value) if (!found.has(project.id)) found.set(project.id, project);
  }
  return { value: [...found.values()], observedAt };
}

async function readStatus(
  ask: Ask,
  { status, signal }: { readonly status: Status; readonly signal: AbortSignal },
): Promise<Observed<readonly RosterProject[]>> {
  const found: RosterProject[] = [];
  let observedAt = Infinity;
  for (let page = 0, startAt = 0; page < MAX_PAGES; page++) {
    const call = pageCall(status, startAt);
    const answer = await ask(call, signal);
    observedAt = Math.min(observedAt, answer.observedAt);
    const { values, isLast, total } = readAnswer(answer, { call, shape: ProjectPage });
    found.push(...values.map(({ id, key, name }) => ({ id, key, name: name ?? key, status })));
    startAt += values.length;
    const isEnd = isLast === true || values.length === 0 || startAt >= (total ?? Infinity);
    if (isEnd) return { value: found, observedAt };
  }
  throw new JiraError(
    "malformed",
    `Cannot list projects: Jira gave ${MAX_PAGES} pages of ${status} ones and no end. Report it`,
  );
}

function pageCall(status: Status, startAt: number): JiraCall {
  return {
    action: "list projects",
    method: "GET",
    path: "/rest/api/2/project/search",
    query: { status, orderBy: "key", startAt: String(startAt), maxResults: String(PAGE) },
  };
}
