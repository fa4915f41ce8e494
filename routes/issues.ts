/**
 * State: the mirror as JSON, for clients that begin or begin again.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import type { Grant } from "../lib/mirror/grant.ts";
import { readHead } from "../lib/mirror/head.ts";
import type { Mirror } from "../lib/mirror/queries.ts";
import { headCursor, type IssueRow } from "../lib/mirror/types.ts";
import type { Store } from "../lib/store/types.ts";
import { etagOf, isKnown, refuse } from "./answers.ts";
import {
  formatListNext,
  formatSnapshotNext,
  readListParams,
  readSnapshotParams,
} from "./issue_params.ts";

/** What the state routes need. */
export interface IssueDeps {
  readonly store: Store;
  readonly site: string;
  readonly mirror: Mirror;
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
}

/** Mounts `/api/issues`, `/api/issues/:idOrKey` and `/api/snapshot`. */
export function issueRoutes(deps: IssueDeps): Hono {
  const app = new Hono();
  app.get("/api/issues", (c) => listIssues(deps, c));
  app.get("/api/issues/:idOrKey", (c) => oneIssue(deps, c));
  app.get("/api/snapshot", (c) => snapshot(deps, c));
  return app;
}

async function listIssues(deps: IssueDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const params = readListParams(c);
  if (!params.ok) return refuseParams(c, params.message);
  const { items, next } = await deps.mirror.list(params.query, grant);
  return tagged(c, {
    items: items.map(issueJson),
    next: next === null ? null : formatListNext(next),
  });
}

async function oneIssue(deps: IssueDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const idOrKey = c.req.param("idOrKey") ?? "";
  const row = await deps.mirror.issue(idOrKey, grant);
  if (row !== null) return tagged(c, issueJson(row));
  return refuse(c, {
    status: 404,
    code: "not_found",
    message: `Cannot show ${JSON.stringify(idOrKey.slice(0, 64))}: no such issue is known here, ` +
      "or this token may not see it.",
  });
}

async function snapshot(deps: IssueDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const params = readSnapshotParams(c);
  if (!params.ok) return refuseParams(c, params.message);
  const { place, limit } = params.query;
  // Position first, then data: what changes in between is in both, and applying it again is harmless.
  const cursor = place?.cursor ?? headCursor((await readHead(deps.store, deps.site)).value);
  const page = { limit, ...place === null ? {} : { after: place.after } };
  const { items, next } = await deps.mirror.all(page, grant);
  return c.json({
    ...cursor,
    issues: items.map(issueJson),
    // A later page carries the position of the first one.
    next: next === null ? null : formatSnapshotNext({ cursor, after: next }),
  });
}

/** An issue as clients see it. */
function issueJson(row: IssueRow) {
  const { core, updated } = row;
  return { ...core, updated };
}

/** Answers with an ETag, or 304 when the caller has it already. */
function tagged(c: Context, value: unknown): Response {
  const text = JSON.stringify(value);
  const tag = etagOf(text);
  c.header("ETag", tag);
  c.header("Cache-Control", "private, no-cache");
  if (isKnown(c.req.raw.headers, tag)) return c.body(null, 304);
  return c.body(text, 200, { "Content-Type": "application/json" });
}

function refuseParams(c: Context, message: string): Response {
  return refuse(c, { status: 400, code: "bad_parameter", message });
}
