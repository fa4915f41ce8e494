/**
 * How Jira Data Center is asked: one search for everything, and single issues by id.
 *
 * @module
 */

import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { Dialect } from "./dialect.ts";
import { MIRRORED_FIELDS } from "./fields.ts";
import { conditionOf } from "./jql.ts";
import { cursorOf, type KeyedIssue, keysetJql, type Place, placeAfter, placeOf } from "./keyset.ts";
import { ARCHIVED_FIELD, DataCenterPage, DataCenterProjects, OneIssue } from "./shapes.ts";
import {
  type FoundIssue,
  type IssueQuery,
  JiraError,
  type Observed,
  type RosterProject,
  type SearchPage,
  type SearchRequest,
} from "./types.ts";

/** Most issues of a page. Jira's own limit is 1,000 unless an administrator sets another. */
const PAGE = { ids: 1_000, whole: 100 };

/** The dialect of Jira Data Center. */
export function createDataCenter(ask: Ask): Dialect {
  return {
    search: (request, signal) => search(ask, { request, signal }),
    read: (ids, signal) => readEach(ask, { ids, signal }),
    count: async (query, signal) => {
      const call = searchCall("count issues", {
        jql: conditionOf(query),
        maxResults: 0,
        fields: [],
      });
      return readAnswer(await ask(call, signal), { call, shape: DataCenterPage }).total;
    },
    projects: async (signal) => {
      const call: JiraCall = {
        action: "list projects",
        method: "GET",
        path: "/rest/api/2/project",
        query: { includeArchived: "true" },
      };
      const answer = await ask(call, signal);
      const projects = readAnswer(answer, { call, shape: DataCenterProjects });
      return { value: projects.map(rosterProject), observedAt: answer.observedAt };
    },
  };
}

function rosterProject(
  { id, key, name, archived }: DataCenterProjects[number],
): RosterProject {
  return { id, key, name: name ?? key, status: archived === true ? "archived" : "live" };
}

interface Searching {
  readonly request: SearchRequest;
  readonly signal: AbortSignal;
}

async function search(ask: Ask, searching: Searching): Promise<Observed<SearchPage>> {
  const { request, signal } = searching;
  let place = placeOf(request.cursor);
  for (;;) {
    const page = await readPage(ask, { ...searching, place });
    const given = new Set(place.given);
    const fresh = page.issues.map(({ found }) => found).filter(({ id }) => !given.has(id));
    if (page.next !== null && fresh.length === 0) {
      place = page.next;
      continue;
    }
    const cursor = page.next === null ? null : cursorOf(page.next);
    const found = { value: { issues: fresh, cursor }, observedAt: page.observedAt };
    return request.cursor === null ? await reconciled(ask, { found, request, signal }) : found;
  }
}

/** A page as Jira gives it, with issues of the page before. */
async function readPage(
  ask: Ask,
  { request, place, signal }: Searching & { readonly place: Place },
): Promise<{
  readonly issues: readonly KeyedIssue[];
  readonly next: Place | null;
  readonly observedAt: number;
}> {
  const call = searchCall("search issues", {
    jql: keysetJql(request.query, place),
    fields: request.detail === "ids" ? ["created"] : MIRRORED_FIELDS,
    maxResults: PAGE[request.detail],
    startAt: place.skip,
  });
  const answer = await ask(call, signal);
  const { issues, total } = readAnswer(answer, { call, shape: DataCenterPage });
  const isLast = issues.length === 0 || place.skip + issues.length >= total;
  return {
    issues,
    next: isLast ? null : placeAfter(place, issues),
    observedAt: answer.observedAt,
  };
}

/** The index of Data Center lags, too, and has no `reconcileIssues`: those are read by id. */
async function reconciled(
  ask: Ask,
  { found, request, signal }: Searching & { readonly found: Observed<SearchPage> },
): Promise<Observed<SearchPage>> {
  const { reconcile = [], query, detail } = request;
  if (reconcile.length === 0) return found;
  const { value, observedAt } = await readEach(ask, { ids: reconcile, signal });
  const now = value.filter((issue) => fits(issue, query));
  const ids = new Set(reconcile);
  const others = found.value.issues.filter(({ id }) => !ids.has(id));
  const shown = detail === "ids" ? now.map(({ id }) => ({ id, snapshot: null })) : now;
  return {
    value: { ...found.value, issues: [...others, ...shown] },
    observedAt: Math.min(found.observedAt, observedAt),
  };
}

function fits({ snapshot }: FoundIssue, { project, updatedSince = 0 }: IssueQuery): boolean {
  if (snapshot === null) return true;
  return snapshot.updated >= updatedSince &&
    (project === undefined || snapshot.core.project?.id === project);
}

/**
 * Reads issues one by one, as a search for their ids would show them as its index has them, which may
 * lag by more than any read is believed to. Those deleted or not visible are left out.
 */
async function readEach(
  ask: Ask,
  options: { readonly ids: readonly string[]; readonly signal: AbortSignal },
): Promise<Observed<readonly FoundIssue[]>> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  try {
    const reads = await Promise.all(options.ids.map((id) => readOne(ask, { id, signal })));
    return {
      value: reads.flatMap(({ value }) => value === null ? [] : [value]),
      observedAt: Math.min(...reads.map(({ observedAt }) => observedAt)),
    };
  } finally {
    // One failure fails them all: the others need not be asked any more.
    failed.abort();
  }
}

async function readOne(
  ask: Ask,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<Observed<FoundIssue | null>> {
  const call: JiraCall = {
    action: "read an issue",
    method: "GET",
    path: `/rest/api/2/issue/${id}`,
    query: { fields: [...MIRRORED_FIELDS, ARCHIVED_FIELD].join(",") },
  };
  try {
    const answer = await ask(call, signal);
    return { value: readAnswer(answer, { call, shape: OneIssue }), observedAt: answer.observedAt };
  } catch (cause) {
    // A firewall's page, or a Jira that is starting up, would else bury what is asked for.
    const isGone = cause instanceof JiraError && cause.saidByJira &&
      (cause.code === "not_found" || cause.code === "forbidden");
    if (isGone && cause.observedAt !== null) return { value: null, observedAt: cause.observedAt };
    throw cause;
  }
}

/** `validateQuery: false`: an id that is gone would else make all of the search an error. */
function searchCall(action: string, body: Readonly<Record<string, unknown>>): JiraCall {
  return {
    action,
    method: "POST",
    path: "/rest/api/2/search",
    body: { ...body, validateQuery: false },
  };
}
