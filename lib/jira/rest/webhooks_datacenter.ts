/**
 * Webhooks of Data Center from version 10 on. Its path is new, and so is its JSON: with that of
 * version 9 the JQL is silently ignored.
 *
 * @module
 */

import { z } from "zod";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { Registration, WantedRegistration, Webhooks } from "./registration.ts";

const PATH = "/rest/jira-webhook/1.0/webhooks";

/** Most that are read; Jira's own default is 25. */
const LIMIT = 1_000;

const Kept = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  name: z.string().nullish(),
  url: z.string(),
  events: z.array(z.string()).nullish(),
  configuration: z.record(z.string(), z.unknown()).nullish(),
  active: z.boolean().nullish(),
});

/** The way of Data Center 10 and later. */
export function dataCenterWebhooks(ask: Ask): Webhooks {
  return {
    kind: "datacenter",
    list: async ({ signal }) => {
      const query = { limit: String(LIMIT) };
      const call: JiraCall = { action: "list webhooks", method: "GET", path: PATH, query };
      return readAnswer(await ask(call, signal), { call, shape: z.array(Kept) }).map(
        registrationOf,
      );
    },
    create: async (wanted, { signal }) => {
      const body = bodyOf(wanted);
      const call: JiraCall = { action: "create a webhook", method: "POST", path: PATH, body };
      return readAnswer(await ask(call, signal), { call, shape: Kept }).id;
    },
    update: async (id, wanted, { signal }) => {
      const body = bodyOf(wanted);
      await ask({ action: "change a webhook", method: "PUT", path: pathOf(id), body }, signal);
      return id;
    },
    delete: async (id, { signal }) => {
      await ask({ action: "delete a webhook", method: "DELETE", path: pathOf(id) }, signal);
    },
    refresh: () => Promise.resolve(null),
  };
}

function registrationOf(kept: z.output<typeof Kept>): Registration {
  const settings = kept.configuration ?? {};
  const secret = settings["secret"];
  return {
    id: kept.id,
    name: kept.name ?? null,
    url: kept.url,
    events: kept.events ?? [],
    jql: typeof settings["FILTERS"] === "string" ? settings["FILTERS"] : "",
    isEnabled: kept.active !== false,
    hasBody: String(settings["EXCLUDE_BODY"] ?? "false") !== "true",
    // Whether a secret is shown is not documented; that none is does not say that there is none.
    isSigned: typeof secret === "string" && secret !== "" ? true : null,
    expiresAt: null,
  };
}

function bodyOf({ name, url, events, jql, secret }: WantedRegistration) {
  return {
    name,
    url,
    events,
    configuration: {
      FILTERS: jql,
      EXCLUDE_BODY: "false",
      ...secret === null ? {} : { secret },
    },
    active: true,
    sslVerificationRequired: true,
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
