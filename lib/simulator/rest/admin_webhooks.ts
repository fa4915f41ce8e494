/**
 * `/rest/webhooks/1.0/webhook`: admin webhooks of Cloud and of Data Center up to version 9.
 *
 * @module
 */

import { z } from "zod";
import type { Shape } from "../entity_shapes.ts";
import { bodyOf, type Call } from "./call.ts";
import { addAdminWebhook, type AdminWebhook } from "./registry.ts";
import { Refusal, type Reply } from "./reply.ts";

/** Active ones of a site, since July 2024. */
const MOST_ACTIVE = 100;
const FILTER = "issue-related-events-section";

const fieldsSchema = z.looseObject({
  name: z.string().min(1).optional(),
  description: z.string().optional(),
  url: z.url().optional(),
  events: z.array(z.string()).optional(),
  filters: z.looseObject({ [FILTER]: z.string().optional() }).optional(),
  excludeBody: z.boolean().optional(),
  enabled: z.boolean().optional(),
  secret: z.string().optional(),
});

/** All of them. */
export function listWebhooks(call: Call): Reply {
  requireAdministrator(call);
  const all = [...call.context.registry.admin.values()];
  return { status: 200, body: all.map((webhook) => webhookJson(webhook, call)) };
}

/** One of them. */
export function getWebhook(call: Call): Reply {
  return { status: 200, body: webhookJson(webhookOf(call), call) };
}

/** Registers one more, also when the same is there already. */
export function createWebhook(call: Call): Reply {
  requireAdministrator(call);
  const { registry, site } = call.context;
  const { name, url, ...fields } = readFields(call);
  if (name === undefined || url === undefined) {
    throw new Refusal(400, "A webhook needs a name and a URL.");
  }
  if ([...registry.admin.values()].filter(({ enabled }) => enabled).length >= MOST_ACTIVE) {
    throw new Refusal(400, `There are ${MOST_ACTIVE} active webhooks, which is the most allowed.`);
  }
  const webhook = addAdminWebhook(registry, {
    events: [],
    lastUpdated: site.now(),
    ...fields,
    name,
    url,
  });
  return { status: 201, body: webhookJson(webhook, call) };
}

/** Changes what is given; a secret that isn't given stays. */
export function updateWebhook(call: Call): Reply {
  const webhook = webhookOf(call);
  Object.assign(webhook, readFields(call), { lastUpdated: call.context.site.now() });
  return { status: 200, body: webhookJson(webhook, call) };
}

/** Removes one. */
export function deleteWebhook(call: Call): Reply {
  call.context.registry.admin.delete(webhookOf(call).id);
  return { status: 204 };
}

/** The webhook in the path. @throws {Refusal} When there is none, or no right to see it. */
export function webhookOf(call: Call): AdminWebhook {
  requireAdministrator(call);
  const webhook = call.context.registry.admin.get(Number(call.params["webhook"]));
  if (webhook === undefined) throw new Refusal(404, "There is no such webhook.");
  return webhook;
}

/** Lets only administrators on. @throws {Refusal} When the account may not administer Jira. */
export function requireAdministrator(call: Call): void {
  if (call.anonymous) {
    throw new Refusal(401, "Client must be authenticated to access this resource.");
  }
  if (!call.context.controls.administrator) {
    throw new Refusal(403, "You do not have permission to administer Jira.");
  }
}

function readFields(call: Call): Partial<AdminWebhook> {
  const { filters, secret, ...rest } = bodyOf(call, fieldsSchema);
  const { name, description, url, events, excludeBody, enabled } = rest;
  const given = { name, description, url, events, excludeBody, enabled, jql: filters?.[FILTER] };
  return {
    ...defined(given),
    ...(secret === undefined || !signs(call) ? {} : { secret: secret === "" ? null : secret }),
  };
}

/** Up to version 9 Data Center knows no secrets. */
function signs(call: Call): boolean {
  return call.context.site.dialect.flavour === "cloud";
}

function webhookJson(webhook: AdminWebhook, call: Call): Shape {
  const { account, site } = call.context;
  const { id, name, description, url, events, jql, excludeBody, enabled, lastUpdated } = webhook;
  return {
    name,
    description,
    url,
    excludeBody,
    filters: { [FILTER]: jql },
    events,
    enabled,
    self: `${site.dialect.base}/rest/webhooks/1.0/webhook/${id}`,
    lastUpdatedUser: account.id,
    lastUpdatedDisplayName: account.displayName,
    lastUpdated,
    ...(signs(call) ? { isSigned: webhook.secret !== null } : {}),
  };
}

/** The properties that have a value. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
