/**
 * Answers of `/api/sync` and `/api/webhooks` that a test chooses, for what a real comparison would
 * take hours to come to.
 *
 * @module
 */

import type { Alarm, Completeness, Run } from "../lib/sync/types.ts";
import type { Webhook } from "../lib/ui/webhooks.ts";
import { agreeing } from "./_canned_history.ts";

/** What is answered; a test may change all of it at any time. */
export interface CannedSync {
  completeness: Completeness;
  running: Run | null;
  alarms: Alarm[];
  /** Newest first. */
  runs: Run[];
  /** `null` answers 404, as a service without that surface. */
  webhooks: Webhook[] | null;
  /** What is asked to be done, as `POST /api/sync/sweep {…}`. */
  readonly asked: string[];
  /** Whether questions are answered with 503. */
  isDown: boolean;
  /** Refusal of the next thing that is asked to be done. */
  refusal: { readonly status: number; readonly message: string } | null;
}

/** A mirror that agrees, with no history. */
export function cannedSync(change: Partial<CannedSync> = {}): CannedSync {
  return {
    completeness: agreeing(),
    running: null,
    alarms: [],
    runs: [],
    webhooks: null,
    asked: [],
    isDown: false,
    refusal: null,
    ...change,
  };
}

/** Answers in the service's place what it chooses; the rest the service answers. */
export async function answerCanned(
  canned: CannedSync,
  { request, answer }: { readonly request: Request; readonly answer: () => Promise<Response> },
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/api/status") return await withCompleteness(canned, await answer());
  if (!/^\/api\/(sync|webhooks)(\/|$)/.test(pathname)) return await answer();
  if (pathname.startsWith("/api/webhooks") && canned.webhooks === null) {
    return Response.json({ error: { code: "not_found", message: "Nothing here." } }, {
      status: 404,
    });
  }
  if (request.method !== "GET") return await act(canned, request);
  if (pathname === "/api/webhooks") {
    const expected = { url: "https://boardcast.example/webhook/jira" };
    const pace = { lastAt: Date.now() - 190_000, usualGap: 240_000 };
    return Response.json({ items: canned.webhooks, next: null, expected, pace });
  }
  if (canned.isDown) {
    const error = {
      code: "unavailable",
      message: "Cannot do this now: the store does not answer.",
    };
    return Response.json({ error }, { status: 503 });
  }
  return Response.json(page(canned, searchParams));
}

async function withCompleteness(
  { completeness }: CannedSync,
  status: Response,
): Promise<Response> {
  return Response.json({ ...await status.json(), completeness }, { status: status.status });
}

async function act(canned: CannedSync, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  canned.asked.push(`${request.method} ${pathname} ${await request.text()}`.trim());
  const { refusal } = canned;
  canned.refusal = null;
  if (refusal === null) return Response.json({ status: "started" }, { status: 202 });
  const error = { code: "refused", message: refusal.message, id: "1" };
  return Response.json({ error }, { status: refusal.status });
}

function page({ completeness, running, alarms, runs }: CannedSync, query: URLSearchParams) {
  const next = query.get("next");
  const left = next === null ? runs : runs.filter(({ id }) => id < next);
  const items = left.slice(0, Number(query.get("limit") ?? 50));
  return {
    completeness,
    running,
    alarms,
    items,
    next: items.length < left.length ? items.at(-1)!.id : null,
  };
}
