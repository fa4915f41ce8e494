/**
 * `/rest/api/{2,3}/webhook`: webhooks that an app registers for itself, and renews before they
 * expire.
 *
 * @module
 */

import { z } from "zod";
import type { Shape } from "../entity_shapes.ts";
import { bodyOf, type Call, numberIn } from "./call.ts";
import { JqlError } from "./jql_tokens.ts";
import type { AppWebhook } from "./registry.ts";
import { Refusal, type Reply } from "./reply.ts";
import { matchFor } from "./webhook_filter.ts";

/** Life of a webhook, and how many an app may have, by Atlassian's documentation. */
const LIFETIME = 30 * 86_400_000;
const MOST = { oauth: 5, connect: 100 } as const;
/** How long failures are kept. */
const FAILURES_KEPT = 72 * 3_600_000;
const EVENTS = new Set([
  ..."created updated deleted".split(" ").flatMap((it) => [`jira:issue_${it}`, `comment_${it}`]),
  ..."created updated closed deleted started".split(" ").map((it) => `sprint_${it}`),
  ..."released unreleased created moved updated merged deleted".split(" ")
    .map((it) => `jira:version_${it}`),
  "issue_property_set",
  "issue_property_deleted",
]);

const detailsSchema = z.strictObject({
  events: z.array(z.string()),
  jqlFilter: z.string(),
  fieldIdsFilter: z.array(z.string()).optional(),
  issuePropertyKeysFilter: z.array(z.string()).optional(),
});
const registrationSchema = z.strictObject({ url: z.url(), webhooks: z.array(detailsSchema) });
const idsSchema = z.strictObject({ webhookIds: z.array(z.int()) });

/** `POST webhook`. */
export function registerAppWebhooks(call: Call): Reply {
  requireApp(call);
  const { registry } = call.context;
  const { url, webhooks } = bodyOf(call, registrationSchema);
  if (registry.appUrl !== null && registry.appUrl !== url && living(call).length > 0) {
    throw new Refusal(400, "Only a single URL per app is allowed to be registered via REST API");
  }
  registry.appUrl = url;
  return {
    status: 200,
    body: { webhookRegistrationResult: webhooks.map((details) => register(call, details)) },
  };
}

/** `GET webhook`. */
export function listAppWebhooks(call: Call): Reply {
  requireApp(call);
  const startAt = numberIn(call.query, "startAt") ?? 0;
  const maxResults = numberIn(call.query, "maxResults") ?? 100;
  const all = living(call);
  const values = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= all.length;
  const { appUrl: url } = call.context.registry;
  return {
    status: 200,
    body: {
      maxResults,
      startAt,
      total: all.length,
      isLast,
      values: values.map((webhook) => ({ ...webhook, url })),
    },
  };
}

/** `DELETE webhook`; unknown ids are ignored. */
export function deleteAppWebhooks(call: Call): Reply {
  requireApp(call);
  for (const id of bodyOf(call, idsSchema).webhookIds) call.context.registry.app.delete(id);
  return { status: 202 };
}

/** `PUT webhook/refresh`; unknown and expired ids are ignored. */
export function refreshAppWebhooks(call: Call): Reply {
  requireApp(call);
  const { webhookIds } = bodyOf(call, idsSchema);
  const expirationDate = call.context.site.now() + LIFETIME;
  for (const webhook of living(call)) {
    if (webhookIds.includes(webhook.id)) webhook.expirationDate = expirationDate;
  }
  return { status: 200, body: { expirationDate } };
}

/** `GET webhook/failed`, which only Connect apps have. */
export function listFailedWebhooks(call: Call): Reply {
  requireApp(call);
  const { registry, site, app } = call.context;
  if (app.kind !== "connect") throw new Refusal(403, "Only Connect apps can use this operation.");
  const after = Math.max(numberIn(call.query, "after") ?? 0, site.now() - FAILURES_KEPT);
  const maxResults = numberIn(call.query, "maxResults") ?? 100;
  const all = registry.failed.filter(({ failureTime }) => failureTime > after);
  const values = all.slice(0, maxResults);
  const last = values.at(-1);
  return {
    status: 200,
    body: {
      values,
      maxResults,
      ...(last === undefined || values.length === all.length ? {} : {
        next:
          `${site.dialect.base}/rest/api/${call.version}/webhook/failed?after=${last.failureTime}`,
      }),
    },
  };
}

function requireApp(call: Call): void {
  if (!call.app) {
    throw new Refusal(403, "Access to this resource must be authenticated as an app.");
  }
}

function register(call: Call, details: z.infer<typeof detailsSchema>): Shape {
  const { registry, site, app } = call.context;
  const errors = errorsOf(call, details);
  if (living(call).length >= MOST[app.kind]) {
    errors.push(`The app has ${MOST[app.kind]} webhooks, which is the most allowed.`);
  }
  if (errors.length > 0) return { errors };
  const { events, jqlFilter, fieldIdsFilter } = details;
  const webhook: AppWebhook = {
    id: registry.nextId(),
    events,
    jqlFilter,
    ...(fieldIdsFilter === undefined ? {} : { fieldIdsFilter }),
    expirationDate: site.now() + LIFETIME,
  };
  registry.app.set(webhook.id, webhook);
  return { createdWebhookId: webhook.id };
}

function errorsOf(call: Call, details: z.infer<typeof detailsSchema>): string[] {
  const unknown = details.events.filter((name) => !EVENTS.has(name));
  const errors = unknown.map((name) => `The event ${name} is not supported.`);
  try {
    if (details.jqlFilter !== "") matchFor(call.context.site, details.jqlFilter);
  } catch (error) {
    if (!(error instanceof JqlError)) throw error;
    errors.push(error.message);
  }
  return errors;
}

function living(call: Call): AppWebhook[] {
  const { registry, site } = call.context;
  return [...registry.app.values()].filter(({ expirationDate }) => expirationDate > site.now());
}
