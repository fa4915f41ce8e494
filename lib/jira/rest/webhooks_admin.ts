/**
 * Webhooks of Jira's administrators: on Cloud, and on Data Center up to version 9.
 *
 * @module
 */

import { z } from "zod";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { Registration, WantedRegistration, Webhooks } from "./registration.ts";

const PATH = "/rest/webhooks/1.0/webhook";

/** The only filter there is. */
const ISSUES = "issue-related-events-section";

const Kept = z.object({
  self: z.string(),
  name: z.string().nullish(),
  url: z.string(),
  events: z.array(z.string()),
  filters: z.record(z.string(), z.string().nullable()).nullish(),
  excludeBody: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
  isSigned: z.boolean().nullish(),
});

/** The way of Cloud's administrators, or of a `server`. */
export function adminWebhooks(ask: Ask, kind: "admin" | "server"): Webhooks {
  const read = (kept: z.output<typeof Kept>): Registration => ({
    id: idIn(kept.self),
    name: kept.name ?? null,
    url: kept.url,
    events: kept.events,
    jql: kept.filters?.[ISSUES] ?? "",
    isEnabled: kept.enabled !== false,
    hasBody: kept.excludeBody !== true,
    isSigned: kind === "server" ? false : kept.isSigned ?? null,
    expiresAt: null,
  });
  return {
    kind,
    list: async ({ signal }) => {
      const call: JiraCall = { action: "list webhooks", method: "GET", path: PATH };
      return readAnswer(await ask(call, signal), { call, shape: z.array(Kept) }).map(read);
    },
    create: async (wanted, { signal }) => {
      const body = bodyOf(wanted, kind);
      const call: JiraCall = { action: "create a webhook", method: "POST", path: PATH, body };
      return idIn(readAnswer(await ask(call, signal), { call, shape: Kept }).self);
    },
    update: async (id, wanted, { signal }) => {
      const body = { ...bodyOf(wanted, kind), enabled: true };
      await ask({ action: "change a webhook", method: "PUT", path: pathOf(id), body }, signal);
      return id;
    },
    delete: async (id, { signal }) => {
      await ask({ action: "delete a webhook", method: "DELETE", path: pathOf(id) }, signal);
    },
    failed: () => Promise.resolve(null),
    refresh: () => Promise.resolve(null),
  };
}

function bodyOf({ name, url, events, jql, secret }: WantedRegistration, kind: Webhooks["kind"]) {
  return {
    name,
    url,
    events,
    filters: { [ISSUES]: jql },
    excludeBody: false,
    ...secret === null || kind === "server" ? {} : { secret },
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

/** Jira tells an id only as the end of an address. */
function idIn(self: string): string {
  return self.slice(self.lastIndexOf("/") + 1);
}
