/**
 * The comparison with Jira: what it found, and an operator's word to begin one now.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Comparison } from "../lib/comparison.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import type { HomeWatch } from "../lib/sync/home/watch.ts";
import type { RunKind, SyncReport } from "../lib/sync/types.ts";
import { type Refusal, refuse } from "./answers.ts";

/** Runs of a page, unless asked for otherwise, and at most. */
const PAGE = 50;
const PAGE_AT_MOST = 200;

/** Whose disappearance an operator confirms. */
const Confirmation = z.object({ project: z.string().min(1).max(64) });

/** Which Jira is said to be the one whose issues are kept. */
const Acceptance = z.object({ jira: z.string().min(1).max(2_000) });

/** What the sync routes need. */
export interface SyncDeps {
  /** `null`: nothing is compared. */
  readonly sync: Comparison | null;
  readonly home: Pick<HomeWatch, "accept">;
  readonly report: (
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<SyncReport>;
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
}

/** Mounts `/api/sync` and what begins a run. */
export function syncRoutes(deps: SyncDeps): Hono {
  const app = new Hono();
  app.get("/api/sync", (c) => report(deps, c));
  app.post("/api/sync/sweep", (c) => start(deps, { c, kind: "sweep" }));
  app.post("/api/sync/census", (c) => start(deps, { c, kind: "census" }));
  app.post("/api/sync/confirm", (c) => confirm(deps, c));
  app.post("/api/sync/accept", (c) => accept(deps, c));
  return app;
}

async function report(deps: SyncDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const limit = c.req.query("limit") ?? String(PAGE);
  const after = c.req.query("next");
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > PAGE_AT_MOST) {
    return refuse(c, {
      status: 400,
      code: "bad_parameter",
      message: `Cannot list runs: limit must be a whole number from 1 to ${PAGE_AT_MOST}.`,
    });
  }
  if (after !== undefined && !/^[0-9A-Z]{26}$/.test(after)) {
    return refuse(c, {
      status: 400,
      code: "bad_parameter",
      message: "Cannot list runs: next must be the one that came with the page before.",
    });
  }
  const page = { limit: Number(limit), ...after === undefined ? {} : { after } };
  return c.json(await deps.report(page));
}

const NOT_COMPARED: Refusal = {
  status: 409,
  code: "not_compared",
  message: "Cannot begin: nothing is compared with Jira, as no access to it is set. Set " +
    "JIRA_BASE_URL with JIRA_EMAIL and JIRA_API_TOKEN, or with JIRA_PAT, and restart.",
};

async function start(
  deps: SyncDeps,
  { c, kind }: { readonly c: Context; readonly kind: RunKind },
): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  if (deps.sync === null) return refuse(c, NOT_COMPARED);
  return c.json({ status: await deps.sync.start(kind), kind }, 202);
}

async function confirm(deps: SyncDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  if (deps.sync === null) return refuse(c, NOT_COMPARED);
  const body = Confirmation.safeParse(await c.req.json().catch(() => null));
  if (!body.success) {
    return refuse(c, {
      status: 400,
      code: "bad_body",
      message: 'Cannot confirm: the body must be JSON such as {"project":"10000"}, with the id ' +
        "that the alarm names.",
    });
  }
  const { project } = body.data;
  if (await deps.sync.confirm(project)) return c.json({ status: "confirmed", project }, 202);
  return refuse(c, {
    status: 404,
    code: "not_held_back",
    message: `Cannot confirm project ${JSON.stringify(project)}: no alarm names it. ` +
      "See /api/sync for those that wait.",
  });
}

async function accept(deps: SyncDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const body = Acceptance.safeParse(await c.req.json().catch(() => null));
  if (!body.success) {
    return refuse(c, {
      status: 400,
      code: "bad_body",
      message: 'Cannot accept: the body must be JSON such as {"jira":"https://new.example.com"}, ' +
        "with the address that the alarm names.",
    });
  }
  const { jira } = body.data;
  if (await deps.home.accept(jira)) {
    await deps.sync?.retry();
    return c.json({ status: "accepted", jira });
  }
  return refuse(c, {
    status: 404,
    code: "not_asked",
    message: `Cannot accept ${JSON.stringify(jira.slice(0, 200))}: no alarm names that address. ` +
      "See /api/sync for those that do.",
  });
}
