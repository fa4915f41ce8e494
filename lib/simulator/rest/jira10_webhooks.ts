/**
 * `/rest/jira-webhook/1.0/webhooks`: admin webhooks of Data Center from version 10. Filter, secret
 * and `excludeBody` stand in `configuration`; the `filters` of version 9 is taken and ignored
 * (https://jira.atlassian.com/browse/JRASERVER-78733).
 *
 * @module
 */

import { z } from "zod";
import type { Shape } from "../entity_shapes.ts";
import { requireAdministrator, webhookOf } from "./admin_webhooks.ts";
import { bodyOf, type Call, numberIn } from "./call.ts";
import { addAdminWebhook, type AdminWebhook } from "./registry.ts";
import type { Reply } from "./reply.ts";

const FILTER = "issue-related-events-section";

const inputSchema = z.looseObject({
  name: z.string().min(1),
  url: z.url(),
  events: z.array(z.string()).optional(),
  active: z.union([z.boolean(), z.stringbool()]).optional(),
  configuration: z.looseObject({
    FILTERS: z.string().optional(),
    EXCLUDE_BODY: z.stringbool().optional(),
    DESCRIPTION: z.string().optional(),
    secret: z.string().optional(),
  }).optional(),
  sslVerificationRequired: z.boolean().optional(),
});

/** A page of them: without a limit 25 at most. */
export function listWebhooks10(call: Call): Reply {
  requireAdministrator(call);
  const start = numberIn(call.query, "start") ?? 0;
  const limit = numberIn(call.query, "limit") ?? 25;
  const page = [...call.context.registry.admin.values()].slice(start, start + limit);
  return { status: 200, body: page.map(webhookJson) };
}

/** One of them. */
export function getWebhook10(call: Call): Reply {
  return { status: 200, body: webhookJson(webhookOf(call)) };
}

/** Registers one more. */
export function createWebhook10(call: Call): Reply {
  requireAdministrator(call);
  const webhook = addAdminWebhook(call.context.registry, {
    lastUpdated: call.context.site.now(),
    ...readFields(call),
  });
  return { status: 201, body: webhookJson(webhook) };
}

/** Replaces one. */
export function updateWebhook10(call: Call): Reply {
  const webhook = webhookOf(call);
  Object.assign(webhook, readFields(call), { lastUpdated: call.context.site.now() });
  return { status: 200, body: webhookJson(webhook) };
}

function readFields(
  call: Call,
): Pick<AdminWebhook, "name" | "url" | "events"> & Partial<AdminWebhook> {
  const { name, url, events = [], active, configuration = {} } = bodyOf(call, inputSchema);
  return {
    name,
    url,
    events,
    ...(active === undefined ? {} : { enabled: active }),
    description: configuration.DESCRIPTION ?? "",
    jql: filterIn(configuration.FILTERS),
    excludeBody: configuration.EXCLUDE_BODY ?? false,
    ...(configuration.secret === undefined ? {} : { secret: configuration.secret }),
  };
}

function filterIn(filters: string | undefined): string {
  try {
    const parsed = JSON.parse(filters ?? "{}");
    return typeof parsed?.[FILTER] === "string" ? parsed[FILTER] : "";
  } catch {
    return "";
  }
}

function webhookJson(webhook: AdminWebhook): Shape {
  const { id, name, description, url, events, jql, excludeBody, enabled, lastUpdated } = webhook;
  return {
    id,
    name,
    createdDate: lastUpdated,
    updatedDate: lastUpdated,
    events,
    configuration: {
      FILTERS: JSON.stringify({ [FILTER]: jql }),
      EXCLUDE_BODY: `${excludeBody}`,
      DESCRIPTION: description,
    },
    url,
    active: enabled,
    scopeType: "global",
    sslVerificationRequired: true,
  };
}
