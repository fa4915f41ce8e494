/**
 * The webhook as Jira has it registered, and an operator's word to create, repair or delete it.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Finding } from "../lib/jira/rest/check_registration.ts";
import type { Registration } from "../lib/jira/rest/registration.ts";
import { JiraError, type JiraErrorCode } from "../lib/jira/rest/types.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import type { Inspection, Outcome, Registrar, Wish } from "../lib/sync/webhook/registrar.ts";
import type { PaceReport } from "../lib/sync/webhook/silence_watch.ts";
import { type Refusal, refuse } from "./answers.ts";
import { parsedJson } from "./json.ts";

/** Longest time for an answer, ms: the dashboard waits for 30 s. */
const ANSWER_WITHIN = 25_000;

/** What may be said of the webhook that is wanted. */
const Wanted = z.object({ jql: z.string().trim().max(10_000).optional() });

/** What these routes need. */
export interface WebhooksDeps {
  /** `null`: there is no access to Jira, or nothing says where it is to deliver. */
  readonly registrar: Registrar | null;
  /** How webhooks come; `null` when nobody counts. */
  readonly pace: () => Promise<PaceReport | null>;
  /** Whether there is access to Jira. */
  readonly hasAccess: boolean;
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
}

interface Call {
  readonly c: Context;
  readonly registrar: Registrar;
  readonly signal: AbortSignal;
}

/** Mounts `/api/webhooks`. */
export function webhooksRoutes(deps: WebhooksDeps): Hono {
  const app = new Hono();
  app.get("/api/webhooks", (c) =>
    answer(deps, {
      c,
      run: async ({ registrar, signal }) =>
        c.json({ ...listOf(await registrar.inspect({ signal })), pace: await deps.pace() }),
    }));
  app.post("/api/webhooks", (c) =>
    answer(deps, {
      c,
      run: (call) => wish(call, { status: 201, act: (it) => call.registrar.create(it) }),
    }));
  app.post("/api/webhooks/:id/repair", (c) =>
    answer(deps, {
      c,
      run: (call) =>
        wish(call, {
          status: 200,
          act: (it) => call.registrar.repair(c.req.param("id"), it),
        }),
    }));
  app.delete("/api/webhooks/:id", (c) =>
    answer(deps, {
      c,
      run: async ({ registrar, signal }) =>
        told(c, { outcome: await registrar.remove(c.req.param("id"), { signal }), status: 200 }),
    }));
  return app;
}

const NOT_CONFIGURED: Refusal = {
  status: 409,
  code: "not_configured",
  message: "Cannot look after the webhook in Jira: no access to Jira is set. Set JIRA_BASE_URL " +
    "with JIRA_EMAIL and JIRA_API_TOKEN, or with JIRA_PAT, and restart.",
};

const NO_ADDRESS: Refusal = {
  status: 409,
  code: "no_public_url",
  message: "Cannot look after the webhook in Jira: nothing says where Jira reaches this service. " +
    "Set PUBLIC_URL, and restart.",
};

async function answer(
  { registrar, hasAccess, authorise }: WebhooksDeps,
  { c, run }: { readonly c: Context; readonly run: (call: Call) => Promise<Response> },
): Promise<Response> {
  const grant = authorise(c);
  if (grant instanceof Response) return grant;
  if (registrar === null) return refuse(c, hasAccess ? NO_ADDRESS : NOT_CONFIGURED);
  try {
    return await run({ c, registrar, signal: AbortSignal.timeout(ANSWER_WITHIN) });
  } catch (cause) {
    if (cause instanceof JiraError) return refuse(c, refusalOf(cause));
    throw cause;
  }
}

/** 502: Jira, or what stands in its place, gives no use. 503: it may later. */
const STATUS: Readonly<Record<JiraErrorCode, 409 | 422 | 502 | 503>> = {
  dead_token: 502,
  forbidden: 502,
  not_found: 502,
  not_jira: 502,
  malformed: 502,
  unreachable: 502,
  rate_limited: 503,
  unavailable: 503,
  other_jira: 409,
  stopped: 503,
  refused: 422,
};

function refusalOf({ code, message, retryAfter }: JiraError): Refusal {
  return {
    status: STATUS[code],
    code: `jira_${code}`,
    message: `${message}.`,
    ...retryAfter === null ? {} : { retryAfter: Math.ceil(retryAfter / 1000) },
  };
}

async function wish(
  { c, signal }: Call,
  { act, status }: {
    readonly act: (wish: Wish) => Promise<Outcome>;
    readonly status: 200 | 201;
  },
): Promise<Response> {
  const text = await c.req.text();
  const body = Wanted.safeParse(text === "" ? {} : parsedJson(text));
  if (!body.success) {
    return refuse(c, {
      status: 400,
      code: "bad_body",
      message: 'Cannot do this: the body must be empty, or JSON such as {"jql":"project = ABC"}.',
    });
  }
  const { jql } = body.data;
  return told(c, { outcome: await act({ signal, ...jql === undefined ? {} : { jql } }), status });
}

const REFUSED = { exists: 409, unknown: 404, impossible: 422, busy: 409 } as const;

function told(
  c: Context,
  { outcome, status }: { readonly outcome: Outcome; readonly status: 200 | 201 },
): Response {
  if (outcome.ok) return c.json({ done: outcome.done }, status);
  const { code, message } = outcome;
  return refuse(c, { status: REFUSED[code], code, message: `${message}.` });
}

/** Only those that deliver here: the others are none of ours, and their addresses may be secrets. */
function listOf({ webhooks, health, wanted }: Inspection) {
  const { ours, copies, findings } = health;
  const items = ours === null ? [] : [
    itemOf(ours, findings),
    ...copies.map((copy) => itemOf(copy, [copyOf(ours)])),
  ];
  const expected = { url: wanted.url, needs_jql: webhooks.kind === "app" };
  return { items, next: null, expected };
}

function copyOf({ id }: Registration): Pick<Finding, "code" | "message"> {
  return { code: "doubled", message: `It delivers the same as ${id} does. Delete it` };
}

function itemOf(
  registration: Registration,
  problems: readonly Pick<Finding, "code" | "message">[],
) {
  const { id, name, url, isEnabled, events, jql, hasBody, isSigned, expiresAt } = registration;
  return {
    id,
    name: name ?? `Webhook ${id}`,
    url,
    enabled: isEnabled,
    events,
    jql,
    excludeBody: !hasBody,
    signed: isSigned,
    expiresAt,
    problems: problems.map(({ code, message }) => ({ code, message: `${message}.` })),
  };
}
