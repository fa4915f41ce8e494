/**
 * The webhooks registered at a site, and whom an event goes to.
 *
 * @module
 */

import type { Site } from "../site.ts";
import type { SimEvent } from "../site_state.ts";
import { adminTarget, type Target } from "../target.ts";
import { appTarget, type SimApp } from "./app_target.ts";
import { createFilter } from "./webhook_filter.ts";

/** A webhook an administrator registered. Fields may be changed at any time. */
export interface AdminWebhook {
  readonly id: number;
  name: string;
  description: string;
  url: string;
  /** Names of events. */
  events: string[];
  /** Which issues it is for; empty for all. */
  jql: string;
  /** Sends a call without a body. */
  excludeBody: boolean;
  /** `null` for none: calls are unsigned. */
  secret: string | null;
  enabled: boolean;
  /** ms */
  lastUpdated: number;
}

/** A webhook an app registered for itself ("dynamic"). */
export interface AppWebhook {
  readonly id: number;
  readonly events: readonly string[];
  readonly jqlFilter: string;
  /** Of updates, only those that change one of these fields; all when absent. */
  readonly fieldIdsFilter?: readonly string[];
  /** ms; from then on nothing is sent, without a word. */
  expirationDate: number;
}

/** A delivery to the app that was given up. */
export interface FailedDelivery {
  readonly id: string;
  readonly body: string;
  readonly url: string;
  /** ms */
  readonly failureTime: number;
}

/** What is registered at a site. */
export interface Registry {
  readonly admin: Map<number, AdminWebhook>;
  readonly app: Map<number, AppWebhook>;
  /** Where all of the app's webhooks go; `null` before the first is registered. */
  appUrl: string | null;
  readonly failed: FailedDelivery[];
  /** The next id. */
  nextId(): number;
  /** Whom an event goes to now. */
  targets(event: SimEvent): Target[];
}

/** Registers an admin webhook for all issues; what isn't given is as Jira presets it. */
export function addAdminWebhook(
  registry: Registry,
  fields: Pick<AdminWebhook, "url" | "events" | "lastUpdated"> & Partial<AdminWebhook>,
): AdminWebhook {
  const webhook: AdminWebhook = {
    name: "Webhook",
    description: "",
    jql: "",
    excludeBody: false,
    secret: null,
    enabled: true,
    ...fields,
    id: registry.nextId(),
  };
  registry.admin.set(webhook.id, webhook);
  return webhook;
}

/** Makes a site's registry, with nothing registered. */
export function createRegistry(site: Site, app: SimApp): Registry {
  let lastId = 0;
  const filter = createFilter(site);
  const registry: Registry = {
    admin: new Map(),
    app: new Map(),
    appUrl: null,
    failed: [],
    nextId: () => ++lastId,
    targets: (event) => [...adminTargets(event), ...appTargets(event)],
  };

  function adminTargets(event: SimEvent): Target[] {
    return [...registry.admin.values()]
      .filter(({ enabled, events, jql }) =>
        enabled && events.includes(event.name) && filter(event, jql)
      )
      .map(adminTarget);
  }
  function appTargets(event: SimEvent): Target[] {
    const matched = [...registry.app.values()].filter((it) => isForApp(event, it));
    const url = registry.appUrl;
    if (matched.length === 0 || url === null) return [];
    return [appTarget({
      app,
      url,
      webhookIds: matched.map(({ id }) => id),
      now: site.now,
      onGivenUp: (given) => registry.failed.push({ ...given, url, failureTime: site.now() }),
    })];
  }
  function isForApp(event: SimEvent, webhook: AppWebhook): boolean {
    return webhook.expirationDate > site.now() && webhook.events.includes(event.name) &&
      changesOneOf(event, webhook.fieldIdsFilter) && filter(event, webhook.jqlFilter);
  }
  return registry;
}

function changesOneOf(event: SimEvent, fields: readonly string[] | undefined): boolean {
  if (fields === undefined || event.name !== "jira:issue_updated") return true;
  const changelog = event.body["changelog"] as { items: { fieldId: string }[] } | undefined;
  return changelog?.items.some(({ fieldId }) => fields.includes(fieldId)) === true;
}
